package io.suiro.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.suiro.error.Refused;
import io.suiro.log.clean.Throttle;
import io.suiro.record.Batch;
import io.suiro.record.Checksum;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Data at rest that is read again: what is damaged is found, said once, and not served; the rest is. */
class ScrubTest {
    private static final int RECORDS = SegmentedLog.RECORDS;

    @TempDir
    Path root;

    private LogFixture fixture;
    private List<Long> bases;

    @BeforeEach
    void fill() throws IOException {
        SegmentedLog filled = SegmentedLog.fill(root);
        fixture = filled.fixture();
        bases = filled.bases();
    }

    private void scrub() throws IOException {
        scrub(bytes -> {});
    }

    private void scrub(LongConsumer read) throws IOException {
        for (long next = 0; next != Scrubbed.NO_MORE; ) {
            next = fixture.log.scrub(next, read).nextOffset();
        }
    }

    @Test
    void soundSegmentsButTheActiveOneAreReadToTheirEnds() throws IOException {
        AtomicLong bytes = new AtomicLong();
        scrub(bytes::addAndGet);

        long sealed = 0;
        for (long base : bases.subList(0, bases.size() - 1)) {
            sealed += Files.size(fixture.file(base, FileNames.LOG));
        }
        assertThat(bytes).hasValue(sealed);
        assertThat(fixture.log.corruptBatches()).isEmpty();
    }

    @Test
    void aDamagedBatchIsFoundWhereItIsAndNeverServed() throws IOException {
        long base = bases.get(1);
        int position = positionOf(base, 2);
        flip(base, position + 70);

        scrub();

        assertThat(fixture.log.corruptBatches())
                .containsExactly(new CorruptBatch(
                        LogFixture.ORDERS,
                        fixture.file(base, FileNames.LOG),
                        position,
                        base + 2,
                        "the batch of offsets " + (base + 2) + " to " + (base + 2) + " fails its checksum"));
        assertThatThrownBy(() -> fixture.log.read(base + 2, 1 << 20, RECORDS, true))
                .isInstanceOfSatisfying(Refused.class, refused -> {
                    assertThat(refused.code()).isEqualTo(Errors.CORRUPT_MESSAGE);
                    assertThat(refused).hasMessageContaining("goes on at offset " + (base + 3));
                });
        assertThat(offsets(base)).containsExactly(base, base + 1);
        assertThat(offsets(base + 3)).startsWith(base + 3, base + 4);
        assertThat(offsets(0)).hasSize((int) base + 2);
    }

    @Test
    void aBatchWhoseLengthIsDamagedKeepsNobodyFromThoseBehindIt() throws IOException {
        long base = bases.get(1);
        flip(base, positionOf(base, 2) + 10);

        scrub();

        assertThat(offsets(base)).containsExactly(base, base + 1);
        assertThat(offsets(base + 3)).startsWith(base + 3, base + 4);
    }

    @Test
    void aSegmentOfWhichNothingIsLeftIsRefused() throws IOException {
        long base = bases.get(1);
        Files.write(fixture.file(base, FileNames.LOG), new byte[(int) Files.size(fixture.file(base, FileNames.LOG))]);

        scrub();

        for (long offset = base; offset < bases.get(2); offset++) {
            long lost = offset;
            assertThatThrownBy(() -> fixture.log.read(lost, 100, RECORDS, true)).isInstanceOf(Refused.class);
        }
        assertThat(offsets(bases.get(2))).startsWith(bases.get(2));
    }

    /** Whatever is damaged in a sealed segment: each read gives what was written, or is refused. */
    @Test
    void noReadEverGivesABatchThatIsNotSound() throws IOException {
        Random random = new Random(5);
        long base = bases.get(1);
        Path log = fixture.file(base, FileNames.LOG);
        byte[] sound = Files.readAllBytes(log);
        for (int run = 0; run < 300; run++) {
            byte[] damaged = sound.clone();
            for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
                damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
            }
            Files.write(log, damaged);
            scrub();
            if (fixture.log.corruptBatches().isEmpty()) {
                continue;
            }
            int served = 0;
            for (long offset = bases.getFirst(); offset < RECORDS; offset++) {
                served += read(run, offset, 1 + random.nextInt(700), offset + 1 + random.nextInt(20));
            }
            assertThat(served).as("run %d", run).isGreaterThan(RECORDS - 20);
        }
        Files.write(log, sound);
        scrub();
        assertThat(fixture.log.corruptBatches()).isEmpty();
        assertThat(fixture.values()).hasSize(RECORDS);
    }

    /** 1 if it was not refused. */
    private int read(int run, long offset, int maxBytes, long endOffset) throws IOException {
        ByteBuffer batches;
        try (LogSlice slice = fixture.log.read(offset, maxBytes, Math.min(endOffset, RECORDS), true)) {
            batches = slice.read();
        } catch (Refused refused) {
            assertThat(refused.code()).isEqualTo(Errors.CORRUPT_MESSAGE);
            return 0;
        }
        String as = "run " + run + " at offset " + offset;
        assertThat(batches.hasRemaining()).as(as).isTrue();
        long next = offset;
        for (int at = 0; at < batches.limit(); at += Batch.sizeInBytes(batches, at)) {
            assertThat(Checksum.matches(batches, at)).as(as).isTrue();
            assertThat(Batch.baseOffset(batches, at)).as(as).isEqualTo(next);
            next++;
        }
        assertThat(next).isLessThanOrEqualTo(endOffset);
        return 1;
    }

    @Test
    void whatWasSaidIsNotSaidAgain() throws IOException {
        List<String> said = new ArrayList<>();
        Handler listening = new Handler() {
            @Override
            public void publish(LogRecord record) {
                if (record.getLevel().intValue() >= Level.SEVERE.intValue()) {
                    said.add(record.getMessage() + String.valueOf(List.of(record.getParameters())));
                }
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger logger = Logger.getLogger(LogScrub.class.getName());
        logger.addHandler(listening);
        try {
            flip(bases.get(1), 70);
            scrub();
            scrub();
            flip(bases.get(1), positionOf(bases.get(1), 3) + 70);
            scrub();
        } finally {
            logger.removeHandler(listening);
        }

        assertThat(said).hasSize(2);
        assertThat(said.getFirst())
                .contains(fixture.file(bases.get(1), FileNames.LOG).toString());
    }

    @Test
    void indexesThatDoNotFitAreRebuilt() throws IOException {
        for (String suffix : List.of(FileNames.INDEX, FileNames.TIME_INDEX)) {
            Path index = fixture.file(bases.get(1), suffix);
            byte[] sound = Files.readAllBytes(index);
            byte[] damaged = sound.clone();
            damaged[sound.length - 1] ^= 1;
            Files.write(index, damaged);

            scrub();

            assertThat(Files.readAllBytes(index)).isEqualTo(sound);
        }
        assertThat(fixture.log.corruptBatches()).isEmpty();
    }

    @Test
    void whatRetentionDeletesIsDamagedNoMore() throws IOException {
        flip(bases.get(1), 70);
        scrub();
        assertThat(fixture.log.corruptBatches()).hasSize(1);

        fixture.log.deleteRecordsBefore(bases.get(2));

        assertThat(fixture.log.corruptBatches()).isEmpty();
    }

    @Test
    void aSegmentThatIsDeletedWhileItIsReadIsPassedOver() throws IOException {
        flip(bases.get(1), positionOf(bases.get(1), 2) + 70);
        scrub(bytes -> {
            try {
                fixture.log.deleteRecordsBefore(bases.get(2));
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });

        assertThat(fixture.log.corruptBatches()).isEmpty();
        assertThat(fixture.directory.isOnline()).isTrue();
    }

    @Test
    void aLogThatIsDeletedWhileItIsReadLeavesTheDirectoryOnline() {
        assertThatThrownBy(() -> scrub(bytes -> {
                    try {
                        fixture.directory.deleteLog(fixture.log);
                        fixture.directory.purge(Long.MAX_VALUE);
                    } catch (IOException e) {
                        throw new AssertionError(e);
                    }
                }))
                .isInstanceOf(Refused.class);
        assertThat(fixture.directory.isOnline()).isTrue();
    }

    @Test
    void readingKeepsToItsRate() throws IOException {
        long begunMs = fixture.clock.nowMs();
        AtomicLong bytes = new AtomicLong();
        Throttle throttle =
                new Throttle(fixture.clock, 1000, nanos -> fixture.clock.advance(TimeUnit.NANOSECONDS.toMillis(nanos)));
        scrub(count -> {
            bytes.addAndGet(count);
            throttle.moved(count);
        });

        assertThat(fixture.clock.nowMs() - begunMs).isBetween(bytes.get() * 9 / 10, bytes.get() * 11 / 10);
    }

    @Test
    void readingEndsWhenItIsToldTo() {
        assertThatThrownBy(() -> scrub(bytes -> {
                    throw new CancellationException("as the test asked");
                }))
                .isInstanceOf(CancellationException.class);
    }

    @Test
    void noFileIsLeftOpen() throws IOException {
        fixture.closeAndReopen();
        scrub();

        try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
            assertThat(descriptors.filter(this::isSealed)).isEmpty();
        }
    }

    private boolean isSealed(Path descriptor) {
        try {
            Path target = Files.readSymbolicLink(descriptor);
            return target.startsWith(fixture.partition())
                    && !target.equals(fixture.file(bases.getLast(), FileNames.LOG));
        } catch (IOException closedMeanwhile) {
            return false;
        }
    }

    /** Of the batches that one read gives, from the offset on. */
    private List<Long> offsets(long offset) throws IOException {
        List<Long> offsets = new ArrayList<>();
        long next = offset;
        while (next < RECORDS) {
            ByteBuffer batches;
            try (LogSlice slice = fixture.log.read(next, 10_000, RECORDS, true)) {
                batches = slice.read();
            } catch (Refused damaged) {
                return offsets;
            }
            for (int at = 0; at < batches.limit(); at += Batch.sizeInBytes(batches, at)) {
                offsets.add(Batch.baseOffset(batches, at));
                next = Batch.lastOffset(batches, at) + 1;
            }
        }
        return offsets;
    }

    private int positionOf(long base, int batch) throws IOException {
        return SegmentedLog.positions(fixture.file(base, FileNames.LOG)).get(batch);
    }

    private void flip(long base, int position) throws IOException {
        SegmentedLog.flip(fixture.file(base, FileNames.LOG), position);
    }
}
