package io.suiro.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.suiro.TestBroker;
import io.suiro.broker.Storage;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compaction as clients of a running broker see it. */
final class CompactedTopicTest {
    private static final int KEYS = 50;
    private static final int RECORDS = 6_000;
    private static final int VALUE_BYTES = 1_000;

    @TempDir
    private Path data;

    private TestBroker broker;
    private JavaClients clients;

    @BeforeEach
    void start() {
        broker = TestBroker.start(
                data,
                Map.of(
                        "log.cleaner.backoff.ms", "20",
                        "log.cleaner.min.cleanable.ratio", "0.01",
                        "offsets.topic.segment.bytes", "1048576",
                        "offsets.topic.num.partitions", "1"));
        clients = new JavaClients(broker);
    }

    @AfterEach
    void close() {
        broker.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "gzip", "snappy", "lz4", "zstd"})
    void aConsumerFindsTheLastValueOfEachKeyAndFewerRecords(String codec) throws Exception {
        TopicPartition partition = create("compacted");
        Map<String, String> latest = produce(partition, codec);

        await().atMost(Duration.ofSeconds(30)).until(() -> read(partition).size() < RECORDS / 2);

        assertThat(latestOf(read(partition))).isEqualTo(latest);
        broker.restart();
        assertThat(latestOf(read(partition))).isEqualTo(latest);
    }

    @Test
    void committedOffsetsSurviveTheCompactionOfTheirTopic() throws Exception {
        List<TopicPartition> partitions = IntStream.range(0, 1_000)
                .mapToObj(i -> new TopicPartition("wide", i))
                .toList();
        clients.topic("wide", partitions.size());
        try (KafkaConsumer<String, String> consumer = clients.consumer("group.id", "readers")) {
            consumer.assign(partitions);
            for (long round = 1; round <= 40; round++) {
                Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
                for (TopicPartition partition : partitions) {
                    offsets.put(partition, new OffsetAndMetadata(round + partition.partition()));
                }
                consumer.commitSync(offsets);
            }
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> broker.broker().cleaner().progress().cleanings() > 0);
            broker.restart();
            assertThat(consumer.committed(Set.copyOf(partitions)))
                    .allSatisfy((partition, committed) ->
                            assertThat(committed.offset()).isEqualTo(40 + partition.partition()));
        }
    }

    @Test
    void aPartitionThatCannotBeCleanedIsNamedAndStopsNoOther() throws Exception {
        broker.close();
        broker = TestBroker.start(
                data, Map.of("log.cleaner.backoff.ms", "20", "log.cleaner.min.cleanable.ratio", "1.0"));
        clients = new JavaClients(broker);
        TopicPartition broken = create("broken");
        TopicPartition sound = create("sound");
        produce(broken, "none");
        produce(sound, "none");
        flipABit(firstSegment(broken));

        clients.alter(broken.topic(), "min.cleanable.dirty.ratio", "0.01");
        await().until(() -> broker.broker().cleaner().progress().uncleanable().containsKey(broken));
        clients.alter(sound.topic(), "min.cleanable.dirty.ratio", "0.01");

        await().atMost(Duration.ofSeconds(30)).until(() -> read(sound).size() < RECORDS / 2);
        assertThat(broker.broker().cleaner().progress().uncleanable()).containsOnlyKeys(broken);
        assertThat(broker.broker().storage().state()).isEqualTo(Storage.State.ONLINE);
    }

    private TopicPartition create(String topic) throws Exception {
        try (Admin admin = clients.admin()) {
            NewTopic compacted = new NewTopic(topic, 1, (short) 1)
                    .configs(Map.of("cleanup.policy", "compact", "segment.bytes", "1048576"));
            admin.createTopics(List.of(compacted)).all().get();
        }
        return new TopicPartition(topic, 0);
    }

    /** The last value of each key; a key whose last is a tombstone has none. */
    private Map<String, String> produce(TopicPartition partition, String codec) {
        Random random = new Random(7);
        Map<String, String> latest = new HashMap<>();
        try (KafkaProducer<String, String> producer =
                clients.producer("compression.type", codec, "linger.ms", "5", "batch.size", "20000")) {
            for (int i = 0; i < RECORDS; i++) {
                String key = "key-" + random.nextInt(KEYS);
                String value = random.nextInt(20) == 0 ? null : i + "-" + text(random);
                var _ = producer.send(new ProducerRecord<>(partition.topic(), partition.partition(), key, value));
                if (value == null) {
                    latest.remove(key);
                } else {
                    latest.put(key, value);
                }
            }
        }
        return latest;
    }

    /** Hard to compress, so that segments fill whatever the codec. */
    private static String text(Random random) {
        StringBuilder text = new StringBuilder(VALUE_BYTES);
        while (text.length() < VALUE_BYTES) {
            text.append(Long.toString(random.nextLong(), Character.MAX_RADIX));
        }
        return text.toString();
    }

    private List<ConsumerRecord<String, String>> read(TopicPartition partition) {
        List<ConsumerRecord<String, String>> records = new ArrayList<>();
        try (KafkaConsumer<String, String> consumer = clients.consumer()) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).get(partition);
            while (consumer.position(partition) < end) {
                consumer.poll(Duration.ofSeconds(1)).forEach(records::add);
            }
        }
        return records;
    }

    private static Map<String, String> latestOf(List<ConsumerRecord<String, String>> records) {
        Map<String, String> latest = new HashMap<>();
        long before = -1;
        for (ConsumerRecord<String, String> record : records) {
            assertThat(record.offset()).isGreaterThan(before);
            before = record.offset();
            if (record.value() == null) {
                latest.remove(record.key());
            } else {
                latest.put(record.key(), record.value());
            }
        }
        return latest;
    }

    private Path firstSegment(TopicPartition partition) throws IOException {
        try (Stream<Path> files = Files.list(data.resolve(partition.toString()))) {
            return files.filter(file -> file.toString().endsWith(".log"))
                    .sorted()
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static void flipABit(Path file) throws IOException {
        try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
            open.seek(100);
            int value = open.read();
            open.seek(100);
            open.write(value ^ 1);
        }
    }
}
