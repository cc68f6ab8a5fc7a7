package io.suiro.log;

import static io.suiro.log.LogFixture.START_MS;
import static io.suiro.log.LogFixture.config;
import static io.suiro.log.LogFixture.idempotent;
import static org.assertj.core.api.Assertions.assertThat;

import io.suiro.base.FileSystemDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whether recovery takes a gap between segments, far above the recovery point, for a loss. */
class KilledKafkaTest {
    private static final int RECORDS = 12;

    @TempDir
    Path root;

    /** Killed with a segment in the middle of which compaction has left nothing. */
    private LogFixture killedWithAGap(String policy) throws IOException {
        LogFixture fixture = new LogFixture(
                root, config().segmentBytes(400).cleanupPolicy(policy).build());
        fixture.directory.checkpoint();
        for (int i = 0; i < RECORDS; i++) {
            fixture.log.append(idempotent(9, 0, i, START_MS, "value " + i), AppendOrigin.CLIENT, 0);
        }
        List<Long> bases = RecoveryTest.bases(fixture);
        assertThat(bases).hasSizeGreaterThan(2);
        kill(fixture);
        Files.write(fixture.file(bases.get(1), FileNames.LOG), new byte[0]);
        return fixture;
    }

    private static void kill(LogFixture fixture) throws IOException {
        fixture.directory.fail(new IOException("killed by the test"));
        fixture.directory.close();
    }

    private void markIfUnclean() throws IOException {
        KilledKafka.markIfUnclean(new FileSystemDisk(), root);
    }

    @Test
    void aGapThatKafkaLeftInACompactedTopicIsNone() throws IOException {
        LogFixture fixture = killedWithAGap("compact");
        markIfUnclean();
        fixture.reopen();
        assertThat(fixture.log.logEndOffset()).isEqualTo(RECORDS);
        assertThat(fixture.values()).contains("value 0", "value 11").hasSizeLessThan(RECORDS);
    }

    @Test
    void itIsNoneEitherWhenRecoveryItselfWasKilled() throws IOException {
        LogFixture fixture = killedWithAGap("compact");
        markIfUnclean();
        fixture.reopen();
        fixture.directory.checkpoint();
        kill(fixture);
        fixture.reopen();
        assertThat(fixture.log.logEndOffset()).isEqualTo(RECORDS);
    }

    @Test
    void aGapInAnotherTopicIsALoss() throws IOException {
        LogFixture fixture = killedWithAGap("delete");
        markIfUnclean();
        fixture.reopen();
        assertThat(fixture.log.logEndOffset()).isBetween(1L, RECORDS - 1L);
    }

    @Test
    void aGapWithoutTheMarkIsALoss() throws IOException {
        LogFixture fixture = killedWithAGap("compact");
        fixture.reopen();
        assertThat(fixture.log.logEndOffset()).isBetween(1L, RECORDS - 1L);
    }

    @Test
    void theMarkLastsUntilACleanEnd() throws IOException {
        LogFixture fixture = killedWithAGap("compact");
        markIfUnclean();
        fixture.reopen();
        assertThat(KilledKafka.isMarked(new FileSystemDisk(), root)).isTrue();
        fixture.closeAndReopen();
        assertThat(KilledKafka.isMarked(new FileSystemDisk(), root)).isFalse();
    }

    @Test
    void aCleanEndIsNotMarked() throws IOException {
        new LogFixture(root, config().build()).directory.close();
        markIfUnclean();
        assertThat(KilledKafka.isMarked(new FileSystemDisk(), root)).isFalse();
    }
}
