package io.suiro.log;

import static io.suiro.log.LogFixture.START_MS;
import static io.suiro.log.LogFixture.config;
import static io.suiro.log.LogFixture.idempotent;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.suiro.base.FaultDisk;
import io.suiro.error.Refused;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecoveryTest {
    @TempDir
    Path root;

    @Test
    void everyPrefixOfTheLastSegmentOpensAtItsLastWholeBatch() throws IOException {
        LogFixture fixture = new LogFixture(
                root, config().segmentBytes(400).indexIntervalBytes(100).build());
        List<Long> sizes = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            fixture.append("value " + i);
            sizes.add(Files.size(fixture.file(lastBase(fixture), FileNames.LOG)));
        }
        long base = lastBase(fixture);
        byte[] whole = Files.readAllBytes(fixture.file(base, FileNames.LOG));
        assertThat(base).isPositive();

        for (int length = whole.length; length >= 0; length--) {
            fixture.directory.fail(new IOException("killed by the test"));
            fixture.directory.close();
            Files.write(fixture.file(base, FileNames.LOG), Arrays.copyOf(whole, length));
            fixture.reopen();

            int kept = length;
            long batches =
                    sizes.stream().skip(base).filter(size -> size <= kept).count();
            assertThat(fixture.log.logEndOffset()).isEqualTo(base + batches);
            assertThat(fixture.values())
                    .isEqualTo(List.of(0, 1, 2, 3, 4, 5, 6).stream()
                            .limit(base + batches)
                            .map(i -> "value " + i)
                            .toList());
        }
        assertThat(fixture.append("again").firstOffset()).isEqualTo(base);
    }

    @Test
    void aFlippedBitInTheTailCutsItsBatchAndWhatFollows() throws IOException {
        LogFixture fixture = new LogFixture(root, config().build());
        List<Integer> ends = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            fixture.append("value " + i);
            ends.add((int) fixture.log.sizeInBytes());
        }
        byte[] whole = Files.readAllBytes(fixture.file(0, FileNames.LOG));

        for (int bit = 0; bit < whole.length * 8; bit += 5) {
            int at = bit / 8;
            int start = ends.stream().filter(end -> end <= at).reduce(0, Math::max);
            if (at >= start && at < start + 16 && !(at >= start + 8 && at < start + 12)) {
                // Base offset and leader epoch are not under the checksum.
                continue;
            }
            byte[] flipped = whole.clone();
            flipped[at] ^= (byte) (1 << (bit % 8));
            fixture.directory.fail(new IOException("killed by the test"));
            fixture.directory.close();
            Files.write(fixture.file(0, FileNames.LOG), flipped);
            fixture.reopen();

            assertThat(fixture.log.logEndOffset())
                    .isEqualTo(ends.stream().filter(end -> end <= at).count());
            assertThat(fixture.values()).hasSize((int) fixture.log.logEndOffset());
        }
    }

    @Test
    void indexesComeToTheirFilesWhenTheSegmentIsSealed() throws IOException {
        LogFixture fixture = new LogFixture(
                root, config().segmentBytes(400).indexIntervalBytes(0).build());
        while (bases(fixture).size() < 2) {
            fixture.append("v");
        }
        List<Long> bases = bases(fixture);
        assertThat(fixture.file(bases.getFirst(), FileNames.INDEX)).isNotEmptyFile();
        assertThat(fixture.file(bases.getFirst(), FileNames.TIME_INDEX)).isNotEmptyFile();
        assertThat(fixture.file(bases.getLast(), FileNames.INDEX)).doesNotExist();
        assertThat(fixture.file(bases.getLast(), FileNames.TIME_INDEX)).doesNotExist();

        fixture.append("v");
        fixture.directory.close();
        assertThat(fixture.file(bases.getLast(), FileNames.INDEX)).isNotEmptyFile();
        assertThat(fixture.file(bases.getLast(), FileNames.TIME_INDEX)).isNotEmptyFile();
    }

    @Test
    void indexesThatAreMissingOrGarbledAreRebuilt() throws IOException {
        LogFixture fixture = new LogFixture(
                root, config().segmentBytes(3000).indexIntervalBytes(100).build());
        for (int i = 0; i < 200; i++) {
            fixture.clock.advance(10);
            fixture.append("value " + i);
        }
        List<String> before = fixture.values();
        byte[] index = sealedIndexAfterClose(fixture);

        byte[] shifted = index.clone();
        for (int entry = 0; entry < shifted.length; entry += 8) {
            shifted[entry + 7] ^= 1;
        }
        byte[] noise = new byte[80];
        Arrays.fill(noise, (byte) 0x55);
        for (byte[] garbled : List.of(shifted, noise, new byte[0], new byte[3], new byte[16])) {
            for (long base : bases(fixture)) {
                Files.write(fixture.file(base, FileNames.INDEX), garbled);
                Files.deleteIfExists(fixture.file(base, FileNames.TIME_INDEX));
            }
            fixture.reopen();
            assertThat(fixture.values()).isEqualTo(before);
            assertThat(fixture.log.offsetForTimestamp(START_MS + 500, 200))
                    .contains(new FoundOffset(49, START_MS + 500, 0));
            fixture.directory.close();
        }

        for (long base : bases(fixture)) {
            Files.write(fixture.file(base, FileNames.INDEX), shifted);
        }
        fixture.reopen();
        assertThat(fixture.values()).isEqualTo(before);
    }

    private static byte[] sealedIndexAfterClose(LogFixture fixture) throws IOException {
        fixture.directory.close();
        return Files.readAllBytes(fixture.file(0, FileNames.INDEX));
    }

    @Test
    void aLostSegmentInTheUnforcedPartEndsTheLogThere() throws IOException {
        LogFixture fixture = new LogFixture(root, config().segmentBytes(400).build());
        for (int i = 0; i < 20; i++) {
            fixture.append("value " + i);
        }
        long second = bases(fixture).get(1);
        fixture.directory.fail(new IOException("killed by the test"));
        fixture.directory.close();
        Files.delete(fixture.file(second, FileNames.LOG));

        fixture.reopen();

        assertThat(fixture.log.logEndOffset()).isEqualTo(second);
        assertThat(bases(fixture)).containsExactly(0L);
    }

    @Test
    void producersGoOnAfterAKillWhetherTheirSnapshotIsThereOrNot() throws IOException {
        LogFixture fixture = new LogFixture(root, config().segmentBytes(500).build());
        for (int i = 0; i < 20; i++) {
            fixture.log.append(idempotent(9, 0, i, START_MS, "value " + i), AppendOrigin.CLIENT, 0);
        }
        for (boolean snapshots : new boolean[] {true, false}) {
            fixture.directory.fail(new IOException("killed by the test"));
            fixture.directory.close();
            for (Path name : fixture.disk.list(fixture.partition())) {
                if (!snapshots && name.toString().endsWith(FileNames.SNAPSHOT)) {
                    Files.write(fixture.partition().resolve(name), new byte[] {1, 2, 3});
                }
            }
            fixture.reopen();

            assertThat(fixture.log.append(idempotent(9, 0, 19, START_MS, "value 19"), AppendOrigin.CLIENT, 0))
                    .isEqualTo(new Appended(19, 19, -1, 0, true));
            assertThatExceptionOfType(Refused.class)
                    .isThrownBy(() -> fixture.log.append(idempotent(9, 0, 21, START_MS, "gap"), AppendOrigin.CLIENT, 0))
                    .satisfies(refused -> assertThat(refused.code()).isEqualTo(Errors.OUT_OF_ORDER_SEQUENCE_NUMBER));
        }
    }

    @Test
    void leaderEpochsAreReadFromTheLogWhenTheirFileIsLost() throws IOException {
        LogFixture fixture = new LogFixture(root, config().segmentBytes(500).build());
        for (int i = 0; i < 20; i++) {
            fixture.log.append(LogFixture.batch(START_MS, "value " + i), AppendOrigin.CLIENT, i / 5);
        }
        fixture.directory.close();
        Files.delete(fixture.partition().resolve(FileNames.EPOCHS));

        fixture.reopen();

        assertThat(fixture.log.latestLeaderEpoch()).isEqualTo(3);
        assertThat(fixture.log.endOfEpoch(1)).isEqualTo(new EpochEnd(1, 10));
    }

    /** A partition's first record, and each leader's first, are waited for by whoever wrote them, on every replica. */
    @Test
    void theFirstRecordOfAnEpochWaitsForNoForce() throws IOException {
        FaultDisk disk = new FaultDisk();
        LogFixture fixture = new LogFixture(disk, Path.of("data"), config().build());
        List<FaultDisk.Operation> operations = new ArrayList<>();
        disk.onOperation(operations::add);

        for (int epoch = 0; epoch < 3; epoch++) {
            fixture.log.append(LogFixture.batch(START_MS, "value " + epoch), AppendOrigin.CLIENT, epoch);
        }

        assertThat(operations).containsOnly(FaultDisk.Operation.OPEN, FaultDisk.Operation.WRITE);
    }

    @Test
    void leaderEpochsOutliveThePowerAsTheirRecordsDo() throws IOException {
        FaultDisk disk = new FaultDisk();
        LogFixture fixture =
                new LogFixture(disk, Path.of("data"), config().segmentBytes(500).build());
        int appended = 0;
        for (int life = 0; life < 4; life++) {
            for (int epoch = 3 * life; epoch < 3 * life + 3; epoch++) {
                for (int i = 0; i < 7; i++) {
                    fixture.log.append(LogFixture.batch(START_MS, "value " + appended++), AppendOrigin.CLIENT, epoch);
                }
            }
            fixture.log.force();
            if (life % 2 == 0) {
                fixture.directory.checkpoint();
            }
            disk.crash();
            fixture.reopen();

            assertThat(fixture.log.logEndOffset()).isEqualTo(appended);
            assertThat(fixture.log.latestLeaderEpoch()).isEqualTo(3 * life + 2);
            for (int epoch = 0; epoch < 3 * life + 3; epoch++) {
                assertThat(fixture.log.endOfEpoch(epoch)).isEqualTo(new EpochEnd(epoch, 7L * (epoch + 1)));
            }
        }
    }

    @Test
    void leaderEpochsThatFindNoRoomAreReadFromTheLog() throws IOException {
        FaultDisk disk = new FaultDisk();
        LogFixture fixture = new LogFixture(disk, Path.of("data"), config().build());
        fixture.append("value");
        disk.capacity(disk.used());

        fixture.log.force();

        assertThat(fixture.log.recoveryPoint()).isZero();
        disk.capacity(Long.MAX_VALUE);
        disk.crash();
        fixture.reopen();
        assertThat(fixture.values()).containsExactly("value");
        assertThat(fixture.log.latestLeaderEpoch()).isZero();
    }

    /** Of a log that is empty from a later offset on they would be taken for those of what lay before. */
    @Test
    void leaderEpochsOfRecordsThatAreAllGoneAreForgotten() throws IOException {
        FaultDisk disk = new FaultDisk();
        LogFixture fixture = new LogFixture(disk, Path.of("data"), config().build());
        for (int epoch = 0; epoch < 2; epoch++) {
            fixture.log.append(LogFixture.batch(START_MS, "a", "b"), AppendOrigin.CLIENT, epoch);
        }
        fixture.log.deleteRecordsBefore(4);
        disk.crash(0);
        fixture.reopen();
        assertThat(fixture.log.logEndOffset()).isEqualTo(4);
        assertThat(fixture.log.latestLeaderEpoch()).isEqualTo(-1);

        fixture.killAndReopen();
        assertThat(fixture.log.latestLeaderEpoch()).isEqualTo(-1);

        fixture.log.append(LogFixture.batch(START_MS, "c"), AppendOrigin.CLIENT, 2);
        fixture.log.force();
        fixture.log.truncateFullyAndStartAt(9);
        fixture.killAndReopen();
        assertThat(fixture.log.logEndOffset()).isEqualTo(9);
        assertThat(fixture.log.latestLeaderEpoch()).isEqualTo(-1);
    }

    static List<Long> bases(LogFixture fixture) throws IOException {
        return new PartitionFiles(fixture.disk, fixture.partition()).offsets(FileNames.LOG);
    }

    private static long lastBase(LogFixture fixture) throws IOException {
        return bases(fixture).getLast();
    }
}
