package io.suiro.coordinator.group;

import static org.assertj.core.api.Assertions.assertThat;

import io.suiro.coordinator.MemoryStateLog;
import io.suiro.error.Refused;
import java.util.List;
import org.apache.kafka.common.message.HeartbeatRequestData;
import org.apache.kafka.common.message.JoinGroupResponseData;
import org.apache.kafka.common.message.OffsetCommitResponseData;
import org.apache.kafka.common.message.SyncGroupResponseData;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.Test;

class DurabilityTest {
    private final GroupBench bench = new GroupBench();

    @Test
    void aCommitIsAnsweredOnceItIsCommitted() {
        bench.log.holdCommits();
        Reply<OffsetCommitResponseData> reply =
                bench.asked(bench.coordinator.commit(GroupBench.context(9), GroupBench.commitRequest("", -1, 42)));
        assertThat(reply.isThere()).isFalse();

        bench.log.releaseCommits();

        assertThat(reply.isThere()).isTrue();
    }

    @Test
    void nobodyReadsAnOffsetThatIsNotCommitted() {
        bench.log.holdCommits();
        bench.asked(bench.coordinator.commit(GroupBench.context(9), GroupBench.commitRequest("", -1, 42)));
        var read = bench.asked(bench.coordinator.describe(GroupBench.context(5), List.of(GroupBench.GROUP)));
        assertThat(read.isThere()).isFalse();

        bench.log.releaseCommits();

        assertThat(read.get().getFirst().groupState()).isEqualTo("Empty");
    }

    @Test
    void assignmentsAreGivenOutOnceTheGenerationIsCommitted() {
        Reply<JoinGroupResponseData> joined = bench.joinNew();
        bench.advance(3_000);
        bench.log.holdCommits();
        Reply<SyncGroupResponseData> synced = bench.sync(joined.get());
        assertThat(synced.isThere()).isFalse();

        bench.log.releaseCommits();

        assertThat(synced.get().errorCode()).isZero();
    }

    @Test
    void whatTheLogRefusesHasNotHappened() {
        bench.log.refuseWith(new Refused(Errors.NOT_LEADER_OR_FOLLOWER));
        assertThat(bench.commit("", -1, 42)).isEqualTo(Errors.NOT_COORDINATOR.code());
        bench.log.refuseWith(new Refused(Errors.NOT_ENOUGH_REPLICAS));
        assertThat(bench.commit("", -1, 43)).isEqualTo(Errors.COORDINATOR_NOT_AVAILABLE.code());

        bench.log.refuseWith(null);

        assertThat(bench.committed()).isEqualTo(-1);
        assertThat(bench.state()).isEqualTo("Dead");
    }

    @Test
    void aCommitThatIsNotReplicatedInTimeIsAnsweredAndMayTakeEffectLater() {
        bench.log.holdCommits();
        Reply<OffsetCommitResponseData> reply =
                bench.asked(bench.coordinator.commit(GroupBench.context(9), GroupBench.commitRequest("", -1, 42)));
        bench.advance(4_999);
        assertThat(reply.isThere()).isFalse();

        bench.advance(1);

        assertThat(reply.get().topics().getFirst().partitions().getFirst().errorCode())
                .isEqualTo(Errors.COORDINATOR_NOT_AVAILABLE.code());
        bench.log.releaseCommits();
        assertThat(bench.committed()).isEqualTo(42);
    }

    @Test
    void everyAnswerWaitsForItsOwnTimeAndOneThatIsReplicatedIsNotTouched() {
        bench.log.holdCommits();
        var first = bench.asked(bench.coordinator.commit(GroupBench.context(9), GroupBench.commitRequest("", -1, 1)));
        bench.advance(3_000);
        var second = bench.asked(bench.coordinator.describe(GroupBench.context(5), List.of(GroupBench.GROUP)));
        bench.advance(2_000);
        assertThat(first.isThere()).isTrue();
        assertThat(second.isThere()).isFalse();

        bench.log.releaseCommits();

        assertThat(second.get().getFirst().errorCode()).isZero();
        bench.advance(10_000);
        assertThat(bench.committed()).isEqualTo(1);
    }

    @Test
    void aMemberWhoseAssignmentIsNotReplicatedInTimeLooksForItsCoordinator() {
        Reply<JoinGroupResponseData> joined = bench.joinNew();
        bench.advance(3_000);
        bench.log.holdCommits();
        Reply<SyncGroupResponseData> synced = bench.sync(joined.get());

        bench.advance(5_000);

        assertThat(synced.get().errorCode()).isEqualTo(Errors.COORDINATOR_NOT_AVAILABLE.code());
        bench.log.releaseCommits();
        assertThat(bench.sync(joined.get()).get().errorCode()).isZero();
    }

    @Test
    void whoWaitsForACommitOfALostLeaderIsSentToLookForTheNewCoordinator() {
        Reply<JoinGroupResponseData> joined = bench.joinNew();
        bench.advance(3_000);
        bench.log.holdCommits();
        Reply<SyncGroupResponseData> synced = bench.sync(joined.get());

        bench.log.loseLeadership();

        assertThat(synced.get().errorCode()).isEqualTo(Errors.NOT_COORDINATOR.code());
    }

    @Test
    void aCoordinatorThatIsCutOffSendsEverybodyAway() {
        JoinGroupResponseData member = bench.stable(1).getFirst();

        bench.log.cutOff();

        assertThat(bench.heartbeat(member)).isEqualTo(Errors.NOT_COORDINATOR.code());
        assertThat(bench.commit(member.memberId(), 1, 42)).isEqualTo(Errors.NOT_COORDINATOR.code());
    }

    @Test
    void aTimersDecisionThatTheLogRefusesIsTriedAgain() {
        JoinGroupResponseData member = bench.stable(1).getFirst();
        bench.log.refuseWith(new Refused(Errors.NOT_ENOUGH_REPLICAS));
        bench.advance(GroupBench.SESSION_MS + 1);
        bench.log.refuseWith(null);

        bench.advance(1_000);

        assertThat(bench.state()).isEqualTo("Empty");
        assertThat(bench.heartbeat(member)).isEqualTo(Errors.UNKNOWN_MEMBER_ID.code());
    }

    @Test
    void aNewCoordinatorKnowsTheGroupAndItsOffsets() {
        List<JoinGroupResponseData> members = bench.stable(2);
        bench.commit(members.getFirst().memberId(), 1, 42);

        bench.done(bench.coordinator.elect(bench.log.copy(bench.lane)));

        assertThat(bench.committed()).isEqualTo(42);
        members.forEach(member -> assertThat(bench.heartbeat(member)).isZero());
        assertThat(bench.sync(members.getLast()).get().assignment())
                .isEqualTo(GroupBench.bytes("for " + members.getLast().memberId()));
        assertThat(bench.coordinator.counts()).isEqualTo(new GroupCounts(0, 0, 0, 1, 0, 0, 2, 1));
    }

    @Test
    void membersOfALoadedGroupHaveAWholeSessionToBeHeardFrom() {
        bench.stable(1);
        bench.done(bench.coordinator.elect(bench.log.copy(bench.lane)));
        bench.advance(GroupBench.SESSION_MS - 1);
        assertThat(bench.state()).isEqualTo("Stable");

        bench.advance(1);

        assertThat(bench.state()).isEqualTo("Empty");
    }

    @Test
    void whileItIsLoadedHeartbeatsAreGoodAndNothingElseIs() {
        MemoryStateLog other = bench.log.copy(bench.lane);
        var loading = bench.coordinator.elect(other);
        assertThat(bench.coordinator.isLoaded()).isFalse();
        var heartbeat = bench.coordinator.heartbeat(
                GroupBench.context(4), new HeartbeatRequestData().setGroupId(GroupBench.GROUP));
        bench.lane.runAll();

        assertThat(loading.toCompletableFuture()).isCompleted();
        assertThat(heartbeat.toCompletableFuture()).isCompleted();
        assertThat(bench.coordinator.isLoaded()).isTrue();
    }

    @Test
    void whoResignsSendsEverybodyAway() {
        Reply<JoinGroupResponseData> waiting = bench.joinNew();
        bench.coordinator.resign(0);
        bench.lane.runAll();

        assertThat(waiting.get().errorCode()).isEqualTo(Errors.NOT_COORDINATOR.code());
        assertThat(bench.commit("", -1, 1)).isEqualTo(Errors.NOT_COORDINATOR.code());
        assertThat(bench.time.pending()).isZero();
    }
}
