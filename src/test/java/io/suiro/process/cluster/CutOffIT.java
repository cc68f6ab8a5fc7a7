package io.suiro.process.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A broker that the others do not reach any more, and clients still do, sends these away: they are patient, and would wait for it until it
 * answers.
 */
class CutOffIT {
    private static final TopicPartition EVENTS = new TopicPartition("events", 0);
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Duration LONG_ENOUGH_TO_BE_FENCED = Duration.ofSeconds(8);
    private static final int PATIENCE_MS = 60_000;

    @TempDir
    Path directory;

    private SuiroCluster cluster;
    private ClusterView view;

    @BeforeEach
    void start() throws Exception {
        cluster = new SuiroCluster(directory);
        view = new ClusterView(cluster);
        cluster.start();
        view.awaitServing();
        view.admin()
                .createTopics(List.of(new NewTopic(EVENTS.topic(), 1, (short) 3)))
                .all()
                .get();
    }

    @AfterEach
    void stop() throws Exception {
        view.close();
        cluster.close();
    }

    @Test
    void itsClientsFindTheOthers() throws Exception {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(patient(Map.of("linger.ms", 0)));
                KafkaConsumer<byte[], byte[]> reader =
                        new KafkaConsumer<>(patient(Map.of("auto.offset.reset", "earliest")));
                KafkaConsumer<byte[], byte[]> member = member()) {
            reader.assign(List.of(EVENTS));
            send(producer);
            await().atMost(SOON).until(() -> reader.poll(Duration.ofMillis(100)).count() == 1);
            commit(member, 1);

            cluster.cut(view.leader(EVENTS));

            send(producer);
            await().atMost(SOON).until(() -> reader.poll(Duration.ofMillis(100)).count() == 1);
            commit(member, 2);
            assertThat(member.committed(Set.of(EVENTS), SOON).get(EVENTS)).isEqualTo(new OffsetAndMetadata(2));
            cluster.heal();
            view.awaitRecovered();
        }
    }

    /** Nobody can lead in its place, and it is not taken for cut off, controller or not. */
    @Test
    void theLastBrokerIsWrittenToAndReadWhenTheOthersHaveEnded() throws Exception {
        view.awaitRecovered();
        int leader = view.leader(EVENTS);
        try (KafkaProducer<byte[], byte[]> producer =
                        new KafkaProducer<>(patient(Map.of("acks", "1", "enable.idempotence", false)));
                KafkaConsumer<byte[], byte[]> reader =
                        new KafkaConsumer<>(patient(Map.of("auto.offset.reset", "earliest")))) {
            send(producer);
            view.awaitRecovered();

            cluster.kill(cluster.nodes().stream().filter(node -> node != leader).toList());

            await().during(LONG_ENOUGH_TO_BE_FENCED).atMost(SOON).until(() -> {
                send(producer);
                return true;
            });
            reader.assign(List.of(EVENTS));
            await().atMost(SOON).until(() -> reader.poll(Duration.ofMillis(100)).count() > 0);
        }
    }

    /** In a group that the broker coordinates that is about to be cut off. */
    private KafkaConsumer<byte[], byte[]> member() throws Exception {
        view.awaitRecovered();
        int leader = view.leader(EVENTS);
        for (int i = 0; i < 100; i++) {
            String name = "group-" + i;
            KafkaConsumer<byte[], byte[]> member = new KafkaConsumer<>(patient(Map.of("group.id", name)));
            member.assign(List.of(EVENTS));
            commit(member, 0);
            if (view.coordinator(name) == leader) {
                return member;
            }
            member.close();
        }
        throw new AssertionError("broker " + leader + " coordinates none of 100 groups");
    }

    private static void commit(KafkaConsumer<byte[], byte[]> member, long offset) {
        member.commitSync(Map.of(EVENTS, new OffsetAndMetadata(offset)), SOON);
    }

    private static void send(KafkaProducer<byte[], byte[]> producer) throws Exception {
        var _ = producer.send(new ProducerRecord<>(EVENTS.topic(), "value".getBytes(UTF_8)))
                .get(SOON.toSeconds(), TimeUnit.SECONDS);
    }

    private Map<String, Object> patient(Map<String, Object> settings) {
        Map<String, Object> all = new HashMap<>(Map.of(
                "bootstrap.servers", cluster.bootstrap(),
                "request.timeout.ms", PATIENCE_MS,
                "enable.auto.commit", false,
                "key.deserializer", ByteArrayDeserializer.class,
                "value.deserializer", ByteArrayDeserializer.class,
                "key.serializer", ByteArraySerializer.class,
                "value.serializer", ByteArraySerializer.class));
        all.putAll(settings);
        return all;
    }
}
