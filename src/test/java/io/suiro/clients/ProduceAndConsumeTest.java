package io.suiro.clients;

import static io.suiro.clients.JavaClients.take;
import static io.suiro.clients.JavaClients.valuesOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.suiro.TestBroker;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.record.internal.CompressionType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Records on their way through Kafka's producer, the broker, and Kafka's consumer. */
final class ProduceAndConsumeTest {
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
    @EnumSource(CompressionType.class)
    void recordsComeBackInOrderWithEachCodec(CompressionType codec) throws Exception {
        TopicPartition partition = clients.topic("codec-" + codec.name, 1);
        List<String> sent =
                IntStream.range(0, 2_000).mapToObj(i -> "value " + i).toList();
        try (KafkaProducer<String, String> producer = clients.producer("compression.type", codec.name);
                KafkaConsumer<String, String> consumer = clients.consumer()) {
            sent.forEach(value -> send(producer, new ProducerRecord<>(partition.topic(), value)));
            producer.flush();
            consumer.assign(List.of(partition));
            List<ConsumerRecord<String, String>> records = take(consumer, sent.size());
            assertThat(valuesOf(records)).isEqualTo(sent);
            assertThat(records).extracting(ConsumerRecord::offset).isEqualTo(offsets(sent.size()));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "1", "all"})
    void everyKindOfAcknowledgementStoresRecords(String acks) throws Exception {
        TopicPartition partition = clients.topic("acks-" + acks, 1);
        try (KafkaProducer<String, String> producer =
                        clients.producer("acks", acks, "enable.idempotence", acks.equals("all") + "");
                KafkaConsumer<String, String> consumer = clients.consumer()) {
            RecordMetadata told =
                    producer.send(new ProducerRecord<>(partition.topic(), "v")).get();
            assertThat(told.offset()).isEqualTo(acks.equals("0") ? -1 : 0);
            consumer.assign(List.of(partition));
            assertThat(valuesOf(take(consumer, 1))).containsExactly("v");
        }
    }

    @Test
    void anIdempotentProducerHasFiveRequestsInFlightAndNothingTwice() throws Exception {
        TopicPartition partition = clients.topic("idempotent", 1);
        try (KafkaProducer<String, String> producer =
                        clients.producer("enable.idempotence", "true", "linger.ms", "0", "batch.size", "1000");
                KafkaConsumer<String, String> consumer = clients.consumer()) {
            List<Future<RecordMetadata>> told = new ArrayList<>();
            for (int i = 0; i < 5_000; i++) {
                told.add(producer.send(new ProducerRecord<>(partition.topic(), "value " + i)));
            }
            for (int i = 0; i < told.size(); i++) {
                assertThat(told.get(i).get().offset()).isEqualTo(i);
            }
            consumer.assign(List.of(partition));
            assertThat(take(consumer, 5_000)).hasSize(5_000);
        }
    }

    @Test
    void keysHeadersTimestampsAndNullsComeBackAsTheyWere() throws Exception {
        TopicPartition partition = clients.topic("all-of-a-record", 1);
        try (KafkaProducer<String, String> producer = clients.producer();
                KafkaConsumer<String, String> consumer = clients.consumer()) {
            byte[] header = "h".getBytes(StandardCharsets.UTF_8);
            send(
                    producer,
                    new ProducerRecord<>(
                            partition.topic(),
                            0,
                            1_234_567L,
                            "key",
                            "value",
                            List.of(new RecordHeader("a", header), new RecordHeader("a", null))));
            producer.send(new ProducerRecord<>(partition.topic(), 0, 1_234_568L, null, (String) null))
                    .get();
            consumer.assign(List.of(partition));
            List<ConsumerRecord<String, String>> records = take(consumer, 2);
            assertThat(records.get(0).key()).isEqualTo("key");
            assertThat(records.get(0).value()).isEqualTo("value");
            assertThat(records.get(0).timestamp()).isEqualTo(1_234_567L);
            assertThat(records.get(0).headers().toArray())
                    .containsExactly(new RecordHeader("a", header), new RecordHeader("a", null));
            assertThat(records.get(1).key()).isNull();
            assertThat(records.get(1).value()).isNull();
            assertThat(records.get(1).leaderEpoch()).contains(0);
        }
    }

    @Test
    void aRecordLargerThanWhatIsFetchedAtOnceComesAllTheSame() throws Exception {
        TopicPartition partition = clients.topic("large", 1);
        String large = "x".repeat(700_000);
        try (KafkaProducer<String, String> producer = clients.producer();
                KafkaConsumer<String, String> consumer =
                        clients.consumer("max.partition.fetch.bytes", "1000", "fetch.max.bytes", "2000")) {
            for (String value : List.of("small", large, "after")) {
                producer.send(new ProducerRecord<>(partition.topic(), value)).get();
            }
            consumer.assign(List.of(partition));
            assertThat(valuesOf(take(consumer, 3))).containsExactly("small", large, "after");
        }
    }

    @Test
    void aRecordLargerThanTheTopicTakesIsRefused() throws Exception {
        TopicPartition partition = clients.topic("too-large", 1);
        try (KafkaProducer<String, String> producer = clients.producer("max.request.size", "3000000")) {
            Future<RecordMetadata> told = producer.send(new ProducerRecord<>(partition.topic(), "x".repeat(2_000_000)));
            assertThatThrownBy(told::get).hasCauseInstanceOf(RecordTooLargeException.class);
            producer.send(new ProducerRecord<>(partition.topic(), "small")).get();
        }
    }

    @Test
    void offsetsAreFoundByTime() throws Exception {
        TopicPartition partition = clients.topic("by-time", 1);
        try (KafkaProducer<String, String> producer = clients.producer();
                KafkaConsumer<String, String> consumer = clients.consumer()) {
            for (int i = 0; i < 100; i++) {
                send(producer, new ProducerRecord<>(partition.topic(), 0, 1_000L + i * 10L, null, "v" + i));
            }
            producer.flush();
            OffsetAndTimestamp found =
                    consumer.offsetsForTimes(Map.of(partition, 1_495L)).get(partition);
            assertThat(found.offset()).isEqualTo(50);
            assertThat(found.timestamp()).isEqualTo(1_500L);
            assertThat(consumer.offsetsForTimes(Map.of(partition, 9_999L)).get(partition))
                    .isNull();
            assertThat(consumer.beginningOffsets(List.of(partition))).containsEntry(partition, 0L);
            assertThat(consumer.endOffsets(List.of(partition))).containsEntry(partition, 100L);
        }
    }

    @Test
    void aConsumerSeeksPausesAndResumes() throws Exception {
        clients.topic("seek", 2);
        TopicPartition first = new TopicPartition("seek", 0);
        TopicPartition second = new TopicPartition("seek", 1);
        try (KafkaProducer<String, String> producer = clients.producer();
                KafkaConsumer<String, String> consumer = clients.consumer()) {
            for (int i = 0; i < 10; i++) {
                send(producer, new ProducerRecord<>("seek", 0, "k", "a" + i));
                send(producer, new ProducerRecord<>("seek", 1, "k", "b" + i));
            }
            producer.flush();
            consumer.assign(List.of(first, second));
            consumer.pause(List.of(second));
            consumer.seek(first, 8);
            assertThat(valuesOf(take(consumer, 2))).containsExactly("a8", "a9");
            consumer.seekToBeginning(List.of(first));
            assertThat(take(consumer, 10)).extracting(ConsumerRecord::topic).hasSize(10);
            consumer.resume(List.of(second));
            assertThat(take(consumer, 10)).extracting(ConsumerRecord::partition).containsOnly(1);
        }
    }

    @Test
    void recordsOfNoTransactionAreCommitted() throws Exception {
        TopicPartition partition = clients.topic("committed", 1);
        try (KafkaProducer<String, String> producer = clients.producer();
                KafkaConsumer<String, String> consumer = clients.consumer("isolation.level", "read_committed")) {
            producer.send(new ProducerRecord<>(partition.topic(), "v")).get();
            consumer.assign(List.of(partition));
            assertThat(valuesOf(take(consumer, 1))).containsExactly("v");
            assertThat(consumer.endOffsets(List.of(partition))).containsEntry(partition, 1L);
        }
    }

    @Test
    void aConsumerThatWaitsIsWokenByTheNextRecord() throws Exception {
        TopicPartition partition = clients.topic("waiting", 1);
        try (KafkaProducer<String, String> producer = clients.producer();
                KafkaConsumer<String, String> consumer = clients.consumer("fetch.max.wait.ms", "60000")) {
            consumer.assign(List.of(partition));
            assertThat(consumer.poll(Duration.ofMillis(300))).isEmpty();
            producer.send(new ProducerRecord<>(partition.topic(), "v")).get();
            assertThat(valuesOf(take(consumer, 1))).containsExactly("v");
            consumer.close(CloseOptions.timeout(Duration.ZERO));
        }
    }

    @Test
    void producingToATopicThatCannotBeNamedFails() {
        try (KafkaProducer<String, String> producer = clients.producer()) {
            Future<RecordMetadata> told = producer.send(new ProducerRecord<>("in valid", "v"));
            assertThatThrownBy(told::get).hasCauseInstanceOf(InvalidTopicException.class);
        }
    }

    @Test
    void aTopicComesIntoBeingWhenItIsFirstProducedTo() throws Exception {
        try (KafkaProducer<String, String> producer = clients.producer();
                KafkaConsumer<String, String> consumer = clients.consumer()) {
            producer.send(new ProducerRecord<>("unasked", "v")).get();
            consumer.assign(List.of(new TopicPartition("unasked", 0)));
            assertThat(valuesOf(take(consumer, 1))).containsExactly("v");
        }
    }

    private static void send(KafkaProducer<String, String> producer, ProducerRecord<String, String> record) {
        var _ = producer.send(record);
    }

    private static List<Long> offsets(int count) {
        return IntStream.range(0, count).mapToObj(i -> (long) i).toList();
    }
}
