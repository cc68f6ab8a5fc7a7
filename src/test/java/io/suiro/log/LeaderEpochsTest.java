package io.suiro.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.kafka.server.common.OffsetAndEpoch;
import org.apache.kafka.storage.internals.checkpoint.LeaderEpochCheckpointFile;
import org.apache.kafka.storage.internals.log.LogDirFailureChannel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LeaderEpochsTest {
    private static final EpochEnd UNKNOWN = new EpochEnd(-1, -1);

    @TempDir
    private Path directory;

    @Test
    void anEpochEndsWhereTheNextBegins() {
        LeaderEpochs epochs = epochs();

        assertThat(epochs.endOf(2, 300)).isEqualTo(new EpochEnd(2, 100));
        assertThat(epochs.endOf(3, 300)).isEqualTo(new EpochEnd(3, 200));
    }

    @Test
    void theLatestEpochEndsWithTheLog() {
        assertThat(epochs().endOf(7, 300)).isEqualTo(new EpochEnd(7, 300));
    }

    @Test
    void anEpochThatWroteNothingEndsWithTheOneBeforeIt() {
        assertThat(epochs().endOf(5, 300)).isEqualTo(new EpochEnd(3, 200));
    }

    @Test
    void anEpochFromBeforeTheLogEndsWhereItBegins() {
        assertThat(epochs().endOf(0, 300)).isEqualTo(new EpochEnd(0, 10));
    }

    @Test
    void anEpochYetToComeIsUnknown() {
        assertThat(epochs().endOf(8, 300)).isEqualTo(UNKNOWN);
        assertThat(epochs().endOf(-1, 300)).isEqualTo(UNKNOWN);
        assertThat(new LeaderEpochs().endOf(0, 0)).isEqualTo(UNKNOWN);
        assertThat(new LeaderEpochs().latest()).isEqualTo(-1);
    }

    @Test
    void aKnownEpochIsNoNews() {
        LeaderEpochs epochs = epochs();

        epochs.assign(7, 200);
        epochs.assign(7, 250);

        assertThat(text(epochs)).isEqualTo(text(epochs()));
    }

    @Test
    void entriesThatANewOneContradictsGo() {
        LeaderEpochs epochs = epochs();

        epochs.assign(4, 90);

        assertThat(text(epochs)).isEqualTo("0\n2\n2 10\n4 90\n");
    }

    @Test
    void anEpochThatRecoveryMeetsInItsMiddleBeganWhereItBegan() {
        LeaderEpochs epochs = epochs();

        epochs.assign(3, 150);
        epochs.assign(7, 200);

        assertThat(text(epochs)).isEqualTo("0\n3\n2 10\n3 100\n7 200\n");
    }

    @Test
    void negativeEpochsAndOffsetsAreNotAssigned() {
        assertThatIllegalArgumentException().isThrownBy(() -> epochs().assign(-1, 5));
        assertThatIllegalArgumentException().isThrownBy(() -> epochs().assign(1, -5));
    }

    @Test
    void truncationFromTheEndForgetsEpochsThatBeganThereOrLater() {
        LeaderEpochs epochs = epochs();

        assertThat(epochs.truncateFromEnd(201)).isFalse();
        assertThat(epochs.truncateFromEnd(200)).isTrue();
        assertThat(text(epochs)).isEqualTo("0\n2\n2 10\n3 100\n");
        assertThat(epochs.truncateFromEnd(0)).isTrue();
        assertThat(text(epochs)).isEqualTo("0\n0\n");
    }

    @Test
    void truncationFromTheStartForgetsTheEpochsBefore() {
        LeaderEpochs epochs = epochs();

        assertThat(epochs.truncateFromStart(9)).isFalse();
        assertThat(epochs.truncateFromStart(99)).isFalse();
        assertThat(epochs.truncateFromStart(150)).isTrue();
        assertThat(text(epochs)).isEqualTo("0\n2\n3 100\n7 200\n");
        assertThat(epochs.truncateFromStart(150)).isFalse();
        assertThat(epochs.truncateFromStart(200)).isTrue();
        assertThat(text(epochs)).isEqualTo("0\n1\n7 200\n");
        assertThat(epochs.truncateFromStart(900)).isFalse();
    }

    /** Its log ends at 150 with an epoch that ended at 100, and what it has from there on is deleted here. */
    @Test
    void aFollowerThatPartedBelowTheLogsStartIsToldSo() {
        LeaderEpochs epochs = epochs();

        var _ = epochs.truncateFromStart(150);

        assertThat(epochs.endOf(2, 900)).isEqualTo(new EpochEnd(2, 100));
    }

    @Test
    void theCheckpointComesBackAsItWas() throws CorruptFile {
        byte[] content = epochs().toCheckpoint();

        assertThat(LeaderEpochs.fromCheckpoint(content).toCheckpoint()).isEqualTo(content);
        assertThat(LeaderEpochs.fromCheckpoint("0\n0\n".getBytes(UTF_8)).latest())
                .isEqualTo(-1);
    }

    @Test
    void kafkaReadsOurCheckpoint() throws IOException {
        Path file = directory.resolve("leader-epoch-checkpoint");
        Files.write(file, epochs().toCheckpoint());

        var entries = new LeaderEpochCheckpointFile(file.toFile(), new LogDirFailureChannel(1)).read();

        assertThat(entries.stream().map(entry -> new OffsetAndEpoch(entry.startOffset(), entry.epoch())))
                .containsExactly(new OffsetAndEpoch(10, 2), new OffsetAndEpoch(100, 3), new OffsetAndEpoch(200, 7));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "0",
                "0\n",
                "1\n0\n",
                "0\n1\n",
                "0\n-1\n",
                "0\n1\n3\n",
                "0\n1\n3 x\n",
                "0\n1\n3 4 5\n",
                "0\n0\n3 4\n",
                "0\n1\n-3 4\n",
                "0\n1\n3 -4\n",
                "0\n2\n3 4\n3 5\n",
                "0\n2\n3 4\n4 4\n",
                "0\n1\n3  4\n"
            })
    void anythingElseIsCorruption(String content) {
        assertThatExceptionOfType(CorruptFile.class)
                .isThrownBy(() -> LeaderEpochs.fromCheckpoint(content.getBytes(UTF_8)));
    }

    private static LeaderEpochs epochs() {
        var epochs = new LeaderEpochs();
        epochs.assign(2, 10);
        epochs.assign(3, 100);
        epochs.assign(7, 200);
        return epochs;
    }

    private static String text(LeaderEpochs epochs) {
        return new String(epochs.toCheckpoint(), UTF_8);
    }
}
