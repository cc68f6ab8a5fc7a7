package io.suiro.streams;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.kstream.Branched;
import org.apache.kafka.streams.kstream.GlobalKTable;
import org.apache.kafka.streams.kstream.Grouped;
import org.apache.kafka.streams.kstream.JoinWindows;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.KTable;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.SessionWindows;
import org.apache.kafka.streams.kstream.SlidingWindows;
import org.apache.kafka.streams.kstream.StreamJoined;
import org.apache.kafka.streams.kstream.Suppressed;
import org.apache.kafka.streams.kstream.TimeWindows;
import org.apache.kafka.streams.kstream.Windowed;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What topologies of the DSL make of their input: without state, joins, windows. */
final class TopologiesTest {
    /** How often an outer join looks for what has found no partner; by the wall's clock, every second. */
    private static final String EMIT_INTERVAL =
            StreamsConfig.InternalConfig.EMIT_INTERVAL_MS_KSTREAMS_OUTER_JOIN_SPURIOUS_RESULTS_FIX;

    private static final long T0 = 1_760_000_000_000L;

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

    private static KStream<String, String> stream(StreamsBuilder builder, String topic) {
        return builder.stream(topic);
    }

    private static KTable<String, String> table(StreamsBuilder builder, String topic) {
        return builder.table(topic);
    }

    @Test
    void recordsAreFilteredMappedSplitAndMerged() throws Exception {
        fixture.topics("lines", "short", "long", "all");
        StreamsBuilder builder = new StreamsBuilder();
        var branches = stream(builder, "lines")
                .filter((key, value) -> !value.isBlank())
                .flatMapValues(value -> List.of(value.split(" ")))
                .map((key, value) -> KeyValue.pair(value, key.toUpperCase(Locale.ROOT)))
                .split(Named.as("by-"))
                .branch((key, value) -> key.length() <= 3, Branched.as("short"))
                .defaultBranch(Branched.as("long"));
        branches.get("by-short").to("short");
        branches.get("by-long").to("long");
        branches.get("by-short").merge(branches.get("by-long")).to("all");
        try (KafkaStreams app = fixture.start("stateless", builder)) {
            fixture.send("lines", "a=one two three", "b= ", "c=six seven");
            assertThat(fixture.read("short", 3)).containsExactlyInAnyOrder("one=A", "two=A", "six=C");
            assertThat(fixture.read("long", 2)).containsExactlyInAnyOrder("three=A", "seven=C");
            assertThat(fixture.read("all", 5))
                    .containsExactlyInAnyOrder("one=A", "two=A", "three=A", "six=C", "seven=C");
            assertThat(app.state()).isEqualTo(KafkaStreams.State.RUNNING);
        }
    }

    @Test
    void topicsAreTakenByAPatternAlsoThoseCreatedLater() throws Exception {
        fixture.topics("region-north", "regions");
        StreamsBuilder builder = new StreamsBuilder();
        builder.<String, String>stream(Pattern.compile("region-.*")).to("regions");
        try (KafkaStreams _ = fixture.start("pattern", builder, "metadata.max.age.ms", 300)) {
            fixture.send("region-north", "a=1");
            assertThat(fixture.read("regions", 1)).containsExactly("a=1");
            fixture.topics("region-south");
            fixture.send("region-south", "b=2");
            assertThat(fixture.read("regions", 2)).containsExactlyInAnyOrder("a=1", "b=2");
        }
    }

    @Test
    void aStreamIsJoinedWithATableAndAGlobalTable() throws Exception {
        fixture.topics("orders", "priced");
        fixture.compactedTopic("customers");
        fixture.compactedTopic("countries");
        StreamsBuilder builder = new StreamsBuilder();
        KTable<String, String> customers = table(builder, "customers");
        GlobalKTable<String, String> countries = builder.globalTable("countries");
        stream(builder, "orders")
                .join(customers, (order, country) -> order + "/" + country)
                .leftJoin(
                        countries,
                        (customer, order) -> order.substring(order.indexOf('/') + 1),
                        (order, name) -> order + "/" + name)
                .to("priced");
        fixture.send("countries", "de=Germany", "fr=France", "fr=", "jp=Japan");
        fixture.send("customers", "ann=de", "bob=fr", "cy=de", "cy=");
        try (KafkaStreams _ = fixture.start("tables", builder)) {
            fixture.awaitWorked("tables", "customers");
            fixture.send("orders", "ann=book", "bob=pen", "cy=cup", "dora=hat");
            fixture.send("customers", "ann=jp");
            fixture.awaitWorked("tables", "customers");
            fixture.send("orders", "ann=map");
            assertThat(fixture.read("priced", 3))
                    .containsExactlyInAnyOrder("ann=book/de/Germany", "bob=pen/fr/null", "ann=map/jp/Japan");
        }
    }

    @Test
    void tablesAreJoinedByKeyAndByForeignKey() throws Exception {
        fixture.compactedTopic("left");
        fixture.compactedTopic("right");
        fixture.topics("inner", "outer", "foreign");
        StreamsBuilder builder = new StreamsBuilder();
        KTable<String, String> left = table(builder, "left");
        KTable<String, String> right = table(builder, "right");
        left.join(right, (one, other) -> one + "+" + other).toStream().to("inner");
        left.outerJoin(right, (one, other) -> one + "+" + other).toStream().to("outer");
        left.join(right, value -> value, (one, other) -> one + "->" + other)
                .toStream()
                .to("foreign");
        try (KafkaStreams _ = fixture.start("table-table", builder)) {
            fixture.send("left", "a=b");
            fixture.awaitWorked("table-table", "left");
            fixture.send("right", "b=2");
            fixture.awaitWorked("table-table", "right");
            assertThat(fixture.read("outer", 2)).containsExactlyInAnyOrder("a=b+null", "b=null+2");
            assertThat(fixture.read("foreign", 1)).containsExactly("a=b->2");
            fixture.send("right", "a=1");
            assertThat(fixture.read("inner", 1)).containsExactly("a=b+1");
            fixture.awaitWorked("table-table", "right");
            fixture.send("left", "a=");
            assertThat(fixture.read("inner", 2)).containsExactly("a=b+1", "a=null");
            assertThat(fixture.read("foreign", 2)).containsExactly("a=b->2", "a=null");
        }
    }

    @Test
    void streamsAreJoinedWithinAWindow() throws Exception {
        fixture.topics("clicks", "views", "both");
        StreamsBuilder builder = new StreamsBuilder();
        stream(builder, "clicks")
                .outerJoin(
                        stream(builder, "views"),
                        (click, view) -> click + "&" + view,
                        JoinWindows.ofTimeDifferenceWithNoGrace(Duration.ofSeconds(10)),
                        StreamJoined.with(Serdes.String(), Serdes.String(), Serdes.String()))
                .to("both");
        try (KafkaStreams _ = fixture.start("stream-stream", builder, EMIT_INTERVAL, 0)) {
            fixture.sendAt(T0, "clicks", "a=c1", "b=c2");
            fixture.sendAt(T0 + 5000, "views", "a=v1");
            fixture.awaitWorked("stream-stream", "clicks", "views");
            fixture.sendAt(T0 + 30_000, "views", "a=v2", "b=v3");
            fixture.awaitWorked("stream-stream", "clicks", "views");
            fixture.sendAt(T0 + 60_000, "clicks", "a=c4", "b=c5");
            assertThat(fixture.read("both", 4))
                    .containsExactlyInAnyOrder("a=c1&v1", "b=c2&null", "a=null&v2", "b=null&v3");
        }
    }

    private static String within(Windowed<String> window) {
        return window.key() + "@" + (window.window().start() - T0) + "-"
                + (window.window().end() - T0);
    }

    @Test
    void windowsTumbleSlideAndFollowSessions() throws Exception {
        fixture.topics("events", "tumbling", "sliding", "sessions");
        StreamsBuilder builder = new StreamsBuilder();
        var grouped = stream(builder, "events").groupByKey(Grouped.with(Serdes.String(), Serdes.String()));
        Produced<String, Long> counts = Produced.with(Serdes.String(), LongText.SERDE);
        grouped.windowedBy(TimeWindows.ofSizeAndGrace(Duration.ofSeconds(10), Duration.ofSeconds(5)))
                .count()
                .suppress(Suppressed.untilWindowCloses(Suppressed.BufferConfig.unbounded()))
                .toStream((window, count) -> within(window))
                .to("tumbling", counts);
        grouped.windowedBy(SlidingWindows.ofTimeDifferenceWithNoGrace(Duration.ofSeconds(10)))
                .count()
                .toStream((window, count) -> within(window))
                .to("sliding", counts);
        grouped.windowedBy(SessionWindows.ofInactivityGapAndGrace(Duration.ofSeconds(3), Duration.ofSeconds(5)))
                .count()
                .suppress(Suppressed.untilWindowCloses(Suppressed.BufferConfig.unbounded()))
                .toStream((window, count) -> within(window))
                .to("sessions", counts);
        try (KafkaStreams _ = fixture.start("windows", builder)) {
            fixture.sendAt(T0, "events", "a=1");
            fixture.sendAt(T0 + 2000, "events", "a=2");
            fixture.sendAt(T0 + 12_000, "events", "a=3");
            fixture.sendAt(T0 + 9000, "events", "a=late, within the grace");
            fixture.sendAt(T0 + 40_000, "events", "a=4");
            fixture.sendAt(T0 + 1000, "events", "a=too late");
            fixture.sendAt(T0 + 80_000, "events", "a=5");
            assertThat(fixture.read("tumbling", 3))
                    .containsExactlyInAnyOrder("a@0-10000=3", "a@10000-20000=1", "a@40000-50000=1");
            assertThat(fixture.read("sessions", 3))
                    .containsExactlyInAnyOrder("a@0-2000=2", "a@9000-12000=2", "a@40000-40000=1");
            fixture.awaitWorked("windows", "events");
            assertThat(fixture.read("sliding", 5)).contains("a@-10000-0=1", "a@-8000-2000=2");
        }
    }
}
