package io.suiro.log;

import static io.suiro.log.LogFixture.config;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What compaction and transactions leave in a directory, be it Kafka's cleaner that has been at work there. */
class CompactedVerificationTest {
    private static final int ROUNDS = 4;

    @TempDir
    Path root;

    private LogFixture open(int segmentBytes, int indexIntervalBytes) throws IOException {
        LogConfig config = config().segmentBytes(segmentBytes)
                .indexIntervalBytes(indexIntervalBytes)
                .cleanupPolicy("compact")
                .compaction(0, 0, Long.MAX_VALUE, 10_000)
                .build();
        return new LogFixture(root, config);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void aCompactedDirectoryGivesNoFindings(long seed) throws IOException {
        Random random = new Random(seed);
        LogFixture fixture = open(1_000 + random.nextInt(3_000), random.nextInt(400));
        KeyedLoad load = new KeyedLoad(fixture, random);
        for (int round = 0; round < ROUNDS; round++) {
            load.write(20 + random.nextInt(60));
            fixture.clean();
            fixture.clock.advance(random.nextInt(10_000));
            fixture.directory.close();
            assertThat(Checked.of(root).lines()).isEmpty();
            fixture.reopen();
            load.write(10);
            fixture.clean();
            fixture.directory.fail(new IOException("killed by the test"));
            fixture.directory.close();
            assertThat(Checked.of(root).lines()).isEmpty();
            fixture.reopen();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14})
    void whatKafkasCleanerLeavesGivesNoFindings(long seed) throws Exception {
        Random random = new Random(seed);
        LogFixture fixture = open(2_000, 200);
        KeyedLoad load = new KeyedLoad(fixture, random);
        for (int round = 0; round < ROUNDS; round++) {
            load.write(40 + random.nextInt(40));
            Dirt dirt = fixture.log.dirt(fixture.clock.nowMs(), fixture.log.logEndOffset());
            fixture.directory.close();
            if (dirt.isDue(0)) {
                KafkaCleaner.clean(fixture.partition(), 2_000, 10_000, dirt, 1 << 20, fixture.clock.nowMs());
            }
            assertThat(Checked.of(root).lines()).isEmpty();
            fixture.reopen();
        }
    }

    @Test
    void aTransactionIndexThatIsNotTheLogsIsMended() throws IOException {
        LogFixture fixture = open(2_000, 200);
        new KeyedLoad(fixture, new Random(1)).write(100);
        fixture.directory.close();
        Path index = indexes().getFirst();
        byte[] sound = Files.readAllBytes(index);

        for (int at = 0; at < sound.length; at++) {
            byte[] flipped = sound.clone();
            flipped[at] ^= 4;
            int entry = at - at % TransactionIndex.ENTRY_BYTES;
            Files.write(index, flipped);
            assertThat(Checked.of(root).findings())
                    .as("byte %d", at)
                    .singleElement()
                    .satisfies(finding -> assertThat(finding.file()).isEqualTo(root.relativize(index)))
                    .satisfies(finding -> assertThat(finding.position()).isEqualTo(entry));
            assertThat(Checked.repaired(root).lines()).isEmpty();
            assertThat(Files.readAllBytes(index)).isEqualTo(sound);
        }
        Files.write(index, Arrays.copyOf(sound, sound.length - 1));
        assertThat(Checked.of(root).lines())
                .containsExactly(root.relativize(index) + ": at " + (sound.length - TransactionIndex.ENTRY_BYTES)
                        + ": the file ends within an entry");
        Files.delete(index);
        assertThat(Checked.of(root).findings()).singleElement().satisfies(finding -> assertThat(finding.what())
                .startsWith("no further aborted transaction, where the log has an aborted transaction of producer "));
        assertThat(Checked.repaired(root).lines()).isEmpty();
        assertThat(Files.readAllBytes(index)).isEqualTo(sound);
    }

    private List<Path> indexes() throws IOException {
        try (Stream<Path> files = Files.list(root.resolve("orders-0"))) {
            return files.filter(file -> file.toString().endsWith(FileNames.TRANSACTION_INDEX))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void aSwapThatAnEndHasInterruptedIsNoDamage() throws IOException {
        LogFixture fixture = open(1_000, 100);
        new KeyedLoad(fixture, new Random(2)).write(100);
        fixture.clean();
        List<String> compacted = fixture.values();
        fixture.directory.fail(new IOException("killed by the test"));
        fixture.directory.close();
        long base = RecoveryTest.bases(fixture).get(1);
        for (String suffix : FileNames.OF_SEGMENT) {
            Path file = fixture.file(base, suffix);
            if (Files.exists(file)) {
                Files.move(file, fixture.file(base, suffix + FileNames.SWAP));
            }
        }
        // One of those that it was made from is there still, and of another only an index.
        Files.copy(fixture.file(0, FileNames.LOG), fixture.file(base, FileNames.LOG));
        Files.copy(fixture.file(0, FileNames.INDEX), fixture.file(base + 1, FileNames.INDEX));

        assertThat(Checked.of(root).lines())
                .containsExactly(root.relativize(fixture.file(base, FileNames.LOG + FileNames.SWAP))
                        + ": warning: a compaction was interrupted: the next start puts this in the place of what it"
                        + " was made from");
        fixture.reopen();
        assertThat(fixture.values()).isEqualTo(compacted);
    }
}
