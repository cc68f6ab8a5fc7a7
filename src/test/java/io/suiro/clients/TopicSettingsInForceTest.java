package io.suiro.clients;

import static io.suiro.clients.JavaClients.take;
import static io.suiro.clients.JavaClients.valuesOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.suiro.TestBroker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.record.internal.CompressionType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a topic's settings do to the records of Kafka's producer. */
final class TopicSettingsInForceTest {
    private static final int LOW_BYTE_OF_ATTRIBUTES = 22;

    @TempDir
    private static Path data;

    private static TestBroker broker;
    private static JavaClients clients;

    @BeforeAll
    static void start() {
        broker = TestBroker.start(data);
        clients = new JavaClients(broker);
    }

    @AfterAll
    static void close() {
        broker.close();
    }

    @ParameterizedTest
    @CsvSource({"gzip,none", "zstd,snappy", "lz4,gzip", "snappy,lz4", "uncompressed,zstd", "zstd,zstd"})
    void recordsAreStoredInTheTopicsCodecWhateverTheProducers(String stored, String sent) throws Exception {
        TopicPartition partition = create("stored-" + stored + "-sent-" + sent, "compression.type", stored);
        List<String> values =
                IntStream.range(0, 500).mapToObj(i -> "value " + i).toList();
        try (KafkaProducer<String, String> producer = clients.producer("compression.type", sent);
                KafkaConsumer<String, String> consumer = clients.consumer()) {
            for (String value : values) {
                var _ = producer.send(new ProducerRecord<>(partition.topic(), "k", value));
            }
            producer.flush();
            consumer.assign(List.of(partition));
            assertThat(valuesOf(take(consumer, values.size()))).isEqualTo(values);
            assertThat(codecOnDisk(partition)).isEqualTo(stored.equals("uncompressed") ? "none" : stored);
        }
    }

    @Test
    void recordsCarryTheBrokersTimeWhereTheTopicSaysSo() throws Exception {
        TopicPartition partition = create("log-append-time", "message.timestamp.type", "LogAppendTime");
        try (KafkaProducer<String, String> producer = clients.producer();
                KafkaConsumer<String, String> consumer = clients.consumer()) {
            RecordMetadata told = producer.send(new ProducerRecord<>(partition.topic(), 0, 1_000L, "k", "v"))
                    .get();
            consumer.assign(List.of(partition));
            ConsumerRecord<String, String> read = take(consumer, 1).getFirst();
            assertThat(read.timestampType()).isEqualTo(TimestampType.LOG_APPEND_TIME);
            assertThat(read.timestamp()).isEqualTo(told.timestamp()).isGreaterThan(1_000L);
        }
    }

    @Test
    void aCompactedTopicRefusesARecordWithoutKey() throws Exception {
        TopicPartition partition = create("compacted", "cleanup.policy", "compact");
        try (KafkaProducer<String, String> producer = clients.producer()) {
            assertThatThrownBy(producer.send(new ProducerRecord<>(partition.topic(), "v"))::get)
                    .hasCauseInstanceOf(InvalidRecordException.class);
            assertThat(producer.send(new ProducerRecord<>(partition.topic(), "k", "v"))
                            .get()
                            .offset())
                    .isZero();
        }
    }

    @Test
    void aTopicRefusesRecordsThatAreTooLargeOrTooOld() throws Exception {
        TopicPartition small = create("small", "max.message.bytes", "1000");
        TopicPartition recent = create("recent", "message.timestamp.before.max.ms", "60000");
        try (KafkaProducer<String, String> producer = clients.producer()) {
            assertThatThrownBy(producer.send(new ProducerRecord<>(small.topic(), "x".repeat(2_000)))::get)
                    .hasCauseInstanceOf(RecordTooLargeException.class);
            assertThatThrownBy(producer.send(new ProducerRecord<>(recent.topic(), 0, 1_000L, "k", "v"))::get)
                    .hasCauseInstanceOf(InvalidTimestampException.class);
        }
    }

    @Test
    void aTopicOfManyPartitionsIsDescribedInParts() throws Exception {
        clients.topic("in-parts", 7);
        try (Admin admin = clients.admin()) {
            assertThat(admin.describeTopics(
                                    List.of("in-parts"), new DescribeTopicsOptions().partitionSizeLimitPerResponse(2))
                            .allTopicNames()
                            .get()
                            .get("in-parts")
                            .partitions())
                    .hasSize(7);
        }
    }

    /** Of the first batch, in the lowest three bits of its attributes. */
    private static String codecOnDisk(TopicPartition partition) throws IOException {
        byte[] segment = Files.readAllBytes(data.resolve(partition.toString()).resolve("00000000000000000000.log"));
        return CompressionType.forId(segment[LOW_BYTE_OF_ATTRIBUTES] & 7).name;
    }

    private static TopicPartition create(String name, String setting, String value) throws Exception {
        try (Admin admin = clients.admin()) {
            admin.createTopics(List.of(new NewTopic(name, 1, (short) 1).configs(Map.of(setting, value))))
                    .all()
                    .get();
        }
        return new TopicPartition(name, 0);
    }
}
