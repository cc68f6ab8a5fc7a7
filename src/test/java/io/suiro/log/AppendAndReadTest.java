package io.suiro.log;

import static io.suiro.log.LogFixture.START_MS;
import static io.suiro.log.LogFixture.batch;
import static io.suiro.log.LogFixture.config;
import static io.suiro.log.LogFixture.idempotent;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.suiro.error.Refused;
import io.suiro.record.Batch;
import io.suiro.record.StoredRecord;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AppendAndReadTest {
    @TempDir
    Path root;

    @Test
    void recordsComeBackInOrderWithOffsetsWithoutGaps() throws IOException {
        LogFixture fixture = new LogFixture(
                root, config().segmentBytes(2000).indexIntervalBytes(200).build());
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            Appended appended = fixture.append("a" + i, "b" + i);
            assertThat(appended).isEqualTo(new Appended(2L * i, 2L * i + 1, -1, 0, false));
            expected.add("a" + i);
            expected.add("b" + i);
        }

        assertThat(fixture.values()).isEqualTo(expected);
        assertThat(fixture.readAll())
                .extracting(StoredRecord::offset)
                .isSorted()
                .doesNotHaveDuplicates();
        assertThat(fixture.disk.list(fixture.partition()).toString()).contains("00000000000000000000.log");
        assertThat(fixture.log.sizeInBytes()).isGreaterThan(300 * Batch.HEADER_BYTES);
    }

    @Test
    void everyOffsetIsFoundWhateverTheLimits() throws IOException {
        LogFixture fixture = new LogFixture(
                root, config().segmentBytes(3000).indexIntervalBytes(250).build());
        for (int i = 0; i < 100; i++) {
            fixture.append("a" + i, "b" + i, "c" + i);
        }

        for (long offset = 0; offset < 300; offset++) {
            for (int maxBytes : new int[] {0, 1, 100, 1000, 100_000}) {
                try (LogSlice slice = fixture.log.read(offset, maxBytes, 300, true)) {
                    ByteBuffer batches = slice.read();
                    assertThat(Batch.baseOffset(batches, 0)).isEqualTo(offset / 3 * 3);
                    assertThat(slice.sizeInBytes())
                            .isLessThanOrEqualTo(Math.max(maxBytes, Batch.sizeInBytes(batches, 0)));
                    long read = offsetAfter(batches);
                    assertThat(slice.endOffset()).isLessThanOrEqualTo(read);
                    if (batches.limit() == slice.sizeInBytes() && slice.sizeInBytes() < maxBytes) {
                        assertThat(slice.endOffset()).isEqualTo(read);
                    }
                }
            }
        }
    }

    private static long offsetAfter(ByteBuffer batches) {
        long after = -1;
        for (int at = 0; at < batches.limit(); at += Batch.sizeInBytes(batches, at)) {
            after = Batch.lastOffset(batches, at) + 1;
        }
        return after;
    }

    @Test
    void nothingAtOrAboveTheEndOffsetIsRead() throws IOException {
        LogFixture fixture = new LogFixture(
                root, config().segmentBytes(3000).indexIntervalBytes(250).build());
        for (int i = 0; i < 100; i++) {
            fixture.append("a" + i, "b" + i);
        }

        for (long end = 0; end <= 200; end += 2) {
            long offset = 0;
            while (offset < end) {
                try (LogSlice slice = fixture.log.read(offset, 700, end, true)) {
                    ByteBuffer batches = slice.read();
                    int at = 0;
                    while (at < batches.limit()) {
                        assertThat(Batch.baseOffset(batches, at)).isEqualTo(offset);
                        offset = Batch.lastOffset(batches, at) + 1;
                        at += Batch.sizeInBytes(batches, at);
                    }
                }
                assertThat(offset).isLessThanOrEqualTo(end);
            }
            try (LogSlice slice = fixture.log.read(end, 700, end, true)) {
                assertThat(slice.sizeInBytes()).isZero();
            }
        }
    }

    @Test
    void aBatchLargerThanTheLimitIsReadOnlyIfOneMustBe() throws IOException {
        LogFixture fixture = new LogFixture(root, config().build());
        fixture.append("x".repeat(1000));
        fixture.append("y");

        try (LogSlice one = fixture.log.read(0, 10, 2, true);
                LogSlice none = fixture.log.read(0, 10, 2, false)) {
            assertThat(Batch.sizeInBytes(one.read(), 0)).isEqualTo(one.sizeInBytes());
            assertThat(none.sizeInBytes()).isZero();
        }
    }

    @Test
    void offsetsOutsideTheLogAreRefused() throws IOException {
        LogFixture fixture = new LogFixture(root, config().build());
        fixture.append("a", "b", "c", "d");
        fixture.log.deleteRecordsBefore(2);

        for (long outside : new long[] {-1, 1, 5}) {
            assertThatExceptionOfType(Refused.class)
                    .isThrownBy(() -> fixture.log.read(outside, 100, 4, true))
                    .satisfies(refused -> assertThat(refused.code()).isEqualTo(Errors.OFFSET_OUT_OF_RANGE));
        }
        try (LogSlice slice = fixture.log.read(4, 100, 4, true)) {
            assertThat(slice.sizeInBytes()).isZero();
        }
    }

    @Test
    void aCleanEndKeepsEverything() throws IOException {
        LogFixture fixture = new LogFixture(
                root, config().segmentBytes(2000).indexIntervalBytes(200).build());
        for (int i = 0; i < 100; i++) {
            fixture.append("a" + i);
        }
        List<String> before = fixture.values();

        fixture.closeAndReopen();

        assertThat(fixture.directory.wasShutDownCleanly()).isTrue();
        assertThat(fixture.values()).isEqualTo(before);
        assertThat(fixture.append("next").firstOffset()).isEqualTo(100);
        fixture.closeAndReopen();
        assertThat(fixture.values()).hasSize(101).endsWith("next");
    }

    @Test
    void aKillKeepsWhatWasWritten() throws IOException {
        LogFixture fixture = new LogFixture(
                root, config().segmentBytes(2000).indexIntervalBytes(200).build());
        for (int i = 0; i < 100; i++) {
            fixture.append("a" + i);
        }
        List<String> before = fixture.values();

        fixture.killAndReopen();

        assertThat(fixture.directory.wasShutDownCleanly()).isFalse();
        assertThat(fixture.values()).isEqualTo(before);
        assertThat(fixture.append("next").firstOffset()).isEqualTo(100);
    }

    @Test
    void aDuplicateIsAnsweredWithItsFirstOffsetsAndNotWritten() throws IOException {
        LogFixture fixture = new LogFixture(root, config().build());
        fixture.log.append(idempotent(9, 0, 0, START_MS, "a", "b"), AppendOrigin.CLIENT, 0);
        Appended first = fixture.log.append(idempotent(9, 0, 2, START_MS, "c"), AppendOrigin.CLIENT, 0);
        long size = fixture.log.sizeInBytes();

        Appended again = fixture.log.append(idempotent(9, 0, 2, START_MS, "c"), AppendOrigin.CLIENT, 0);

        assertThat(again).isEqualTo(new Appended(first.firstOffset(), first.lastOffset(), -1, 0, true));
        assertThat(fixture.log.sizeInBytes()).isEqualTo(size);
        assertThat(fixture.log.logEndOffset()).isEqualTo(3);
    }

    @Test
    void whatIsRefusedLeavesTheLogAsItWas() throws IOException {
        LogFixture fixture = new LogFixture(root, config().segmentBytes(2000).build());
        fixture.append("a");
        ByteBuffer broken = batch(START_MS, "b");
        broken.put(broken.limit() - 1, (byte) 0x7f);

        assertThatExceptionOfType(Refused.class)
                .isThrownBy(() -> fixture.log.append(broken, AppendOrigin.CLIENT, 0))
                .satisfies(refused -> assertThat(refused.code()).isEqualTo(Errors.CORRUPT_MESSAGE));
        assertThatExceptionOfType(Refused.class)
                .isThrownBy(() -> fixture.append("x".repeat(3000)))
                .satisfies(refused -> assertThat(refused.code()).isEqualTo(Errors.RECORD_LIST_TOO_LARGE));

        assertThat(fixture.values()).containsExactly("a");
        assertThat(fixture.append("c").firstOffset()).isEqualTo(1);
    }

    @Test
    void logAppendTimeIsStampedAndAnswered() throws IOException {
        LogFixture fixture = new LogFixture(root, config().logAppendTime().build());

        Appended appended = fixture.log.append(batch(5, "a", "b"), AppendOrigin.CLIENT, 0);

        assertThat(appended.logAppendTimeMs()).isEqualTo(START_MS);
        assertThat(fixture.readAll()).extracting(StoredRecord::timestamp).containsOnly(START_MS);
    }

    @Test
    void aTopicsCodecReplacesTheProducers() throws IOException {
        LogFixture fixture = new LogFixture(root, config().compression("lz4").build());

        fixture.append("a".repeat(500), "b");

        try (LogSlice slice = fixture.log.read(0, 1000, 2, true)) {
            assertThat(Batch.codec(slice.read(), 0)).isEqualTo(3);
        }
        assertThat(fixture.values()).containsExactly("a".repeat(500), "b");
    }

    @Test
    void aLeadersBatchesKeepTheirOffsetsAndEpochs() throws IOException {
        LogFixture fixture = new LogFixture(root, config().build());
        ByteBuffer first = batch(START_MS, "a", "b");
        Batch.stamp(first, 0, 0, 4);
        ByteBuffer later = batch(START_MS, "c");
        Batch.stamp(later, 0, 10, 6);
        fixture.log.append(first, AppendOrigin.REPLICATION, -1);
        fixture.log.append(later, AppendOrigin.REPLICATION, -1);

        assertThat(fixture.log.logEndOffset()).isEqualTo(11);
        assertThat(fixture.log.latestLeaderEpoch()).isEqualTo(6);
        assertThat(fixture.log.endOfEpoch(5)).isEqualTo(new EpochEnd(4, 10));
        try (LogSlice slice = fixture.log.read(2, 1000, 11, true)) {
            assertThat(Batch.baseOffset(slice.read(), 0)).isEqualTo(10);
        }
        assertThatExceptionOfType(Refused.class)
                .isThrownBy(() -> fixture.log.append(first, AppendOrigin.REPLICATION, -1));
    }
}
