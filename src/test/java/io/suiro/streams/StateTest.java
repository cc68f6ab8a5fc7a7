package io.suiro.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KeyQueryMetadata;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.apache.kafka.streams.kstream.Grouped;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.TimeWindows;
import org.apache.kafka.streams.query.KeyQuery;
import org.apache.kafka.streams.query.StateQueryRequest;
import org.apache.kafka.streams.state.QueryableStoreTypes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.apache.kafka.tools.StreamsResetter;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where topologies keep their state: internal topics, stores that are asked, and instances that take over from each other. */
final class StateTest {
    private static final String STORE = "counts";

    @TempDir
    private static Path directory;

    private static StreamsFixture fixture;

    @BeforeAll
    static void start() {
        fixture = new StreamsFixture(directory);
    }

    @AfterAll
    static void close() {
        fixture.close();
    }

    /** Counts words by way of a repartition topic and a store called {@link #STORE}. */
    private static StreamsBuilder wordCount(String from, String to) {
        StreamsBuilder builder = new StreamsBuilder();
        builder.<String, String>stream(from)
                .flatMapValues(line -> List.of(line.split(" ")))
                .groupBy((key, word) -> word, Grouped.as("words"))
                .count(Materialized.as(STORE))
                .toStream()
                .to(to, Produced.with(Serdes.String(), LongText.SERDE));
        return builder;
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private static Config config(Admin admin, String topic) throws Exception {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        return admin.describeConfigs(Set.of(resource)).all().get().get(resource);
    }

    @Test
    void internalTopicsAreAsStreamsWantsThem() throws Exception {
        fixture.topics("internal-in", "internal-out");
        StreamsBuilder builder = wordCount("internal-in", "internal-out");
        builder.<String, String>stream("internal-in")
                .groupByKey()
                .windowedBy(TimeWindows.ofSizeWithNoGrace(Duration.ofHours(1)))
                .count(Materialized.as("hourly"));
        try (KafkaStreams _ = fixture.start("internal", builder, "repartition.purge.interval.ms", 100);
                Admin admin = fixture.clients().admin()) {
            fixture.send("internal-in", "x=to be or not to be");
            assertThat(fixture.read("internal-out", 6))
                    .containsExactlyInAnyOrder("to=1", "be=1", "or=1", "not=1", "to=2", "be=2");
            Config repartition = config(admin, "internal-words-repartition");
            assertThat(repartition.get("cleanup.policy").value()).isEqualTo("delete");
            assertThat(repartition.get("retention.ms").value()).isEqualTo("-1");
            assertThat(repartition.get("segment.bytes").value()).isEqualTo("52428800");
            assertThat(config(admin, "internal-counts-changelog")
                            .get("cleanup.policy")
                            .value())
                    .isEqualTo("compact");
            Config windowed = config(admin, "internal-hourly-changelog");
            assertThat(windowed.get("cleanup.policy").value().split(","))
                    .containsExactlyInAnyOrder("compact", "delete");
            assertThat(windowed.get("retention.ms").value()).isEqualTo("90000000");
            assertThat(admin.describeTopics(List.of("internal-words-repartition"))
                            .allTopicNames()
                            .get()
                            .get("internal-words-repartition")
                            .partitions())
                    .hasSize(2);
            for (TopicPartition partition : StreamsFixture.partitions("internal-words-repartition", 2)) {
                await().atMost(StreamsFixture.PATIENCE)
                        .until(() -> StreamsFixture.offset(admin, partition, OffsetSpec.earliest())
                                == StreamsFixture.offset(admin, partition, OffsetSpec.latest()));
            }
        }
    }

    @Test
    void aLostStoreIsRestoredFromItsChangelog() throws Exception {
        fixture.topics("restored-in", "restored-out");
        try (KafkaStreams _ = fixture.start("restored", wordCount("restored-in", "restored-out"))) {
            fixture.send("restored-in", "x=a b a", "y=a c");
            fixture.awaitWorked("restored", "restored-in", "restored-words-repartition");
        }
        delete(fixture.state("restored"));
        fixture.broker().restart();
        try (KafkaStreams app = fixture.start("restored", wordCount("restored-in", "restored-out"))) {
            fixture.send("restored-in", "z=a b c d");
            assertThat(fixture.read("restored-out", 9)).contains("a=4", "b=2", "c=2", "d=1");
            ReadOnlyKeyValueStore<String, Long> store =
                    app.store(StoreQueryParameters.fromNameAndType(STORE, QueryableStoreTypes.keyValueStore()));
            assertThat(store.get("a")).isEqualTo(4);
            assertThat(store.get("none")).isNull();
            var answer = app.query(StateQueryRequest.inStore(STORE).withQuery(KeyQuery.<String, Long>withKey("c")));
            assertThat(answer.getOnlyPartitionResult().getResult()).isEqualTo(2);
        }
    }

    @Test
    void instancesFindEachOthersKeysAndTakeOver() throws Exception {
        fixture.topics("shared-in", "shared-out");
        StreamsBuilder builder = wordCount("shared-in", "shared-out");
        KafkaStreams one = instance("one", 1001, builder);
        try (KafkaStreams two = instance("two", 1002, builder)) {
            one.start();
            two.start();
            await().atMost(StreamsFixture.PATIENCE).until(() -> tasks(one) > 0 && tasks(two) > 0 && bothKnown(one));
            fixture.send("shared-in", "x=a b c d e f g h", "y=a b c d e f g h");
            fixture.awaitWorked("shared", "shared-in", "shared-words-repartition");
            await().atMost(StreamsFixture.PATIENCE).until(() -> owners(two).equals(Set.of(1001, 1002)));
            for (String word : List.of("a", "b", "c", "d", "e", "f", "g", "h")) {
                KafkaStreams owner = owner(two, word) == 1001 ? one : two;
                assertThat(get(owner, word)).as(word).isEqualTo(2);
            }
            one.close(Duration.ofSeconds(30));
            await().atMost(StreamsFixture.PATIENCE).until(() -> owners(two).equals(Set.of(1002)));
            StreamsFixture.awaitRunning(two);
            fixture.send("shared-in", "z=a b c d e f g h");
            fixture.awaitWorked("shared", "shared-in", "shared-words-repartition");
            for (String word : List.of("a", "b", "c", "d", "e", "f", "g", "h")) {
                assertThat(get(two, word)).as(word).isEqualTo(3);
            }
        } finally {
            one.close(Duration.ofSeconds(30));
        }
    }

    private static KafkaStreams instance(String name, int port, StreamsBuilder builder) {
        return fixture.app(
                "shared",
                name,
                builder,
                "application.server",
                "localhost:" + port,
                "num.standby.replicas",
                1,
                StreamsConfig.consumerPrefix("group.instance.id"),
                name,
                "probing.rebalance.interval.ms",
                60_000,
                "acceptable.recovery.lag",
                10_000);
    }

    private static int tasks(KafkaStreams app) {
        return app.metadataForLocalThreads().stream()
                .mapToInt(thread -> thread.activeTasks().size())
                .sum();
    }

    private static boolean bothKnown(KafkaStreams app) {
        return app.metadataForAllStreamsClients().size() == 2;
    }

    /** The ports of the instances that have some of the store. */
    private static Set<Integer> owners(KafkaStreams app) {
        Set<Integer> owners = new TreeSet<>();
        for (String word : List.of("a", "b", "c", "d", "e", "f", "g", "h")) {
            owners.add(owner(app, word));
        }
        return owners;
    }

    private static int owner(KafkaStreams app, String word) {
        KeyQueryMetadata metadata = app.queryMetadataForKey(STORE, word, new StringSerializer());
        return metadata.activeHost().port();
    }

    private static Long get(KafkaStreams app, String word) {
        ReadOnlyKeyValueStore<String, Long> store =
                app.store(StoreQueryParameters.fromNameAndType(STORE, QueryableStoreTypes.keyValueStore()));
        return store.get(word);
    }

    @Test
    void theProtocolOfStreamsGroupsIsNotOffered() throws Exception {
        fixture.topics("new-in", "new-out");
        try (Admin admin = fixture.clients().admin()) {
            assertThat(admin.describeFeatures().featureMetadata().get().finalizedFeatures())
                    .doesNotContainKey("streams.version");
        }
        CompletableFuture<Throwable> told = new CompletableFuture<>();
        try (KafkaStreams app =
                fixture.app("new", "new", wordCount("new-in", "new-out"), "group.protocol", "streams")) {
            app.setUncaughtExceptionHandler(failure -> {
                told.complete(failure);
                return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
            });
            app.start();
            assertThat(told.get(60, TimeUnit.SECONDS)).hasRootCauseInstanceOf(UnsupportedVersionException.class);
        }
    }

    @Test
    void theResetToolBeginsAnApplicationAnew() throws Exception {
        fixture.topics("reset-in", "reset-out");
        try (KafkaStreams _ = fixture.start("reset", wordCount("reset-in", "reset-out"))) {
            fixture.send("reset-in", "x=a b");
            fixture.awaitWorked("reset", "reset-in", "reset-words-repartition");
        }
        delete(fixture.state("reset"));
        assertThat(new StreamsResetter().execute(new String[] {
                    "--bootstrap-server",
                    fixture.broker().address(),
                    "--application-id",
                    "reset",
                    "--input-topics",
                    "reset-in",
                    "--force"
                }))
                .isZero();
        try (Admin admin = fixture.clients().admin()) {
            assertThat(admin.listTopics().names().get())
                    .contains("reset-in")
                    .noneMatch(topic -> topic.startsWith("reset-words") || topic.startsWith("reset-counts"));
        }
        try (KafkaStreams _ = fixture.start("reset", wordCount("reset-in", "reset-out"))) {
            assertThat(fixture.read("reset-out", 4)).containsExactlyInAnyOrder("a=1", "b=1", "a=1", "b=1");
        }
    }
}
