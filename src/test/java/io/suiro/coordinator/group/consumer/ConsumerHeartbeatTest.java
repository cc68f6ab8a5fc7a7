package io.suiro.coordinator.group.consumer;

import static io.suiro.coordinator.group.consumer.ConsumerBench.assigned;
import static io.suiro.coordinator.group.consumer.ConsumerBench.beating;
import static io.suiro.coordinator.group.consumer.ConsumerBench.context;
import static io.suiro.coordinator.group.consumer.ConsumerBench.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatResponseData;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.Test;

/** One member after the other: who is let in, what they are told, and when they are gone. */
class ConsumerHeartbeatTest {
    private final ConsumerBench bench = new ConsumerBench();

    @Test
    void theFirstMemberGetsEverything() {
        ConsumerGroupHeartbeatResponseData joined = bench.join("a");

        assertThat(joined.memberEpoch()).isEqualTo(1);
        assertThat(assigned(joined)).containsExactly(0, 1, 2, 3);
        assertThat(joined.heartbeatIntervalMs()).isEqualTo(ConsumerBench.HEARTBEAT_MS);
    }

    @Test
    void aMemberIsToldItsAssignmentOnlyIfItChangesOrTheRequestIsWhole() {
        bench.join("a");

        assertThat(assigned(bench.beat("a", 1))).isNull();
        assertThat(assigned(bench.accepted(joining("a").setMemberEpoch(1).setTopicPartitions(bench.owned(0)))))
                .containsExactly(0, 1, 2, 3);
    }

    @Test
    void aJoinThatIsRepeatedIsAnsweredAgain() {
        bench.join("a");

        ConsumerGroupHeartbeatResponseData again = bench.join("a");

        assertThat(again.memberEpoch()).isEqualTo(1);
        assertThat(assigned(again)).containsExactly(0, 1, 2, 3);
    }

    @Test
    void aMemberGivesUpPartitionsBeforeAnotherGetsThem() {
        bench.join("a");
        ConsumerGroupHeartbeatResponseData b = bench.join("b");
        assertThat(b.memberEpoch()).isEqualTo(2);
        assertThat(assigned(b)).isEmpty();
        assertThat(b.heartbeatIntervalMs()).isEqualTo(ConsumerBench.RECONCILIATION_HEARTBEAT_MS);

        ConsumerGroupHeartbeatResponseData told = bench.beat("a", 1);
        assertThat(told.memberEpoch()).as("until it has given up").isEqualTo(1);
        assertThat(assigned(told)).hasSize(2);
        assertThat(assigned(bench.beat("b", 2))).isNull();

        List<Integer> kept = assigned(told);
        assertThat(kept).isNotNull();
        ConsumerGroupHeartbeatResponseData acknowledged =
                bench.accepted(beating("a", 1).setTopicPartitions(bench.owned(kept.toArray(Integer[]::new))));
        assertThat(acknowledged.memberEpoch()).isEqualTo(2);

        ConsumerGroupHeartbeatResponseData released = bench.beat("b", 2);
        assertThat(assigned(released)).hasSize(2).doesNotContainAnyElementsOf(kept);
        assertThat(released.heartbeatIntervalMs()).isEqualTo(ConsumerBench.HEARTBEAT_MS);
        assertThat(bench.described().groupState()).isEqualTo("Stable");
    }

    @Test
    void theEpochBeforeIsAcceptedFromAMemberThatMissedAnAnswer() {
        bench.join("a");
        bench.topics.with("t", 5);
        bench.coordinator.metadataChanged(bench.topics.image());
        assertThat(bench.beat("a", 1).memberEpoch()).isEqualTo(2);

        assertThat(bench.refused(beating("a", 1))).isEqualTo(Errors.FENCED_MEMBER_EPOCH);
        assertThat(bench.accepted(beating("a", 1).setTopicPartitions(bench.owned(0, 1)))
                        .memberEpoch())
                .isEqualTo(2);
    }

    @Test
    void whoIsNotAMemberOrNoLongerTheSameIsRefused() {
        assertThat(bench.refused(beating("a", 1))).isEqualTo(Errors.GROUP_ID_NOT_FOUND);
        bench.join("a");

        assertThat(bench.refused(beating("b", 1))).isEqualTo(Errors.UNKNOWN_MEMBER_ID);
        assertThat(bench.refused(beating("a", 7))).isEqualTo(Errors.FENCED_MEMBER_EPOCH);
        assertThat(bench.refused(beating("b", -1))).isEqualTo(Errors.UNKNOWN_MEMBER_ID);
    }

    @Test
    void requestsThatMakeNoSenseAreRefused() {
        assertThat(bench.refused(joining(""))).isEqualTo(Errors.INVALID_REQUEST);
        assertThat(bench.refused(joining("a").setGroupId(""))).isEqualTo(Errors.INVALID_REQUEST);
        assertThat(bench.refused(joining("a").setInstanceId(""))).isEqualTo(Errors.INVALID_REQUEST);
        assertThat(bench.refused(joining("a").setRackId(""))).isEqualTo(Errors.INVALID_REQUEST);
        assertThat(bench.refused(joining("a").setRebalanceTimeoutMs(-1))).isEqualTo(Errors.INVALID_REQUEST);
        assertThat(bench.refused(joining("a").setTopicPartitions(null))).isEqualTo(Errors.INVALID_REQUEST);
        assertThat(bench.refused(joining("a").setTopicPartitions(bench.owned(0))))
                .isEqualTo(Errors.INVALID_REQUEST);
        assertThat(bench.refused(joining("a").setSubscribedTopicNames(null))).isEqualTo(Errors.INVALID_REQUEST);
        assertThat(bench.refused(beating("a", -2))).isEqualTo(Errors.INVALID_REQUEST);
        assertThat(bench.refused(beating("a", -3))).isEqualTo(Errors.INVALID_REQUEST);
        assertThat(bench.refused(joining("a").setServerAssignor("sticky"))).isEqualTo(Errors.UNSUPPORTED_ASSIGNOR);
        assertThat(bench.refused(joining("a").setSubscribedTopicRegex("(")))
                .isEqualTo(Errors.INVALID_REGULAR_EXPRESSION);
    }

    @Test
    void beforeVersionOneTheCoordinatorMakesUpTheMembersId() {
        ConsumerGroupHeartbeatResponseData joined =
                bench.done(bench.coordinator.consumerHeartbeat(context(0), joining("")));

        assertThat(joined.memberId()).isEqualTo("id0");
        assertThat(joined.memberEpoch()).isEqualTo(1);
    }

    @Test
    void aFullGroupLetsNobodyIn() {
        ConsumerBench small = new ConsumerBench(1);
        small.join("a");

        assertThat(small.refused(joining("b"))).isEqualTo(Errors.GROUP_MAX_SIZE_REACHED);
        small.beat("a", 1);
    }

    @Test
    void whoIsNotHeardFromIsGone() {
        bench.join("a");
        bench.advance(ConsumerBench.SESSION_MS - 1);
        bench.beat("a", 1);
        bench.advance(ConsumerBench.SESSION_MS - 1);
        bench.beat("a", 1);
        bench.advance(ConsumerBench.SESSION_MS);

        assertThat(bench.refused(beating("a", 1))).isEqualTo(Errors.UNKNOWN_MEMBER_ID);
        assertThat(bench.described().groupState()).isEqualTo("Empty");
    }

    @Test
    void whoDoesNotGiveUpItsPartitionsInTimeIsGone() {
        bench.join("a");
        bench.join("b");
        bench.beat("a", 1);
        bench.advance(ConsumerBench.REBALANCE_MS - 1);
        bench.beat("a", 1);
        bench.beat("b", 2);
        bench.advance(1);

        assertThat(bench.refused(beating("a", 1))).isEqualTo(Errors.UNKNOWN_MEMBER_ID);
        assertThat(assigned(bench.beat("b", 2))).containsExactly(0, 1, 2, 3);
    }

    @Test
    void aStaticMembersPlaceIsKeptWhileItIsAway() {
        bench.accepted(joining("a").setInstanceId("one"));
        assertThat(bench.refused(joining("a2").setInstanceId("one"))).isEqualTo(Errors.UNRELEASED_INSTANCE_ID);
        bench.accepted(beating("a", -2).setInstanceId("one"));

        ConsumerGroupHeartbeatResponseData back = bench.accepted(joining("a2").setInstanceId("one"));

        assertThat(back.memberEpoch()).as("nothing has changed for the group").isEqualTo(1);
        assertThat(assigned(back)).containsExactly(0, 1, 2, 3);
        assertThat(bench.refused(beating("a", 1).setInstanceId("one"))).isEqualTo(Errors.FENCED_INSTANCE_ID);
        assertThat(bench.described().members()).hasSize(1);
    }

    @Test
    void aStaticMemberThatDoesNotComeBackIsGone() {
        bench.accepted(joining("a").setInstanceId("one"));
        bench.accepted(beating("a", -2).setInstanceId("one"));
        bench.advance(ConsumerBench.SESSION_MS);

        assertThat(bench.described().members()).isEmpty();
    }
}
