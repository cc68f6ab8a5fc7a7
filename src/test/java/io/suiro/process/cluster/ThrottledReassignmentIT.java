package io.suiro.process.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.suiro.process.KafkaJava;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.ConfigEntry.ConfigSource;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** kafka-reassign-partitions with a throttle, unmodified, moves replicas as slowly as it is told to. */
class ThrottledReassignmentIT {
    private static final String TOPIC = "moved";
    private static final int MIB = 1 << 20;
    private static final int COPIED_MIB = 12;
    private static final int RATE = MIB;
    /** A fetch of a partition, and a second's worth that was not used before. */
    private static final int AT_ONCE_MIB = 2;

    private static final Set<ConfigSource> SET =
            Set.of(ConfigSource.DYNAMIC_TOPIC_CONFIG, ConfigSource.DYNAMIC_BROKER_CONFIG);

    @TempDir
    Path directory;

    @Test
    void copyingTakesItsTimeAndWritingGoesOn() throws Exception {
        try (ClusterUnderTest cluster = Target.chosen().in(directory);
                ClusterView view = new ClusterView(cluster)) {
            cluster.start();
            view.awaitServing();
            view.admin()
                    .createTopics(List.of(
                            new NewTopic(TOPIC, Map.of(0, List.of(0, 1))).configs(Map.of("min.insync.replicas", "2"))))
                    .all()
                    .get();
            try (KafkaProducer<byte[], byte[]> producer = producer(cluster)) {
                fill(producer);

                long begun = System.nanoTime();
                assertThat(reassign(cluster, "--execute", "--throttle", String.valueOf(RATE)))
                        .contains("The inter-broker throttle limit was set to " + RATE + " B/s")
                        .contains("Successfully started partition reassignment for " + TOPIC + "-0");
                assertThat(set(view, ConfigResource.Type.TOPIC, TOPIC))
                        .containsEntry("leader.replication.throttled.replicas", "0:0,0:1")
                        .containsEntry("follower.replication.throttled.replicas", "0:2");
                assertThat(set(view, ConfigResource.Type.BROKER, "2"))
                        .containsEntry("leader.replication.throttled.rate", String.valueOf(RATE))
                        .containsEntry("follower.replication.throttled.rate", String.valueOf(RATE));

                for (int i = 0; i < 10; i++) {
                    producer.send(new ProducerRecord<>(TOPIC, new byte[100])).get();
                }
                assertThat(isMoving(view)).isTrue();

                await().atMost(Duration.ofMinutes(2)).until(() -> !isMoving(view));
                assertThat(Duration.ofNanos(System.nanoTime() - begun))
                        .isGreaterThan(Duration.ofSeconds(COPIED_MIB - AT_ONCE_MIB));
            }
            assertThat(reassign(cluster, "--verify"))
                    .contains("Reassignment of partition " + TOPIC + "-0 is completed.")
                    .contains("Clearing broker-level throttles")
                    .contains("Clearing topic-level throttles");
            assertThat(set(view, ConfigResource.Type.TOPIC, TOPIC)).containsOnlyKeys("min.insync.replicas");
            assertThat(set(view, ConfigResource.Type.BROKER, "2")).isEmpty();
        }
    }

    private static KafkaProducer<byte[], byte[]> producer(ClusterUnderTest cluster) {
        return new KafkaProducer<>(
                Map.of("bootstrap.servers", cluster.bootstrap(), "acks", "all"),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    private static void fill(KafkaProducer<byte[], byte[]> producer) {
        byte[] value = new byte[64 << 10];
        new Random(1).nextBytes(value);
        for (int i = 0; i < COPIED_MIB * (MIB / value.length); i++) {
            var _ = producer.send(new ProducerRecord<>(TOPIC, value));
        }
        producer.flush();
    }

    private static boolean isMoving(ClusterView view) throws Exception {
        return !view.admin().listPartitionReassignments().reassignments().get().isEmpty();
    }

    /** What is set for the resource, and for no other. */
    private static Map<String, String> set(ClusterView view, ConfigResource.Type type, String name) throws Exception {
        ConfigResource resource = new ConfigResource(type, name);
        Map<String, String> set = new HashMap<>();
        view.admin().describeConfigs(List.of(resource)).all().get().values().forEach(config -> config.entries().stream()
                .filter(entry -> SET.contains(entry.source()))
                .forEach(entry -> set.put(entry.name(), entry.value())));
        return set;
    }

    private String reassign(ClusterUnderTest cluster, String... action) throws Exception {
        Path tools = Files.createDirectories(directory.resolve("tools"));
        Path move = Files.writeString(
                tools.resolve("move.json"),
                "{\"version\": 1, \"partitions\": [{\"topic\": \"" + TOPIC
                        + "\", \"partition\": 0, \"replicas\": [0, 1, 2]}]}");
        List<String> arguments = new ArrayList<>(List.of("--bootstrap-server", cluster.bootstrap()));
        arguments.addAll(List.of("--reassignment-json-file", move.toString()));
        arguments.addAll(List.of(action));
        Path output = tools.resolve("output");
        Process tool = KafkaJava.command(
                        tools,
                        List.of("-XX:TieredStopAtLevel=1", "-Xmx256m"),
                        "org.apache.kafka.tools.reassign.ReassignPartitionsCommand",
                        arguments.toArray(String[]::new))
                .redirectOutput(output.toFile())
                .start();
        assertThat(tool.waitFor(2, TimeUnit.MINUTES)).isTrue();
        String said = Files.readString(output, UTF_8);
        assertThat(tool.exitValue()).as(said).isZero();
        return said;
    }
}
