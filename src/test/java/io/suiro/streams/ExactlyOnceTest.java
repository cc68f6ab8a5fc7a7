package io.suiro.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.apache.kafka.streams.kstream.Grouped;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.kstream.Produced;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code processing.guarantee=exactly_once_v2} through failures of the application and restarts of it and of the broker. */
final class ExactlyOnceTest {
    private static final int RECORDS = 600;
    private static final int KEYS = 7;

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

    /** Throws at every so manieth record, after it has counted it and sent what came before in the transaction. */
    private static StreamsBuilder failing(int every, AtomicInteger given, AtomicInteger failed) {
        StreamsBuilder builder = new StreamsBuilder();
        builder.<String, String>stream("in")
                .groupBy((key, value) -> value, Grouped.as("values"))
                .count(Materialized.as("counts"))
                .toStream()
                .peek((key, count) -> {
                    if (given.incrementAndGet() % every == 0) {
                        failed.incrementAndGet();
                        throw new IllegalStateException("as the test wants it");
                    }
                })
                .to("out", Produced.with(Serdes.String(), LongText.SERDE));
        return builder;
    }

    @Test
    void everyRecordCountsOnce() throws Exception {
        fixture.topics("in", "out");
        AtomicInteger given = new AtomicInteger();
        AtomicInteger failed = new AtomicInteger();
        for (int run = 0; run < 3; run++) {
            try (KafkaStreams app = fixture.app(
                    "eos",
                    "eos",
                    failing(100, given, failed),
                    "processing.guarantee",
                    "exactly_once_v2",
                    "num.stream.threads",
                    2)) {
                app.setUncaughtExceptionHandler(_ -> StreamThreadExceptionResponse.REPLACE_THREAD);
                app.start();
                for (int i = 0; i < RECORDS / 3; i++) {
                    fixture.send("in", "k" + i + "=v" + i % KEYS);
                    if (run == 1 && i == 100) {
                        fixture.broker().restart();
                    }
                }
                if (run == 2) {
                    await().dontCatchUncaughtExceptions()
                            .atMost(StreamsFixture.PATIENCE)
                            .until(() -> failed.get() > 2);
                }
            }
        }
        try (KafkaStreams _ = fixture.start(
                "eos",
                failing(Integer.MAX_VALUE, new AtomicInteger(), new AtomicInteger()),
                "processing.guarantee",
                "exactly_once_v2")) {
            fixture.read("out", RECORDS);
        }
        assertCountedOnce(fixture.readToEnd("out"));
        try (Admin admin = fixture.clients().admin()) {
            await().atMost(StreamsFixture.PATIENCE).until(() -> admin.listTransactions().all().get().stream()
                    .noneMatch(transaction -> transaction.state().toString().equals("Ongoing")));
        }
    }

    /** A value's counts are 1, 2, 3 ... in the order of the log. */
    private static void assertCountedOnce(List<String> read) {
        assertThat(read).hasSize(RECORDS);
        Map<String, List<String>> counts = new HashMap<>();
        for (String record : read) {
            counts.computeIfAbsent(record.substring(0, record.indexOf('=')), _ -> new ArrayList<>())
                    .add(record);
        }
        assertThat(counts).hasSize(KEYS);
        counts.forEach((value, all) -> {
            for (int i = 0; i < all.size(); i++) {
                assertThat(all.get(i)).isEqualTo(value + "=" + (i + 1));
            }
        });
    }
}
