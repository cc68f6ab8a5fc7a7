package io.suiro.replica;

import static org.assertj.core.api.Assertions.assertThat;

import io.suiro.base.FileSystemDisk;
import io.suiro.base.SimulatedTime;
import io.suiro.error.Refused;
import io.suiro.log.AppendOrigin;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The leader's log has ten records, of which it has deleted four; brokers 2 and 3 follow. */
class LowWatermarkTest {
    private static final long START = 4;
    private static final long END = 10;

    @TempDir
    private Path root;

    private final SimulatedTime time = new SimulatedTime();
    private final FollowerProgress second = new FollowerProgress(2, 0);
    private final FollowerProgress third = new FollowerProgress(3, 0);
    /** Of the registrations of those who live. */
    private final Map<Integer, Long> epochs = new HashMap<>(Map.of(2, 1L, 3, 1L));

    private PartitionFixture fixture;
    private LowWatermark lowWatermark;

    @BeforeEach
    void lead() throws IOException {
        fixture = new PartitionFixture(new FileSystemDisk(), root, Map.of());
        for (int i = 0; i < END; i++) {
            fixture.partition.appending().append(PartitionFixture.batch("value"), AppendOrigin.CLIENT, false);
            fixture.lane.runAll();
        }
        fixture.partition.log().deleteRecordsBefore(START);
        lowWatermark = new LowWatermark(
                fixture.partition.log(),
                () -> List.of(second, third),
                id -> epochs.getOrDefault(id, -1L),
                fixture.lane,
                time);
    }

    @Test
    void itIsTheLeastOfTheLogsStarts() {
        beginsAt(second, 3);
        beginsAt(third, 2);

        assertThat(reaches(2, 0)).isCompletedWithValue(2L);
    }

    @Test
    void itIsNotBeyondTheLeadersOwn() {
        beginsAt(second, 7);
        beginsAt(third, 8);

        assertThat(reaches(1, 0)).isCompletedWithValue(START);
    }

    @Test
    void aFollowerThatHasNotFetchedYetIsWaitedFor() {
        beginsAt(second, START);
        CompletableFuture<Long> reached = reaches(1, 1_000);
        assertThat(reached).isNotDone();

        beginsAt(third, 0);
        lowWatermark.advance();
        assertThat(reached).isNotDone();

        beginsAt(third, 1);
        lowWatermark.advance();
        assertThat(reached).isCompletedWithValue(1L);
    }

    @Test
    void aFollowerThatDoesNotLiveIsNotWaitedFor() {
        beginsAt(second, START);
        CompletableFuture<Long> reached = reaches(START, 1_000);

        epochs.remove(3);
        lowWatermark.advance();

        assertThat(reached).isCompletedWithValue(START);
    }

    @Test
    void aFollowerThatWasStartedAgainMayHaveBroughtBackWhatItHadDeleted() {
        beginsAt(second, START);
        beginsAt(third, START);
        epochs.put(3, 2L);
        CompletableFuture<Long> reached = reaches(START, 1_000);
        assertThat(reached).isNotDone();

        third.fetched(END, START, 2, END, time.nowMs());
        lowWatermark.advance();

        assertThat(reached).isCompletedWithValue(START);
    }

    @Test
    void whoWaitsForTooLongIsRefusedAndForgotten() {
        CompletableFuture<Long> reached = reaches(START, 1_000);
        time.advance(999, fixture.lane::runAll);
        assertThat(reached).isNotDone();

        time.advance(1, fixture.lane::runAll);

        assertThat(code(reached)).isEqualTo(Errors.REQUEST_TIMED_OUT);
        beginsAt(second, START);
        beginsAt(third, START);
        lowWatermark.advance();
        assertThat(reaches(START, 0)).isCompletedWithValue(START);
    }

    @Test
    void whoDoesNotWaitIsRefusedAtOnce() {
        assertThat(code(reaches(START, 0))).isEqualTo(Errors.REQUEST_TIMED_OUT);
        assertThat(time.pending()).isZero();
    }

    @Test
    void anAnswerLeavesNoTimerBehind() {
        beginsAt(second, START);
        CompletableFuture<Long> reached = reaches(START, 1_000);
        assertThat(time.pending()).isOne();

        beginsAt(third, START);
        lowWatermark.advance();

        assertThat(reached).isCompletedWithValue(START);
        assertThat(time.pending()).isZero();
    }

    private CompletableFuture<Long> reaches(long offset, int timeoutMs) {
        return lowWatermark.reaches(offset, timeoutMs).toCompletableFuture();
    }

    private void beginsAt(FollowerProgress follower, long logStartOffset) {
        follower.fetched(END, logStartOffset, 1, END, time.nowMs());
    }

    private static Errors code(CompletableFuture<?> refused) {
        return ((Refused) refused.exceptionNow()).code();
    }
}
