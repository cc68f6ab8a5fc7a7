package io.suiro.log;

import static io.suiro.log.LogFixture.START_MS;
import static io.suiro.log.LogFixture.batch;
import static io.suiro.log.LogFixture.config;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RetentionTest {
    private static final long HOUR_MS = 3_600_000;

    @TempDir
    Path root;

    @Test
    void segmentsThatTheLogCanSpareGoBySize() throws IOException {
        LogFixture fixture = filled(config().segmentBytes(500).retentionBytes(1000));
        long end = fixture.log.logEndOffset();

        fixture.log.retain(fixture.clock.nowMs(), end);

        assertThat(fixture.log.sizeInBytes()).isBetween(1000L, 1500L);
        assertThat(fixture.log.logStartOffset()).isPositive();
        assertThat(fixture.log.logEndOffset()).isEqualTo(end);
        assertThat(fixture.values()).hasSize((int) (end - fixture.log.logStartOffset()));
    }

    @Test
    void segmentsWhoseLastRecordIsTooOldGoByTime() throws IOException {
        LogFixture fixture = filled(config().segmentBytes(500).retentionMs(HOUR_MS));
        fixture.clock.advance(2 * HOUR_MS);
        fixture.append("young");

        fixture.log.retain(fixture.clock.nowMs(), fixture.log.logEndOffset());

        assertThat(fixture.values()).contains("young").hasSizeLessThan(10);
        fixture.clock.advance(2 * HOUR_MS);
        fixture.log.retain(fixture.clock.nowMs(), fixture.log.logEndOffset());
        assertThat(fixture.log.logStartOffset()).isEqualTo(fixture.log.logEndOffset());
        assertThat(fixture.log.sizeInBytes()).isZero();
    }

    @Test
    void nothingAtOrAboveTheHighWatermarkGoes() throws IOException {
        LogFixture fixture = filled(config().segmentBytes(500).retentionBytes(0));

        fixture.log.retain(fixture.clock.nowMs(), 7);

        assertThat(fixture.log.logStartOffset()).isBetween(1L, 7L);
    }

    @Test
    void aCompactedLogKeepsWhatIsAboveItsStart() throws IOException {
        LogFixture fixture = new LogFixture(
                root,
                config().segmentBytes(500)
                        .retentionBytes(0)
                        .retentionMs(0)
                        .cleanupPolicy("compact")
                        .build());
        for (int i = 0; i < 20; i++) {
            fixture.log.append(LogFixture.idempotent(9, 0, i, START_MS, "value " + i), AppendOrigin.CLIENT, 0);
        }
        fixture.clock.advance(HOUR_MS);

        fixture.log.retain(fixture.clock.nowMs(), 20);

        assertThat(fixture.values()).hasSize(20);
    }

    @Test
    void deletedFilesGoAfterTheirDelayAndNotBefore() throws IOException {
        LogFixture fixture = filled(config().segmentBytes(500).retentionBytes(1000));
        fixture.log.retain(fixture.clock.nowMs(), fixture.log.logEndOffset());

        fixture.directory.purge(fixture.clock.nowMs() + 59_999);
        assertThat(fixture.disk.list(fixture.partition()).toString()).contains(FileNames.DELETED);
        fixture.directory.purge(fixture.clock.nowMs() + 60_000);
        assertThat(fixture.disk.list(fixture.partition()).toString()).doesNotContain(FileNames.DELETED);
    }

    @Test
    void aReaderKeepsTheSegmentThatIsDeletedUnderIt() throws IOException {
        LogFixture fixture = filled(config().segmentBytes(500).retentionBytes(0));
        try (LogSlice slice = fixture.log.read(0, 400, 30, true)) {
            ByteBuffer before = slice.read();

            fixture.log.retain(fixture.clock.nowMs(), fixture.log.logEndOffset());
            fixture.directory.purge(Long.MAX_VALUE);

            assertThat(fixture.log.logStartOffset()).isEqualTo(30);
            assertThat(slice.read()).isEqualTo(before);
        }
    }

    @Test
    void deletedRecordsStayDeletedAfterAKill() throws IOException {
        LogFixture fixture = filled(config().segmentBytes(500));

        fixture.log.deleteRecordsBefore(17);
        fixture.killAndReopen();

        assertThat(fixture.log.logStartOffset()).isEqualTo(17);
        assertThat(fixture.values()).hasSize(13).startsWith("value 17");
        assertThat(RecoveryTest.bases(fixture).getFirst()).isBetween(1L, 17L);
        fixture.log.deleteRecordsBefore(30);
        fixture.killAndReopen();
        assertThat(fixture.log.logStartOffset()).isEqualTo(30);
        assertThat(fixture.append("next").firstOffset()).isEqualTo(30);
    }

    @Test
    void aSegmentIsRolledWhenItsFirstRecordIsTooOldForTheNextOne() throws IOException {
        LogFixture fixture = new LogFixture(root, config().segmentMs(HOUR_MS).build());
        fixture.append("a");
        fixture.clock.advance(HOUR_MS);
        fixture.append("b");
        assertThat(RecoveryTest.bases(fixture)).containsExactly(0L);
        fixture.clock.advance(1);
        fixture.append("c");
        assertThat(RecoveryTest.bases(fixture)).containsExactly(0L, 2L);
        fixture.log.append(batch(START_MS, "an old one"), AppendOrigin.CLIENT, 0);
        assertThat(RecoveryTest.bases(fixture)).containsExactly(0L, 2L);
    }

    private LogFixture filled(LogFixture.Config config) throws IOException {
        LogFixture fixture = new LogFixture(root, config.build());
        for (int i = 0; i < 30; i++) {
            fixture.append("value " + i);
        }
        return fixture;
    }
}
