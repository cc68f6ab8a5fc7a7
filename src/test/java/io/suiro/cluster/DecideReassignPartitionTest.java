package io.suiro.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.suiro.cluster.MetadataCommand.ReassignPartition;
import io.suiro.error.Outcome;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DecideReassignPartitionTest {
    private TestCluster cluster;

    @BeforeEach
    void aPartitionOnTwoOfFive() throws IOException {
        cluster = TestCluster.create();
        cluster.register(1, 2, 3, 4, 5);
        cluster.place("t", Map.of(), 1, 2);
    }

    private Outcome<PartitionImage> reassign(Integer... target) {
        return cluster.ask(new ReassignPartition("t", 0, List.of(target), true));
    }

    private Outcome<PartitionImage> cancel() {
        return cluster.ask(new ReassignPartition("t", 0, null, true));
    }

    private static PartitionImage underWay(
            int leader,
            List<Integer> replicas,
            List<Integer> isr,
            List<Integer> adding,
            List<Integer> removing,
            int leaderEpoch,
            int partitionEpoch) {
        return new PartitionImage(leader, replicas, isr, List.of(), -1, adding, removing, leaderEpoch, partitionEpoch);
    }

    @Test
    void newReplicasJoinTheOldUntilAllAreInSync() {
        assertThat(reassign(3, 1).orThrow())
                .isEqualTo(underWay(1, List.of(3, 1, 2), List.of(1, 2), List.of(3), List.of(2), 0, 1));
        assertThat(cluster.alterIsr("t", 1, 2, 3).orThrow())
                .isEqualTo(new PartitionImage(1, List.of(3, 1), List.of(3, 1), 0, 2));
    }

    @Test
    void aLeaderThatGoesIsToldOfItsSuccessor() {
        reassign(3, 4).orThrow();
        cluster.alterIsr("t", 1, 2, 3).orThrow();
        assertThat(cluster.partition("t").isReassigning()).isTrue();
        Outcome<PartitionImage> last = cluster.alterIsr("t", 1, 2, 3, 4);
        assertThat(last.code()).isEqualTo(Errors.NEW_LEADER_ELECTED);
        assertThat(cluster.partition("t")).isEqualTo(new PartitionImage(3, List.of(3, 4), List.of(3, 4), 1, 3));
    }

    @Test
    void whereNothingIsToBeAddedItIsCompleteAtOnce() {
        assertThat(reassign(2).orThrow()).isEqualTo(new PartitionImage(2, List.of(2), List.of(2), 1, 1));
    }

    @Test
    void anotherOrderKeepsTheLeader() {
        assertThat(reassign(2, 1).orThrow()).isEqualTo(new PartitionImage(1, List.of(2, 1), List.of(1, 2), 0, 1));
    }

    @Test
    void theSameReplicasChangeNothing() {
        MetadataImage before = cluster.controller.image();
        reassign(1, 2).orThrow();
        assertThat(cluster.controller.image()).isSameAs(before);
    }

    @Test
    void whoStaysMustBeInSyncForTheOthersToGo() {
        cluster.alterIsr("t", 1).orThrow();
        assertThat(reassign(2).orThrow())
                .isEqualTo(underWay(1, List.of(2, 1), List.of(1), List.of(), List.of(1), 0, 2));
        assertThat(cluster.alterIsr("t", 1, 2).code()).isEqualTo(Errors.NEW_LEADER_ELECTED);
        assertThat(cluster.partition("t")).isEqualTo(new PartitionImage(2, List.of(2), List.of(2), 1, 3));
    }

    @Test
    void cancellingLeavesTheReplicasThatWereThere() {
        reassign(3, 4).orThrow();
        cluster.alterIsr("t", 1, 2, 3).orThrow();
        assertThat(cancel().orThrow()).isEqualTo(new PartitionImage(1, List.of(1, 2), List.of(1, 2), 0, 3));
        assertThat(cancel().code()).isEqualTo(Errors.NO_REASSIGNMENT_IN_PROGRESS);
    }

    @Test
    void aReassignmentTakesThePlaceOfTheOneUnderWay() {
        reassign(3, 4).orThrow();
        assertThat(reassign(4, 5).orThrow())
                .isEqualTo(underWay(1, List.of(4, 5, 1, 2), List.of(1, 2), List.of(4, 5), List.of(1, 2), 0, 2));
    }

    @Test
    void cancellingIsRefusedIfOnlyANewReplicaHoldsEverything() {
        reassign(3, 4).orThrow();
        cluster.alterIsr("t", 1, 2, 3).orThrow();
        cluster.fence(2).orThrow();
        cluster.fence(1).orThrow();
        assertThat(cluster.partition("t").leader()).isEqualTo(3);
        Outcome<PartitionImage> cancelled = cancel();
        assertThat(cancelled.code()).isEqualTo(Errors.INVALID_REPLICA_ASSIGNMENT);
        assertThat(cancelled.detail()).contains("would require an unclean leader election");
    }

    @Test
    void cancellingIsRefusedIfOnlyANewReplicaIsInSyncAndTheEligibleAreGone() {
        cluster.place("u", Map.of("min.insync.replicas", "2"), 1, 2);
        cluster.ask(new ReassignPartition("u", 0, List.of(3, 4), true)).orThrow();
        cluster.alterIsr("u", 1, 2, 3).orThrow();
        cluster.fence(2).orThrow();
        cluster.fence(1).orThrow();
        assertThat(cluster.partition("u").elr()).containsExactly(1);
        assertThat(cluster.ask(new ReassignPartition("u", 0, null, true)).code())
                .isEqualTo(Errors.INVALID_REPLICA_ASSIGNMENT);
    }

    @Test
    void targetsThatMakeNoSenseAreRefused() {
        assertThat(reassign().code()).isEqualTo(Errors.INVALID_REPLICA_ASSIGNMENT);
        assertThat(reassign(1, 1).code()).isEqualTo(Errors.INVALID_REPLICA_ASSIGNMENT);
        assertThat(reassign(1, 9).code()).isEqualTo(Errors.INVALID_REPLICA_ASSIGNMENT);
        var nowhere = new ReassignPartition("u", 0, List.of(1), true);
        assertThat(cluster.ask(nowhere).code()).isEqualTo(Errors.UNKNOWN_TOPIC_OR_PARTITION);
        var larger = new ReassignPartition("t", 0, List.of(1, 2, 3), false);
        assertThat(cluster.ask(larger).code()).isEqualTo(Errors.INVALID_REPLICATION_FACTOR);
        reassign(3, 4).orThrow();
        var smaller = new ReassignPartition("t", 0, List.of(1), false);
        assertThat(cluster.ask(smaller).code()).isEqualTo(Errors.INVALID_REPLICATION_FACTOR);
    }

    @Test
    void aFencedLeaderDuringAReassignmentIsFollowedByAnyReplicaInSync() {
        reassign(3, 4).orThrow();
        cluster.alterIsr("t", 1, 2, 3).orThrow();
        cluster.fence(1).orThrow();
        assertThat(cluster.partition("t").leader()).isEqualTo(3);
        assertThat(cluster.alterIsr("t", 2, 3, 4).orThrow())
                .isEqualTo(new PartitionImage(3, List.of(3, 4), List.of(3, 4), 1, 4));
    }
}
