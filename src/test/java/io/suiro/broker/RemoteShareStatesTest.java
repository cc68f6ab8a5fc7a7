package io.suiro.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.suiro.base.QueuedLane;
import io.suiro.base.SimulatedTime;
import io.suiro.base.Stages;
import io.suiro.cluster.PeerNetwork;
import io.suiro.coordinator.MemoryStateLog;
import io.suiro.coordinator.share.Persister.Change;
import io.suiro.coordinator.share.ShareCoordinator;
import io.suiro.coordinator.share.ShareKey;
import io.suiro.coordinator.share.ShareSettings;
import io.suiro.coordinator.share.ShareState;
import io.suiro.coordinator.share.StateBatch;
import io.suiro.error.Refused;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What one broker asks, another answers. */
class RemoteShareStatesTest {
    private static final ShareKey KEY = new ShareKey("g", new Uuid(1, 2), 3);
    private static final int LEADER = 2;

    private final SimulatedTime time = new SimulatedTime();
    private final QueuedLane lane = new QueuedLane();
    private final ShareCoordinator there =
            new ShareCoordinator(new ShareSettings(1, 500, 5_000, 300_000, null), time, time);
    private final RemoteShareStates states = new RemoteShareStates(new PeerQuestions(network(), time));

    @BeforeEach
    void elect() {
        var _ = there.elect(new MemoryStateLog(0, lane));
        lane.runAll();
    }

    /** Questions are a kind, a question's code, and its body. */
    private PeerNetwork network() {
        List<Function<byte[], CompletionStage<byte[]>>> answerers = List.of(
                RemoteShareStates.initializeAnswerer(there),
                RemoteShareStates.readAnswerer(there),
                RemoteShareStates.writeAnswerer(there),
                RemoteShareStates.deleteAnswerer(there),
                RemoteShareStates.summaryAnswerer(there));
        Map<Byte, Function<byte[], CompletionStage<byte[]>>> byCode = Map.of(
                (byte) 6, answerers.get(0),
                (byte) 7, answerers.get(1),
                (byte) 8, answerers.get(2),
                (byte) 9, answerers.get(3),
                (byte) 10, answerers.get(4));
        return new PeerNetwork() {
            @Override
            public void tell(int nodeId, byte[] message) {
                throw new AssertionError("nobody is told anything");
            }

            @Override
            public CompletionStage<byte[]> ask(int nodeId, byte[] request) {
                assertThat(nodeId).isEqualTo(LEADER);
                CompletionStage<byte[]> answer = Objects.requireNonNull(byCode.get(request[1]))
                        .apply(Arrays.copyOfRange(request, 2, request.length));
                lane.runAll();
                return answer;
            }
        };
    }

    @Test
    void whatIsStoredThereIsReadThere() {
        join(states.initialize(LEADER, KEY, 4, ShareState.UNKNOWN));
        assertThat(join(states.read(LEADER, KEY, 5)).startOffset()).isEqualTo(ShareState.UNKNOWN);
        List<StateBatch> batches = List.of(new StateBatch(12, 14, StateBatch.ACKNOWLEDGED, (short) 2));
        join(states.write(LEADER, KEY, new Change(4, 5, 10, 3, batches)));
        ShareState read = join(states.read(LEADER, KEY, 5));
        assertThat(read.startOffset()).isEqualTo(10);
        assertThat(read.stateEpoch()).isEqualTo(4);
        assertThat(read.batches()).isEqualTo(batches);
        ShareState summary = join(states.summary(LEADER, KEY));
        assertThat(summary.deliveryCompleteCount()).isEqualTo(3);
        assertThat(summary.leaderEpoch()).isEqualTo(5);
        join(states.delete(LEADER, KEY));
        assertThat(refusal(states.read(LEADER, KEY, 5))).isEqualTo(Errors.GROUP_ID_NOT_FOUND);
    }

    @Test
    void whatIsRefusedThereIsRefusedHere() {
        assertThat(refusal(states.summary(LEADER, KEY))).isEqualTo(Errors.GROUP_ID_NOT_FOUND);
        join(states.initialize(LEADER, KEY, 4, 7));
        join(states.read(LEADER, KEY, 5));
        assertThat(refusal(states.read(LEADER, KEY, 4))).isEqualTo(Errors.FENCED_LEADER_EPOCH);
        assertThat(refusal(states.write(LEADER, KEY, new Change(3, 5, 7, 0, List.of()))))
                .isEqualTo(Errors.FENCED_STATE_EPOCH);
        assertThat(refusal(states.initialize(LEADER, KEY, 3, 7))).isEqualTo(Errors.FENCED_STATE_EPOCH);
        there.resign(0);
        lane.runAll();
        assertThat(refusal(states.delete(LEADER, KEY))).isEqualTo(Errors.NOT_COORDINATOR);
    }

    private static <T> T join(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }

    private static Errors refusal(CompletionStage<?> stage) {
        Throwable failure = catchThrowable(() -> join(stage));
        return failure != null && Stages.cause(failure) instanceof Refused refused ? refused.code() : Errors.NONE;
    }
}
