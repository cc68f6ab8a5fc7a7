package io.suiro.streams;

import static org.awaitility.Awaitility.await;

import io.suiro.TestBroker;
import io.suiro.clients.JavaClients;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;

/**
 * A broker and what applications read and write there: texts, told here as {@code key=value}. Topics whose names are not those of
 * internal ones have two partitions.
 */
final class StreamsFixture implements AutoCloseable {
    /** Tells of everything that tests make go wrong, and more. Held here, or its level would be forgotten. */
    private static final Logger STREAMS = Logger.getLogger("org.apache.kafka.streams");

    static {
        STREAMS.setLevel(Level.OFF);
    }

    static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int PARTITIONS = 2;

    private final TestBroker broker;
    private final JavaClients clients;
    private final Path state;
    private final KafkaProducer<String, String> producer;

    /** @param directory of the broker's data and the applications' state */
    StreamsFixture(Path directory) {
        broker = TestBroker.start(
                directory.resolve("data"),
                Map.of("transaction.state.log.num.partitions", "3", "group.min.session.timeout.ms", "1000"));
        clients = new JavaClients(broker);
        state = directory.resolve("state");
        producer = clients.producer("linger.ms", "0");
    }

    TestBroker broker() {
        return broker;
    }

    JavaClients clients() {
        return clients;
    }

    /** Where an instance keeps its state. */
    Path state(String instance) {
        return state.resolve(instance);
    }

    void topics(String... names) throws ExecutionException, InterruptedException {
        for (String name : names) {
            clients.topic(name, PARTITIONS);
        }
    }

    void compactedTopic(String name) throws ExecutionException, InterruptedException {
        try (Admin admin = clients.admin()) {
            admin.createTopics(List.of(
                            new NewTopic(name, PARTITIONS, (short) 1).configs(Map.of("cleanup.policy", "compact"))))
                    .all()
                    .get();
        }
    }

    /** Appended when this returns, each now. */
    void send(String topic, String... records) throws ExecutionException, InterruptedException {
        for (String record : records) {
            producer.send(record(topic, null, record)).get();
        }
    }

    /** Appended when this returns, with this timestamp. */
    void sendAt(long timestampMs, String topic, String... records) throws ExecutionException, InterruptedException {
        for (String record : records) {
            producer.send(record(topic, timestampMs, record)).get();
        }
    }

    /** An empty value is a tombstone. */
    private static ProducerRecord<String, String> record(String topic, Long timestampMs, String record) {
        int equals = record.indexOf('=');
        String value = record.substring(equals + 1);
        return new ProducerRecord<>(
                topic, null, timestampMs, record.substring(0, equals), value.isEmpty() ? null : value);
    }

    /** The first {@code count} committed records of all partitions, and what was read with the last of them. */
    List<String> read(String topic, int count) {
        try (KafkaConsumer<String, String> consumer = clients.consumer("isolation.level", "read_committed")) {
            consumer.assign(partitions(topic, PARTITIONS));
            List<String> read = new ArrayList<>();
            JavaClients.take(consumer, count).forEach(record -> read.add(record.key() + "=" + record.value()));
            return read;
        }
    }

    /** All committed records that are there now. */
    List<String> readToEnd(String topic) {
        try (KafkaConsumer<String, String> consumer = clients.consumer("isolation.level", "read_committed")) {
            List<TopicPartition> partitions = partitions(topic, PARTITIONS);
            consumer.assign(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            List<String> read = new ArrayList<>();
            await().atMost(PATIENCE).pollInSameThread().until(() -> {
                consumer.poll(Duration.ofMillis(200)).forEach(record -> read.add(record.key() + "=" + record.value()));
                return partitions.stream().allMatch(partition -> consumer.position(partition) >= ends.get(partition));
            });
            return read;
        }
    }

    static List<TopicPartition> partitions(String topic, int count) {
        List<TopicPartition> partitions = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            partitions.add(new TopicPartition(topic, i));
        }
        return partitions;
    }

    /** Not started yet. Settings come as name, value, name, value; they win over the quick ones from here. */
    KafkaStreams app(String applicationId, String instance, StreamsBuilder builder, Object... settings) {
        Properties properties = new Properties();
        properties.put("bootstrap.servers", broker.address());
        properties.put("application.id", applicationId);
        properties.put("state.dir", state(instance).toString());
        properties.put("default.key.serde", Serdes.StringSerde.class);
        properties.put("default.value.serde", Serdes.StringSerde.class);
        properties.put("commit.interval.ms", 100);
        properties.put("poll.ms", 20);
        properties.put("statestore.cache.max.bytes", 0);
        properties.put("session.timeout.ms", 2000);
        properties.put("heartbeat.interval.ms", 200);
        properties.put("auto.offset.reset", "earliest");
        properties.put("fetch.max.wait.ms", 50);
        for (int i = 0; i < settings.length; i += 2) {
            properties.put(settings[i], settings[i + 1]);
        }
        return new KafkaStreams(builder.build(properties), properties);
    }

    /** Runs when this returns. */
    KafkaStreams start(String applicationId, StreamsBuilder builder, Object... settings) {
        KafkaStreams app = app(applicationId, applicationId, builder, settings);
        app.start();
        awaitRunning(app);
        return app;
    }

    static void awaitRunning(KafkaStreams app) {
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(10))
                .failFast("the application failed", () -> app.state() == KafkaStreams.State.ERROR)
                .until(() -> app.state() == KafkaStreams.State.RUNNING);
    }

    /** Until the application has committed everything that is in these topics now. */
    void awaitWorked(String applicationId, String... topics) throws Exception {
        try (Admin admin = clients.admin()) {
            List<TopicPartition> partitions = new ArrayList<>();
            for (String topic : topics) {
                partitions.addAll(partitions(topic, PARTITIONS));
            }
            await().dontCatchUncaughtExceptions()
                    .atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> {
                        Map<TopicPartition, OffsetAndMetadata> committed = admin.listConsumerGroupOffsets(applicationId)
                                .partitionsToOffsetAndMetadata()
                                .get();
                        for (TopicPartition partition : partitions) {
                            long end = offset(admin, partition, OffsetSpec.latest());
                            OffsetAndMetadata offset = committed.get(partition);
                            if (end > 0 && (offset == null || offset.offset() < end)) {
                                return false;
                            }
                        }
                        return true;
                    });
        }
    }

    static long offset(Admin admin, TopicPartition partition, OffsetSpec which) throws Exception {
        return admin.listOffsets(Map.of(partition, which))
                .partitionResult(partition)
                .get()
                .offset();
    }

    @Override
    public void close() {
        producer.close();
        broker.close();
    }
}
