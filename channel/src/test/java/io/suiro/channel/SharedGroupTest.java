package io.suiro.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A channel and a client elsewhere in one group: they share its partitions, and each record is handled once. */
class SharedGroupTest {
    private static final String KCAT = "/usr/bin/kcat";
    private static final int PARTITIONS = 4;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final OpenChannels CHANNELS = new OpenChannels();

    @TempDir
    private Path files;

    @AfterAll
    static void end() {
        CHANNELS.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"classic", "consumer"})
    void withKafkasConsumer(String protocol) throws Exception {
        CHANNELS.create(protocol, PARTITIONS);
        try (OpenChannel channel = CHANNELS.open(protocol).acknowledgeAll()) {
            sendToAll(protocol, "first");
            channel.await(PARTITIONS);
            try (Polling other = new Polling(protocol, protocol)) {
                awaitSharing(protocol, "channel-channel-of-" + protocol, "elsewhere");
                sendToAll(protocol, "second");
                await().atMost(PATIENCE)
                        .until(() -> channel.count() + other.values().size() >= 2 * PARTITIONS);
                assertThat(channel.texts().subList(PARTITIONS, channel.count()))
                        .hasSize(PARTITIONS / 2)
                        .doesNotContainAnyElementsOf(other.values());
                assertThat(other.values()).hasSize(PARTITIONS / 2).allMatch(value -> value.startsWith("second"));
            }
            awaitAlone(protocol);
            sendToAll(protocol, "third");
            await().atMost(PATIENCE).until(() -> channel.count() >= 2 * PARTITIONS + PARTITIONS / 2);
            assertThat(channel.texts()).doesNotHaveDuplicates().hasSize(2 * PARTITIONS + PARTITIONS / 2);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"classic", "consumer"})
    void aChannelJoinsOthersAndTheyTakeOverWhenItEnds(String protocol) throws Exception {
        String topic = "joined-" + protocol;
        CHANNELS.create(topic, PARTITIONS);
        try (Polling other = new Polling(topic, protocol)) {
            sendToAll(topic, "first");
            await().atMost(PATIENCE).until(() -> other.values().size() == PARTITIONS);
            OpenChannel channel = CHANNELS.open(topic).acknowledgeAll();
            try (channel) {
                awaitSharing(topic, "channel-channel-of-" + topic, "elsewhere");
                sendToAll(topic, "second");
                await().atMost(PATIENCE)
                        .until(() -> channel.count() + other.values().size() >= 2 * PARTITIONS);
                assertThat(channel.texts()).hasSize(PARTITIONS / 2);
            }
            sendToAll(topic, "third");
            await().atMost(PATIENCE)
                    .until(() -> channel.count() + other.values().size() >= 3 * PARTITIONS);
            assertThat(Stream.concat(channel.texts().stream(), other.values().stream()))
                    .hasSize(3 * PARTITIONS)
                    .doesNotHaveDuplicates();
        }
    }

    @Test
    void aMemberWithoutPartitionsIsReadyAndTakesOver() {
        CHANNELS.create("single", 1);
        OpenChannel first = CHANNELS.open("single").acknowledgeAll();
        OpenChannel second = CHANNELS.open("single").acknowledgeAll();
        List<OpenChannel> both = List.of(first, second);
        await().untilAsserted(() -> assertThat(both)
                .extracting(channel -> channel.state().words())
                .containsExactlyInAnyOrder("standby", "joined, partitions: 1"));
        assertThat(both)
                .allMatch(
                        channel -> channel.state().isReady() && channel.state().isLive());
        boolean firstReads = first.state() instanceof ChannelState.Joined;
        try (OpenChannel standby = firstReads ? second : first) {
            (firstReads ? first : second).close();
            CHANNELS.send("single", 0, List.of("0"));
            standby.await(1);
            assertThat(standby.texts()).containsExactly("0");
            assertThat(standby.state()).isInstanceOf(ChannelState.Joined.class);
        }
    }

    @Test
    void withKcat() throws Exception {
        assumeTrue(System.getenv("SUIRO_REQUIRE_CLIENTS") != null || new File(KCAT).canExecute(), "no " + KCAT);
        CHANNELS.create("kcat", PARTITIONS);
        try (OpenChannel channel = CHANNELS.open("kcat").acknowledgeAll()) {
            sendToAll("kcat", "first");
            channel.await(PARTITIONS);
            Path output = files.resolve("kcat.out");
            Process kcat = new ProcessBuilder(
                            KCAT,
                            "-b",
                            CHANNELS.bootstrapServers(),
                            "-u",
                            "-X",
                            "client.id=elsewhere",
                            "-X",
                            "auto.offset.reset=earliest",
                            "-G",
                            "kcat",
                            "kcat")
                    .redirectOutput(output.toFile())
                    .redirectError(files.resolve("kcat.err").toFile())
                    .start();
            try {
                awaitSharing("kcat", "channel-channel-of-kcat", "elsewhere");
                sendToAll("kcat", "second");
                await().atMost(PATIENCE)
                        .until(() ->
                                channel.count() + Files.readAllLines(output).size() >= 2 * PARTITIONS);
                assertThat(Files.readAllLines(output)).hasSize(PARTITIONS / 2);
                assertThat(channel.texts())
                        .hasSize(PARTITIONS + PARTITIONS / 2)
                        .doesNotContainAnyElementsOf(Files.readAllLines(output));
            } finally {
                kcat.destroy();
                assertThat(kcat.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
            }
            awaitAlone("kcat");
            sendToAll("kcat", "third");
            await().atMost(PATIENCE).until(() -> channel.count() >= 2 * PARTITIONS + PARTITIONS / 2);
            assertThat(channel.texts()).doesNotHaveDuplicates().hasSize(2 * PARTITIONS + PARTITIONS / 2);
        }
    }

    private static void sendToAll(String topic, String value) {
        for (int partition = 0; partition < PARTITIONS; partition++) {
            CHANNELS.send(topic, partition, List.of(value + "-" + partition));
        }
    }

    /** Until both have half of the partitions, as everybody sees who describes the group. */
    private static void awaitSharing(String group, String... clientIds) {
        await().atMost(PATIENCE).untilAsserted(() -> {
            ConsumerGroupDescription seen = CHANNELS.describe(group);
            assertThat(seen.groupState()).isEqualTo(GroupState.STABLE);
            assertThat(seen.members()).extracting(member -> member.clientId()).containsExactlyInAnyOrder(clientIds);
            assertThat(seen.members())
                    .extracting(member -> member.assignment().topicPartitions().size())
                    .containsOnly(PARTITIONS / clientIds.length);
        });
    }

    private static void awaitAlone(String group) {
        await().atMost(PATIENCE).untilAsserted(() -> {
            ConsumerGroupDescription seen = CHANNELS.describe(group);
            assertThat(seen.members()).hasSize(1);
            assertThat(seen.members().iterator().next().assignment().topicPartitions())
                    .hasSize(PARTITIONS);
        });
    }

    /** Kafka's consumer, which commits what it has handled with the next poll and when it ends. */
    private static final class Polling implements AutoCloseable {
        private final KafkaConsumer<String, String> consumer;
        private final ConcurrentLinkedQueue<String> values = new ConcurrentLinkedQueue<>();
        private final Thread thread;
        private volatile boolean ending;

        Polling(String topic, String protocol) {
            consumer = new KafkaConsumer<>(
                    Map.of(
                            "bootstrap.servers",
                            CHANNELS.bootstrapServers(),
                            "group.id",
                            topic,
                            "client.id",
                            "elsewhere",
                            "group.protocol",
                            protocol,
                            "auto.offset.reset",
                            "earliest"),
                    new StringDeserializer(),
                    new StringDeserializer());
            consumer.subscribe(List.of(topic));
            thread = Thread.ofPlatform().start(this::run);
        }

        private void run() {
            try (consumer) {
                while (!ending) {
                    consumer.poll(Duration.ofMillis(50)).forEach(record -> values.add(record.value()));
                }
            }
        }

        List<String> values() {
            return List.copyOf(values);
        }

        @Override
        public void close() {
            ending = true;
            await().atMost(PATIENCE).until(() -> !thread.isAlive());
        }
    }
}
