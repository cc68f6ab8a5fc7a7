package io.suiro.log;

import static io.suiro.log.LogFixture.config;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Kafka's own cleaner as the judge: the same log, compacted by both again and again, holds the same. */
class CompactedAsKafkaTest {
    private static final long DELETE_RETENTION_MS = 10_000;
    private static final int RUNS = 3;
    private static final int ROUNDS = 4;

    @TempDir
    Path temporary;

    @ParameterizedTest
    @ValueSource(longs = {1_000, 2_000, 3_000, 4_000})
    void aLogCompactedHereHoldsWhatKafkaWouldHaveLeft(long firstSeed) throws Exception {
        for (long seed = firstSeed; seed < firstSeed + RUNS; seed++) {
            try {
                run(new Random(seed), Files.createDirectory(temporary.resolve("seed-" + seed)));
            } catch (Exception | AssertionError e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
    }

    private static void run(Random random, Path root) throws Exception {
        int segmentBytes = 1_000 + random.nextInt(3_000);
        LogConfig config = config().segmentBytes(segmentBytes)
                .indexIntervalBytes(random.nextInt(400))
                .cleanupPolicy("compact")
                .compaction(0, 0, Long.MAX_VALUE, DELETE_RETENTION_MS)
                .build();
        LogFixture fixture = new LogFixture(root.resolve("suiro"), config);
        KeyedLoad load = new KeyedLoad(fixture, random);
        for (int round = 0; round < ROUNDS; round++) {
            load.write(20 + random.nextInt(60));
            if (random.nextInt(3) == 0) {
                fixture.killAndReopen();
            }
            fixture.directory.close();
            Path copy = copy(fixture.partition(), root.resolve("kafka-" + round));
            fixture.reopen();
            int mapBytes = random.nextInt(3) == 0 ? 24 * (4 + random.nextInt(20)) : 1 << 20;
            Dirt dirt = fixture.log.dirt(fixture.clock.nowMs(), fixture.log.logEndOffset());
            if (!dirt.isDue(0)) {
                continue;
            }
            List<KafkaCleaner.Batch> expected =
                    KafkaCleaner.clean(copy, segmentBytes, DELETE_RETENTION_MS, dirt, mapBytes, fixture.clock.nowMs());
            List<?> expectedAborted = KafkaCleaner.aborted(copy);

            fixture.clean(dirt, mapBytes);

            assertThat(KafkaCleaner.batches(fixture.partition())).isEqualTo(expected);
            fixture.closeAndReopen();
            assertThat(KafkaCleaner.batches(fixture.partition())).isEqualTo(expected);
            assertThat(KafkaCleaner.aborted(fixture.partition())).isEqualTo(expectedAborted);
            fixture.clock.advance(random.nextInt((int) DELETE_RETENTION_MS));
        }
        fixture.directory.close();
    }

    private static Path copy(Path partition, Path target) throws IOException {
        Path copied = Files.createDirectories(target.resolve(partition.getFileName()));
        try (Stream<Path> files = Files.list(partition)) {
            for (Path file :
                    files.filter(file -> !file.toString().endsWith(".deleted")).toList()) {
                Files.copy(file, copied.resolve(file.getFileName()));
            }
        }
        return copied;
    }
}
