package io.suiro.coordinator.share;

import static org.assertj.core.api.Assertions.assertThat;

import io.suiro.base.QueuedLane;
import io.suiro.base.SimulatedTime;
import io.suiro.base.Stages;
import io.suiro.coordinator.MemoryStateLog;
import io.suiro.coordinator.share.Persister.Change;
import io.suiro.error.Refused;
import io.suiro.record.Batch;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.protocol.Errors;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ShareCoordinatorTest {
    private static final ShareKey KEY = new ShareKey("g", new Uuid(1, 2), 0);
    private static final ShareSettings SETTINGS = new ShareSettings(1, 3, 5_000, 10_000, null);

    private final SimulatedTime time = new SimulatedTime();
    private final QueuedLane lane = new QueuedLane();
    private MemoryStateLog log = new MemoryStateLog(0, lane);
    private ShareCoordinator coordinator = start();

    private ShareCoordinator start() {
        return start(SETTINGS);
    }

    private ShareCoordinator start(ShareSettings settings) {
        ShareCoordinator started = new ShareCoordinator(settings, time, time);
        CompletableFuture<Void> loaded = started.elect(log).toCompletableFuture();
        lane.runAll();
        loaded.join();
        return started;
    }

    @BeforeEach
    void initialize() {
        ask(() -> coordinator.initialize(KEY, 1, ShareState.UNKNOWN));
    }

    @Test
    void whatIsWrittenIsReadByTheNextLeaderAlsoFromAnotherCoordinator() {
        ask(() -> coordinator.read(KEY, 3));
        for (int i = 0; i < 10; i++) {
            write(3, 1, i, accepted(i + 2));
        }
        ShareState before = ask(() -> coordinator.read(KEY, 3));
        assertThat(before.startOffset()).isEqualTo(9);
        assertThat(before.batches()).containsExactly(new StateBatch(9, 11, StateBatch.ACKNOWLEDGED, (short) 1));
        log = log.copy(lane);
        coordinator = start();
        assertThat(ask(() -> coordinator.read(KEY, 3))).isEqualTo(before);
    }

    @Test
    void leadersAndStatesOfThePastAreRefused() {
        ask(() -> coordinator.read(KEY, 3));
        assertThat(refusal(() -> coordinator.read(KEY, 2))).isEqualTo(Errors.FENCED_LEADER_EPOCH);
        assertThat(refusal(() -> coordinator.write(KEY, new Change(1, 2, 0, 0, List.of()))))
                .isEqualTo(Errors.FENCED_LEADER_EPOCH);
        ask(() -> coordinator.initialize(KEY, 2, 50));
        assertThat(refusal(() -> coordinator.write(KEY, new Change(1, 3, 0, 0, List.of()))))
                .isEqualTo(Errors.FENCED_STATE_EPOCH);
        assertThat(refusal(() -> coordinator.initialize(KEY, 1, 60))).isEqualTo(Errors.FENCED_STATE_EPOCH);
        assertThat(ask(() -> coordinator.summary(KEY)).startOffset()).isEqualTo(50);
    }

    @Test
    void aStateThatHasBegunIsNotBegunAgainByWhoDoesNotKnow() {
        write(0, 1, 5, accepted(7));
        ask(() -> coordinator.initialize(KEY, 1, ShareState.UNKNOWN));
        assertThat(ask(() -> coordinator.summary(KEY)).startOffset()).isEqualTo(5);
    }

    @Test
    void theStartNeverGoesBack() {
        write(0, 1, 5, accepted(7));
        write(0, 1, 3, accepted(8));
        assertThat(ask(() -> coordinator.read(KEY, 0)).startOffset()).isEqualTo(5);
    }

    @Test
    void whatIsDeletedIsUnknown() {
        ask(() -> coordinator.delete(KEY));
        ask(() -> coordinator.delete(KEY));
        assertThat(refusal(() -> coordinator.read(KEY, 1))).isEqualTo(Errors.GROUP_ID_NOT_FOUND);
        assertThat(refusal(() -> coordinator.write(KEY, new Change(1, 0, 0, 0, List.of()))))
                .isEqualTo(Errors.GROUP_ID_NOT_FOUND);
        assertThat(refusal(() -> coordinator.summary(KEY))).isEqualTo(Errors.GROUP_ID_NOT_FOUND);
    }

    @Test
    void theLogIsCutBelowTheSnapshotsAndNothingIsMissing() {
        ShareKey cold = new ShareKey("h", new Uuid(1, 2), 0);
        ask(() -> coordinator.initialize(cold, 1, 4));
        for (int i = 0; i < 12_000; i++) {
            write(0, 1, i, List.of());
        }
        int appends = log.appends().size();
        for (int i = 0; i < 3; i++) {
            time.advance(10_000, lane::runAll);
            lane.runAll();
        }
        assertThat(log.appends()).hasSizeLessThan(appends / 2);
        log = log.copy(lane);
        coordinator = start();
        assertThat(ask(() -> coordinator.summary(KEY)).startOffset()).isEqualTo(11_999);
        assertThat(ask(() -> coordinator.summary(cold)).startOffset()).isEqualTo(4);
    }

    @Test
    void whatDoesNotChangeForAnIntervalIsStoredAnewWhileOthersChange() {
        log = new MemoryStateLog(0, lane);
        coordinator = start(new ShareSettings(1, 3, 5_000, 10_000, 20_000));
        ShareKey cold = new ShareKey("h", new Uuid(1, 2), 0);
        ask(() -> coordinator.initialize(cold, 1, 4));
        ask(() -> coordinator.initialize(KEY, 1, 4));
        long initialized = log.endOffset();
        for (int i = 0; i < 5; i++) {
            pass(10_000);
            write(0, 1, 5 + i, List.of());
        }
        pass(10_000);
        ByteBuffer first = log.appends().getFirst();
        assertThat(Batch.baseOffset(first, first.position())).isGreaterThanOrEqualTo(initialized);
        log = log.copy(lane);
        coordinator = start();
        assertThat(ask(() -> coordinator.summary(cold)).startOffset()).isEqualTo(4);
    }

    @Test
    void whatIsNothingButSnapshotsIsNotStoredAnew() {
        log = new MemoryStateLog(0, lane);
        coordinator = start(new ShareSettings(1, 3, 5_000, 10_000, 20_000));
        ask(() -> coordinator.initialize(KEY, 1, 4));
        long initialized = log.endOffset();
        for (int i = 0; i < 10; i++) {
            pass(20_000);
        }
        assertThat(log.endOffset()).isEqualTo(initialized);
    }

    @Test
    void keysAreReadAsClientsNameThem() {
        assertThat(ShareKey.parse("a:b:" + new Uuid(1, 2) + ":7")).isEqualTo(new ShareKey("a:b", new Uuid(1, 2), 7));
        for (String wrong : List.of("", "a", "a:b", ":" + new Uuid(1, 2) + ":7", "a:" + new Uuid(1, 2) + ":x")) {
            Throwable failure = Assertions.catchThrowable(() -> ShareKey.parse(wrong));
            assertThat(failure).as(wrong).isInstanceOf(Refused.class);
        }
    }

    private static List<StateBatch> accepted(long offset) {
        return List.of(new StateBatch(offset, offset, StateBatch.ACKNOWLEDGED, (short) 1));
    }

    private void write(int leaderEpoch, int stateEpoch, long start, List<StateBatch> batches) {
        ask(() -> coordinator.write(KEY, new Change(stateEpoch, leaderEpoch, start, 0, batches)));
    }

    private void pass(long durationMs) {
        time.advance(durationMs, lane::runAll);
        lane.runAll();
    }

    private <T> T ask(Supplier<CompletionStage<T>> request) {
        CompletableFuture<T> answer = request.get().toCompletableFuture();
        lane.runAll();
        return answer.join();
    }

    private <T> Errors refusal(Supplier<CompletionStage<T>> request) {
        Throwable failure = Assertions.catchThrowable(() -> ask(request));
        return failure != null && Stages.cause(failure) instanceof Refused refused ? refused.code() : Errors.NONE;
    }
}
