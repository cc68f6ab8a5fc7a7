package io.suiro.coordinator.group;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.common.message.HeartbeatRequestData;
import org.apache.kafka.common.message.JoinGroupResponseData;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StaticMemberTest {
    private final GroupBench bench = new GroupBench();
    private JoinGroupResponseData leader = new JoinGroupResponseData();
    private JoinGroupResponseData follower = new JoinGroupResponseData();

    @BeforeEach
    void twoStaticMembersInAStableGroup() {
        Reply<JoinGroupResponseData> first = bench.joinStatic("a", 9);
        Reply<JoinGroupResponseData> second = bench.joinStatic("b", 9);
        bench.advance(6_000);
        leader = first.get();
        follower = second.get();
        assertThat(bench.sync(follower).isThere()).isFalse();
        assertThat(bench.sync(leader).get().errorCode()).isZero();
    }

    @Test
    void itsIdBeginsWithItsInstanceId() {
        assertThat(leader.memberId()).isEqualTo("a-id1");
    }

    @Test
    void aRestartInAStableGroupRebalancesNobody() {
        JoinGroupResponseData restarted = bench.joinStatic("b", 9).get();

        assertThat(restarted.errorCode()).isZero();
        assertThat(restarted.generationId()).isEqualTo(1);
        assertThat(restarted.memberId()).isNotEqualTo(follower.memberId());
        assertThat(bench.sync(restarted).get().assignment()).isEqualTo(GroupBench.bytes("for " + follower.memberId()));
        assertThat(bench.heartbeat(leader)).isZero();
    }

    @Test
    void aRestartedLeaderIsToldNotToAssign() {
        JoinGroupResponseData restarted = bench.joinStatic("a", 9).get();

        assertThat(restarted.skipAssignment()).isTrue();
        assertThat(restarted.leader()).isEqualTo(restarted.memberId());
        assertThat(restarted.members()).hasSize(2);
    }

    @Test
    void aRestartedLeaderOfAnOlderVersionDoesNotLearnThatItLeads() {
        JoinGroupResponseData restarted = bench.joinStatic("a", 8).get();

        assertThat(restarted.skipAssignment()).isFalse();
        assertThat(restarted.leader()).isEqualTo(leader.memberId());
        assertThat(restarted.members()).isEmpty();
    }

    @Test
    void thePredecessorIsFenced() {
        assertThat(bench.joinStatic("b", 9).isThere()).isTrue();

        short code = bench.done(bench.coordinator.heartbeat(
                        GroupBench.context(4),
                        new HeartbeatRequestData()
                                .setGroupId(GroupBench.GROUP)
                                .setMemberId(follower.memberId())
                                .setGroupInstanceId("b")
                                .setGenerationId(1)))
                .errorCode();

        assertThat(code).isEqualTo(Errors.FENCED_INSTANCE_ID.code());
    }

    @Test
    void aRestartDuringARebalanceAnswersThePredecessorsJoin() {
        Reply<JoinGroupResponseData> waiting =
                bench.join(GroupBench.joinRequest(leader.memberId()).setGroupInstanceId("a"));
        assertThat(waiting.isThere()).isFalse();

        Reply<JoinGroupResponseData> restarted = bench.joinStatic("a", 9);

        assertThat(waiting.get().errorCode()).isEqualTo(Errors.FENCED_INSTANCE_ID.code());
        assertThat(restarted.isThere()).isFalse();
    }

    @Test
    void anAdministratorRemovesItByItsInstanceIdAlone() {
        assertThat(bench.leave("", "b").members().getFirst().errorCode()).isZero();
        assertThat(bench.leave("", "b").members().getFirst().errorCode()).isEqualTo(Errors.UNKNOWN_MEMBER_ID.code());
        assertThat(bench.heartbeat(leader)).isEqualTo(Errors.REBALANCE_IN_PROGRESS.code());
    }

    @Test
    void itKeepsItsPlaceThroughARebalanceThatItMisses() {
        Reply<JoinGroupResponseData> rejoined =
                bench.join(GroupBench.joinRequest(leader.memberId()).setGroupInstanceId("a"));
        for (int i = 0; i < GroupBench.REBALANCE_MS / 5_000; i++) {
            assertThat(bench.heartbeat(follower)).isEqualTo(Errors.REBALANCE_IN_PROGRESS.code());
            bench.advance(5_000);
        }

        assertThat(rejoined.get().members()).hasSize(2);
    }
}
