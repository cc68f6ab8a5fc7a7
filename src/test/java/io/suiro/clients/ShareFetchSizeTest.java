package io.suiro.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.suiro.TestBroker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How much one answer to a share consumer has, where that is more than is read of the log at first. */
class ShareFetchSizeTest {
    private static final int RECORDS = 150;
    private static final int RECORD_BYTES = 5_000;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path data;

    private TestBroker broker;

    @BeforeEach
    void fill() throws Exception {
        broker = TestBroker.start(data);
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.address()))) {
            admin.createTopics(List.of(new NewTopic("t", 1, (short) 1))).all().get();
            admin.incrementalAlterConfigs(Map.of(
                            new ConfigResource(ConfigResource.Type.GROUP, "g"),
                            List.of(new AlterConfigOp(
                                    new ConfigEntry("share.auto.offset.reset", "earliest"), AlterConfigOp.OpType.SET))))
                    .all()
                    .get();
        }
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.address()), new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int i = 0; i < RECORDS; i++) {
                var _ = producer.send(new ProducerRecord<>("t", new byte[RECORD_BYTES]));
            }
            producer.flush();
        }
    }

    @AfterEach
    void stop() {
        broker.close();
    }

    @Test
    void aMemberGetsAsManyRecordsAsItTakes() {
        try (KafkaShareConsumer<byte[], byte[]> consumer = consumer(Map.of("max.poll.records", RECORDS))) {
            assertThat(first(consumer).count()).isEqualTo(RECORDS);
        }
    }

    @Test
    void aMemberThatTakesFewGetsFew() {
        try (KafkaShareConsumer<byte[], byte[]> consumer =
                consumer(Map.of("max.poll.records", 5, "share.acquire.mode", "record_limit"))) {
            assertThat(first(consumer).count()).isEqualTo(5);
        }
    }

    /** What is there already is not waited for. */
    @Test
    void aMemberThatWaitsForManyBytesGetsThemAtOnce() {
        Map<String, Object> settings =
                Map.of("max.poll.records", 5, "fetch.min.bytes", 300_000, "fetch.max.wait.ms", 25_000);
        try (KafkaShareConsumer<byte[], byte[]> consumer = consumer(settings)) {
            long begun = System.nanoTime();
            assertThat(first(consumer).isEmpty()).isFalse();
            assertThat(System.nanoTime() - begun)
                    .isLessThan(Duration.ofSeconds(25).toNanos());
        }
    }

    private static ConsumerRecords<byte[], byte[]> first(KafkaShareConsumer<byte[], byte[]> consumer) {
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < until) {
            ConsumerRecords<byte[], byte[]> records = consumer.poll(Duration.ofMillis(100));
            if (!records.isEmpty()) {
                return records;
            }
        }
        throw new AssertionError("nothing has come");
    }

    private KafkaShareConsumer<byte[], byte[]> consumer(Map<String, Object> settings) {
        Map<String, Object> all = new HashMap<>(settings);
        all.put("bootstrap.servers", broker.address());
        all.put("group.id", "g");
        KafkaShareConsumer<byte[], byte[]> consumer =
                new KafkaShareConsumer<>(all, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        consumer.subscribe(List.of("t"));
        return consumer;
    }
}
