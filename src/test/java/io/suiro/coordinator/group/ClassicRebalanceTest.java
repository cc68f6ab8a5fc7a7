package io.suiro.coordinator.group;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.kafka.common.message.DescribeGroupsResponseData.DescribedGroupMember;
import org.apache.kafka.common.message.JoinGroupRequestData;
import org.apache.kafka.common.message.JoinGroupResponseData;
import org.apache.kafka.common.message.JoinGroupResponseData.JoinGroupResponseMember;
import org.apache.kafka.common.message.SyncGroupResponseData;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.Test;

class ClassicRebalanceTest {
    private final GroupBench bench = new GroupBench();

    @Test
    void aMemberWithoutAnIdIsGivenOneToJoinWith() {
        JoinGroupResponseData answer = bench.join(GroupBench.joinRequest("")).get();

        assertThat(answer.errorCode()).isEqualTo(Errors.MEMBER_ID_REQUIRED.code());
        assertThat(answer.memberId()).isEqualTo("client-id1");
    }

    @Test
    void anOlderClientJoinsWithoutAnId() {
        Reply<JoinGroupResponseData> answer =
                bench.asked(bench.coordinator.join(GroupBench.context(3), GroupBench.joinRequest("")));
        bench.advance(3_000);

        assertThat(answer.get().errorCode()).isZero();
        assertThat(answer.get().generationId()).isEqualTo(1);
    }

    @Test
    void theFirstJoinWaitsAsLongAsMembersKeepComing() {
        Reply<JoinGroupResponseData> first = bench.joinNew();
        bench.advance(2_000);
        Reply<JoinGroupResponseData> second = bench.joinNew();
        bench.advance(2_000);

        assertThat(first.isThere()).isFalse();
        bench.advance(2_000);
        assertThat(first.get().members())
                .extracting(JoinGroupResponseMember::memberId)
                .containsExactly(first.get().memberId(), second.get().memberId());
        assertThat(second.get().members()).isEmpty();
        assertThat(second.get().leader()).isEqualTo(first.get().memberId());
    }

    @Test
    void theFirstJoinWaitsNoLongerThanTheRebalanceTimeout() {
        Reply<JoinGroupResponseData> first = bench.joinNew();
        for (int i = 0; i < GroupBench.REBALANCE_MS / 2_000; i++) {
            bench.joinNew();
            bench.advance(2_000);
        }

        assertThat(first.isThere()).isTrue();
    }

    @Test
    void everybodyGetsItsPartOfTheLeadersAssignment() {
        Reply<JoinGroupResponseData> leader = bench.joinNew();
        Reply<JoinGroupResponseData> follower = bench.joinNew();
        bench.advance(6_000);
        Reply<SyncGroupResponseData> followersSync = bench.sync(follower.get());
        assertThat(followersSync.isThere()).isFalse();

        SyncGroupResponseData leadersSync = bench.sync(leader.get()).get();

        assertThat(leadersSync.assignment())
                .isEqualTo(GroupBench.bytes("for " + leader.get().memberId()));
        assertThat(followersSync.get().assignment())
                .isEqualTo(GroupBench.bytes("for " + follower.get().memberId()));
        assertThat(bench.state()).isEqualTo("Stable");
    }

    @Test
    void theProtocolIsWhatMostPreferAmongThoseThatAllSupport() {
        Reply<JoinGroupResponseData> first = bench.joinNew("sticky", "range", "roundrobin");
        bench.joinNew("roundrobin", "range");
        bench.joinNew("roundrobin", "range");
        bench.advance(6_000);

        assertThat(first.get().protocolName()).isEqualTo("roundrobin");
    }

    @Test
    void aMemberThatSharesNoProtocolIsRefused() {
        bench.joinNew("range");

        JoinGroupResponseData answer =
                bench.join(GroupBench.joinRequest("", "sticky")).get();

        assertThat(answer.errorCode()).isEqualTo(Errors.INCONSISTENT_GROUP_PROTOCOL.code());
    }

    @Test
    void sessionTimeoutsOutOfBoundsAreRefused() {
        JoinGroupRequestData request = GroupBench.joinRequest("").setSessionTimeoutMs(5_999);

        assertThat(bench.join(request).get().errorCode()).isEqualTo(Errors.INVALID_SESSION_TIMEOUT.code());
    }

    @Test
    void anUnknownMemberIsToldSo() {
        assertThat(bench.join(GroupBench.joinRequest("nobody")).get().errorCode())
                .isEqualTo(Errors.UNKNOWN_MEMBER_ID.code());
        assertThat(bench.heartbeat("nobody", 1)).isEqualTo(Errors.UNKNOWN_MEMBER_ID.code());
    }

    @Test
    void aNewMemberMakesTheOthersJoinAgain() {
        List<JoinGroupResponseData> members = bench.stable(1);
        Reply<JoinGroupResponseData> newcomer = bench.joinNew();

        assertThat(bench.heartbeat(members.getFirst())).isEqualTo(Errors.REBALANCE_IN_PROGRESS.code());
        assertThat(newcomer.isThere()).isFalse();
        Reply<JoinGroupResponseData> rejoined =
                bench.join(GroupBench.joinRequest(members.getFirst().memberId()));

        assertThat(rejoined.get().generationId()).isEqualTo(2);
        assertThat(newcomer.get().generationId()).isEqualTo(2);
        assertThat(bench.heartbeat(members.getFirst())).isEqualTo(Errors.ILLEGAL_GENERATION.code());
    }

    @Test
    void whoDoesNotJoinAgainInTimeIsLeftBehind() {
        List<JoinGroupResponseData> members = bench.stable(2);
        Reply<JoinGroupResponseData> rejoined =
                bench.join(GroupBench.joinRequest(members.getFirst().memberId()));
        for (int i = 0; i < GroupBench.REBALANCE_MS / 5_000; i++) {
            bench.heartbeat(members.getLast());
            bench.advance(5_000);
        }

        assertThat(rejoined.get().members()).hasSize(1);
        assertThat(bench.heartbeat(members.getLast())).isEqualTo(Errors.UNKNOWN_MEMBER_ID.code());
    }

    @Test
    void aMemberThatIsNotHeardFromIsRemoved() {
        List<JoinGroupResponseData> members = bench.stable(2);
        bench.advance(9_000);
        assertThat(bench.heartbeat(members.getFirst())).isZero();
        bench.advance(2_000);

        assertThat(bench.heartbeat(members.getFirst())).isEqualTo(Errors.REBALANCE_IN_PROGRESS.code());
        assertThat(bench.heartbeat(members.getLast())).isEqualTo(Errors.UNKNOWN_MEMBER_ID.code());
    }

    @Test
    void aGroupThatEverybodyLeftIsEmptyAndItsGenerationOver() {
        List<JoinGroupResponseData> members = bench.stable(2);
        members.forEach(member -> assertThat(bench.leave(member.memberId(), null)
                        .members()
                        .getFirst()
                        .errorCode())
                .isZero());

        assertThat(bench.state()).isEqualTo("Empty");
        Reply<JoinGroupResponseData> next = bench.joinNew();
        bench.advance(3_000);
        assertThat(next.get().generationId()).isEqualTo(3);
    }

    @Test
    void aFollowerThatJoinsUnchangedIsToldTheGeneration() {
        List<JoinGroupResponseData> members = bench.stable(2);
        Reply<JoinGroupResponseData> again =
                bench.join(GroupBench.joinRequest(members.getLast().memberId()));

        assertThat(again.get().generationId()).isEqualTo(1);
        assertThat(bench.state()).isEqualTo("Stable");
    }

    @Test
    void whoDoesNotSyncInTimeIsRemoved() {
        Reply<JoinGroupResponseData> leader = bench.joinNew();
        Reply<JoinGroupResponseData> follower = bench.joinNew();
        bench.advance(6_000);
        bench.sync(leader.get());
        for (int i = 0; i < GroupBench.REBALANCE_MS / 5_000; i++) {
            bench.heartbeat(leader.get());
            bench.heartbeat(follower.get());
            bench.advance(5_000);
        }

        assertThat(bench.heartbeat(follower.get())).isEqualTo(Errors.UNKNOWN_MEMBER_ID.code());
        assertThat(bench.heartbeat(leader.get())).isEqualTo(Errors.REBALANCE_IN_PROGRESS.code());
    }

    @Test
    void anIdThatNobodyComesBackWithIsForgotten() {
        bench.join(GroupBench.joinRequest(""));
        assertThat(bench.state()).isEqualTo("Empty");
        bench.advance(GroupBench.SESSION_MS);

        assertThat(bench.state()).isEqualTo("Dead");
        assertThat(bench.coordinator.counts()).isEqualTo(GroupCounts.NONE);
    }

    @Test
    void aFullGroupRefusesNewMembers() {
        GroupBench full = new GroupBench(GroupBench.settings(1));
        full.stable(1);

        assertThat(full.join(GroupBench.joinRequest("")).get().errorCode())
                .isEqualTo(Errors.GROUP_MAX_SIZE_REACHED.code());
    }

    @Test
    void membersAreDescribedWithWhatTheyStillReadWhileTheyRebalance() {
        String memberId = bench.stable(1).getFirst().memberId();
        bench.joinNew();

        assertThat(bench.state()).isEqualTo("PreparingRebalance");
        assertThat(bench.described().members())
                .filteredOn(member -> member.memberId().equals(memberId))
                .extracting(DescribedGroupMember::memberAssignment)
                .containsExactly(GroupBench.bytes("for " + memberId));
    }
}
