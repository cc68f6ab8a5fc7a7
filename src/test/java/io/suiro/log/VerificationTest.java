package io.suiro.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.suiro.log.verify.Finding;
import io.suiro.log.verify.Finding.Severity;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each kind of damage to a directory that was closed cleanly, found where it is and mended where that can be. */
class VerificationTest {
    private static final int RECORDS = SegmentedLog.RECORDS;

    @TempDir
    Path root;

    private LogFixture fixture;
    private List<String> values;
    private List<Long> bases;

    @BeforeEach
    void fill() throws IOException {
        SegmentedLog filled = SegmentedLog.fill(root);
        fixture = filled.fixture();
        values = filled.values();
        bases = filled.bases();
        fixture.directory.close();
    }

    @Test
    void aSoundDirectoryGivesNoFindings() throws IOException {
        Checked checked = Checked.of(root);

        assertThat(checked.lines()).isEmpty();
        assertThat(checked.repairs()).isEmpty();
        assertThat(checked.report().isSound()).isTrue();
        assertThat(checked.report().counts().batches()).isEqualTo(RECORDS);
        assertThat(checked.report().counts().segments()).isEqualTo(bases.size());
    }

    @Test
    void aFlippedBitAnywhereInABatchIsFoundThere() throws IOException {
        Path log = fixture.file(bases.get(1), FileNames.LOG);
        byte[] sound = Files.readAllBytes(log);
        int start = SegmentedLog.positions(log).get(1);
        int end = SegmentedLog.positions(log).get(2);

        for (int bit = start * 8; bit < end * 8; bit++) {
            flip(log, sound, bit);
            Checked checked = Checked.of(root);
            assertThat(checked.findings())
                    .as("bit %d of byte %d of the batch", bit % 8, bit / 8 - start)
                    .singleElement()
                    .satisfies(finding -> assertAt(finding, log, start))
                    .satisfies(finding -> assertThat(finding.what()).contains("not repairable"));
            assertThat(checked.repairs()).isEmpty();
        }
        Files.write(log, sound);
        assertThat(Checked.of(root).lines()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({".index, 8", ".timeindex, 12"})
    void aFlippedBitAnywhereInAnIndexIsFoundThereAndMended(String suffix, int entryBytes) throws IOException {
        Path index = fixture.file(bases.get(1), suffix);
        byte[] sound = Files.readAllBytes(index);
        assertThat(sound.length).isGreaterThan(3 * entryBytes);

        for (int bit = 0; bit < sound.length * 8; bit++) {
            flip(index, sound, bit);
            int entry = bit / 8 - bit / 8 % entryBytes;
            assertThat(Checked.of(root).findings())
                    .as("bit %d of byte %d", bit % 8, bit / 8)
                    .singleElement()
                    .satisfies(finding -> assertThat(finding.file()).isEqualTo(root.relativize(index)))
                    .satisfies(finding -> assertThat(finding.position()).isEqualTo(entry));
            if (bit % 8 == 7) {
                assertThat(Checked.repaired(root).lines()).isEmpty();
            }
        }
        assertReadsAll();
    }

    @Test
    void indexesThatAreCutOrMissingAreMended() throws IOException {
        for (String suffix : List.of(FileNames.INDEX, FileNames.TIME_INDEX)) {
            for (long base : bases) {
                Path index = fixture.file(base, suffix);
                byte[] sound = Files.readAllBytes(index);
                Files.write(index, Arrays.copyOf(sound, sound.length - 1));
                int entry = suffix.equals(FileNames.INDEX) ? OffsetIndex.ENTRY_BYTES : TimeIndex.ENTRY_BYTES;
                assertThat(Checked.of(root).lines())
                        .containsExactly(
                                name(index) + ": at " + (sound.length - entry) + ": the file ends within an entry");
                assertThat(Checked.repaired(root).lines()).isEmpty();

                Files.delete(index);
                assertThat(Checked.of(root).lines()).containsExactly(name(index) + ": is missing");
                assertThat(Checked.of(root).repairs()).containsExactly(name(index) + ": rebuilt from the log");
                assertThat(Checked.repaired(root).lines()).isEmpty();
            }
        }
        assertReadsAll();
    }

    @Test
    void aTimeIndexWithoutItsLastEntryIsFound() throws IOException {
        Path index = fixture.file(bases.get(1), FileNames.TIME_INDEX);
        byte[] sound = Files.readAllBytes(index);
        Files.write(index, Arrays.copyOf(sound, sound.length - TimeIndex.ENTRY_BYTES));

        assertThat(Checked.of(root).findings())
                .singleElement()
                .satisfies(finding -> assertAt(finding, index, sound.length - 2 * TimeIndex.ENTRY_BYTES));
        assertThat(Checked.repaired(root).lines()).isEmpty();
    }

    @Test
    void aFlippedBitAnywhereInASnapshotIsFoundAndMended() throws IOException {
        Path snapshot = fixture.file(bases.get(2), FileNames.SNAPSHOT);
        byte[] sound = Files.readAllBytes(snapshot);

        for (int bit = 0; bit < sound.length * 8; bit += 3) {
            flip(snapshot, sound, bit);
            assertThat(Checked.of(root).findings())
                    .singleElement()
                    .satisfies(finding -> assertAt(finding, snapshot, 0));
            assertThat(Checked.repaired(root).lines()).isEmpty();
            assertThat(Files.readAllBytes(snapshot)).isEqualTo(sound);
        }
        assertReadsAll();
    }

    @Test
    void aSnapshotOfAnotherOffsetContradictsTheLog() throws IOException {
        Path snapshot = fixture.file(RECORDS, FileNames.SNAPSHOT);
        byte[] sound = Files.readAllBytes(snapshot);
        Files.copy(fixture.file(bases.get(2), FileNames.SNAPSHOT), root.resolve("other"));
        Files.delete(snapshot);
        Files.move(root.resolve("other"), snapshot);

        assertThat(Checked.of(root).lines())
                .singleElement()
                .asString()
                .startsWith(
                        name(snapshot)
                                + ": producer 9: its last batch ends at offset 39 with sequence 39, in the log ends at offset 59");
        assertThat(Checked.repaired(root).lines()).isEmpty();
        assertThat(Files.readAllBytes(snapshot)).isEqualTo(sound);
        assertReadsAll();
    }

    @Test
    void leaderEpochsThatDisagreeWithTheLogAreMended() throws IOException {
        Path epochs = fixture.partition().resolve(FileNames.EPOCHS);
        assertThat(epochs).hasContent("0\n3\n0 0\n1 25\n2 50\n");

        assertEpochs("0\n3\n0 0\n1 24\n2 50\n", ": at 8: has leader epoch 1 for offset 24, whose batch has 0");
        assertEpochs("0\n3\n0 0\n1 26\n2 50\n", ": at 4: has leader epoch 0 for offset 25, whose batch has 1");
        assertEpochs("0\n2\n0 0\n1 25\n", ": at 8: has leader epoch 1 for offset 50, whose batch has 2");
        assertEpochs("0\n3\n0 0\n1 25\n2 25\n", ": at 13: leader epochs do not grow at 2 25");
        assertEpochs(
                "0\n3\n0 0\n1 25\n",
                ": at 0: a leader epoch checkpoint without its version and count: [0, 3, 0 0, 1 25]");
        assertEpochs("0\n4\n0 0\n1 25\n2 50\n3 99\n", ": knows of a leader epoch from beyond the end of the log, 60");
        assertEpochs(null, ": is missing");
        assertReadsAll();
    }

    private void assertEpochs(@Nullable String content, String finding) throws IOException {
        Path epochs = fixture.partition().resolve(FileNames.EPOCHS);
        if (content == null) {
            Files.delete(epochs);
        } else {
            Files.writeString(epochs, content);
        }
        assertThat(Checked.of(root).lines()).containsExactly(name(epochs) + finding);
        assertThat(Checked.repaired(root).lines()).isEmpty();
        assertThat(epochs).hasContent("0\n3\n0 0\n1 25\n2 50\n");
    }

    @Test
    void epochsThatWroteNothingAreNoFinding() throws IOException {
        Files.writeString(
                fixture.partition().resolve(FileNames.EPOCHS),
                "0\n5\n0 0\n1 25\n2 50\n5 60\n".replace("5\n0 0", "4\n0 0"));
        assertThat(Checked.of(root).lines()).isEmpty();
    }

    @Test
    void aDamagedEndOfTheLastSegmentIsCutOffWithAllThatTellsOfIt() throws IOException {
        Path log = fixture.file(bases.getLast(), FileNames.LOG);
        byte[] sound = Files.readAllBytes(log);
        int last = SegmentedLog.positions(log).getLast();
        flip(log, sound, sound.length * 8 - 1);

        assertThat(Checked.of(root).lines())
                .containsExactly(
                        name(log) + ": at " + last + ": the batch of offsets 59 to 59 fails its checksum",
                        name(fixture.file(RECORDS, FileNames.SNAPSHOT))
                                + ": tells of batches up to offset 60, and the log ends at 59",
                        "recovery-point-offset-checkpoint: at 4: offset 60 of orders-0 is above the end of its log, 59");
        assertThat(Checked.of(root).repairs())
                .contains(
                        name(log) + ": cut off the last " + (sound.length - last) + " bytes: the log ends at offset 59")
                .contains("recovery-point-offset-checkpoint: lowered orders-0 to 59");

        assertThat(Checked.repaired(root).lines()).isEmpty();
        assertReads(values.subList(0, 59));
    }

    @Test
    void aPrefixOfTheLastSegmentIsMendedToItsLastWholeBatch() throws IOException {
        Path log = fixture.file(bases.getLast(), FileNames.LOG);
        byte[] sound = Files.readAllBytes(log);
        int batchBytes = SegmentedLog.positions(log).get(1);
        for (int length = sound.length - 1; length >= 0; length -= 11) {
            Files.write(log, Arrays.copyOf(sound, length));
            assertThat(Checked.repaired(root).lines()).isEmpty();
            assertThat(Files.size(log)).isBetween(length - batchBytes - 1L, (long) length);
        }
        assertReads(values.subList(0, bases.getLast().intValue()));
    }

    @Test
    void damageBeforeTheEndOfTheLastSegmentIsNeverCut() throws IOException {
        Path log = fixture.file(bases.getLast(), FileNames.LOG);
        byte[] sound = Files.readAllBytes(log);
        int first = SegmentedLog.positions(log).get(1);
        flip(log, sound, (first + 70) * 8);
        byte[] damaged = Files.readAllBytes(log);

        assertThat(Checked.repaired(root).findings())
                .singleElement()
                .satisfies(finding -> assertAt(finding, log, first))
                .satisfies(finding -> assertThat(finding.what()).contains("go on at offset " + (bases.getLast() + 2)));
        assertThat(Files.readAllBytes(log)).isEqualTo(damaged);
    }

    @Test
    void aSegmentThatIsLostIsFoundByItsIndex() throws IOException {
        Path before = fixture.file(bases.get(0), FileNames.LOG);
        Files.delete(fixture.file(bases.get(1), FileNames.LOG));

        assertThat(Checked.repaired(root).lines())
                .containsExactly(name(before) + ": at " + Files.size(before) + ": offsets " + bases.get(1) + " to "
                        + (bases.get(2) - 1)
                        + " are missing before the next segment: an index is there whose segment is not"
                        + "; not repairable: restore the file from a replica or a backup");
    }

    @Test
    void aSegmentThatIsLostWithAllItsFilesMayBeCompaction() throws IOException {
        Path before = fixture.file(bases.get(0), FileNames.LOG);
        for (String suffix : List.of(FileNames.LOG, FileNames.INDEX, FileNames.TIME_INDEX, FileNames.SNAPSHOT)) {
            Files.delete(fixture.file(bases.get(1), suffix));
        }

        Checked checked = Checked.of(root);
        assertThat(checked.lines())
                .containsExactly(
                        name(before) + ": at " + Files.size(before) + ": warning: offsets " + bases.get(1) + " to "
                                + (bases.get(2) - 1)
                                + " are missing before the next segment: compaction leaves such gaps, and so"
                                + " does the loss of a segment");
        assertThat(checked.report().isSound()).isTrue();
    }

    @Test
    void aSegmentThatLostItsEndIsFoundByItsIndex() throws IOException {
        Path log = fixture.file(bases.get(1), FileNames.LOG);
        byte[] sound = Files.readAllBytes(log);
        int kept = SegmentedLog.positions(log).get(1);
        Files.write(log, Arrays.copyOf(sound, kept));

        assertThat(Checked.repaired(root).findings())
                .singleElement()
                .satisfies(finding -> assertAt(finding, log, kept))
                .satisfies(finding -> assertThat(finding.what())
                        .contains(": the index of this one goes on beyond its end; not repairable"));
    }

    @Test
    void checkpointsThatSpeakOfWhatIsNotThereAreCorrected() throws IOException {
        assertCheckpoint(
                FileNames.RECOVERY_POINTS,
                "0\n2\norders 0 61\norders 7 1\n",
                List.of(
                        ": at 4: offset 61 of orders-0 is above the end of its log, 60",
                        ": at 16: names orders-7, which is not there"),
                "0\n1\norders 0 60\n");
        assertCheckpoint(
                FileNames.LOG_STARTS,
                "0\n1\norders 0 61\n",
                List.of(
                        ": at 4: offset 61 of orders-0 is above the end of its log, 60: the next start would empty the log"),
                "0\n0\n");
        assertCheckpoint(
                FileNames.CLEANER_OFFSETS,
                "0\n2\norders 0 61\ngone 1 5\n",
                List.of(
                        ": at 16: names gone-1, which is not there",
                        ": at 4: offset 61 of orders-0 is above the end of its log, 60"),
                "0\n0\n");
        for (String name : List.of(FileNames.RECOVERY_POINTS, FileNames.LOG_STARTS, FileNames.CLEANER_OFFSETS)) {
            assertCheckpoint(
                    name,
                    "0\n1\norders zero 61\n",
                    List.of(": at 4: no version, number of entries, then topic, partition and offset each"),
                    "0\n0\n");
        }
        assertReadsAll();
    }

    private void assertCheckpoint(String name, String content, List<String> findings, String mended)
            throws IOException {
        Files.writeString(root.resolve(name), content);
        assertThat(Checked.of(root).lines())
                .containsExactlyElementsOf(
                        findings.stream().map(finding -> name + finding).toList());
        assertThat(Checked.repaired(root).lines()).isEmpty();
        assertThat(root.resolve(name)).hasContent(mended);
    }

    @Test
    void aDirectoryThatIsNobodysIsFound() throws IOException {
        Path identity = root.resolve(FileNames.IDENTITY);
        String sound = Files.readString(identity);
        Files.writeString(identity, sound.replace("version=1", "version=7"));
        assertThat(Checked.of(root).lines())
                .containsExactly("meta.properties: at 0: says version=7 where only 1 can be read");
        Files.delete(identity);
        assertThat(Checked.of(root).lines()).containsExactly("meta.properties: is missing: the next start writes it");
    }

    private void assertReadsAll() throws IOException {
        assertReads(values);
    }

    /** A broker opens the directory as one that was shut down cleanly, reads this, and goes on behind it. */
    private void assertReads(List<String> expected) throws IOException {
        fixture.reopen();
        assertThat(fixture.directory.wasShutDownCleanly()).isTrue();
        assertThat(fixture.values()).isEqualTo(expected);
        ByteBuffer next = LogFixture.batch(fixture.clock.nowMs(), "next");
        assertThat(fixture.log.append(next, AppendOrigin.CLIENT, 2).firstOffset())
                .isEqualTo(expected.size());
        fixture.directory.close();
        assertThat(Checked.of(root).lines()).isEmpty();
    }

    private void assertAt(Finding finding, Path file, long position) {
        assertThat(finding.severity()).isEqualTo(Severity.ERROR);
        assertThat(finding.file()).isEqualTo(root.relativize(file));
        assertThat(finding.position()).isEqualTo(position);
    }

    private String name(Path file) {
        return root.relativize(file).toString();
    }

    /** In place: thousands of files that are created anew would take long. */
    private static void flip(Path file, byte[] sound, int bit) throws IOException {
        byte[] flipped = sound.clone();
        flipped[bit / 8] ^= (byte) (1 << bit % 8);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(flipped), 0);
        }
    }
}
