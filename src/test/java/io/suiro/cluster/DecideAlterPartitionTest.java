package io.suiro.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.suiro.cluster.MetadataCommand.AlterPartition;
import io.suiro.cluster.MetadataCommand.BeginShutdown;
import io.suiro.cluster.MetadataCommand.InSync;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DecideAlterPartitionTest {
    private TestCluster cluster;

    @BeforeEach
    void aPartitionOfThree() throws IOException {
        cluster = TestCluster.create();
        cluster.register(1, 2, 3, 4);
        cluster.place("t", Map.of(), 1, 2, 3);
    }

    private void assertRefused(AlterPartition command, Errors code) {
        MetadataImage before = cluster.controller.image();
        assertThat(cluster.ask(command).code()).isEqualTo(code);
        assertThat(cluster.controller.image()).isSameAs(before);
    }

    private static AlterPartition with(AlterPartition command, int leaderEpoch, int partitionEpoch) {
        return new AlterPartition(
                command.brokerId(),
                command.brokerEpoch(),
                command.topicId(),
                command.partition(),
                leaderEpoch,
                partitionEpoch,
                command.isr());
    }

    private static AlterPartition of(AlterPartition command, Uuid topicId, int partition) {
        return new AlterPartition(command.brokerId(), command.brokerEpoch(), topicId, partition, 0, 0, command.isr());
    }

    private static AlterPartition by(AlterPartition command, int brokerId, long brokerEpoch) {
        return new AlterPartition(brokerId, brokerEpoch, command.topicId(), 0, command.leaderEpoch(), 0, command.isr());
    }

    private static AlterPartition plus(AlterPartition command, InSync member) {
        List<InSync> isr = new ArrayList<>(command.isr());
        isr.add(member);
        return new AlterPartition(command.brokerId(), command.brokerEpoch(), command.topicId(), 0, 0, 0, isr);
    }

    @Test
    void theIsrShrinksAndGrowsAndTheLeaderEpochStays() {
        assertThat(cluster.alterIsr("t", 1, 3).orThrow())
                .isEqualTo(new PartitionImage(1, List.of(1, 2, 3), List.of(1, 3), 0, 1));
        assertThat(cluster.alterIsr("t", 3, 1, 2).orThrow())
                .isEqualTo(new PartitionImage(1, List.of(1, 2, 3), List.of(1, 2, 3), 0, 2));
    }

    @Test
    void theSameIsrChangesNothing() {
        MetadataImage before = cluster.controller.image();
        assertThat(cluster.alterIsr("t", 3, 2, 1).orThrow()).isEqualTo(cluster.partition("t"));
        assertThat(cluster.controller.image()).isSameAs(before);
    }

    @Test
    void whoKnowsLessThanTheLatestChangeIsRefused() {
        AlterPartition seen = cluster.isr("t", 1, 2);
        cluster.alterIsr("t", 1).orThrow();
        assertRefused(seen, Errors.INVALID_UPDATE_VERSION);
        assertRefused(with(seen, 1, 1), Errors.FENCED_LEADER_EPOCH);
        assertRefused(of(seen, new Uuid(6, 6), 0), Errors.UNKNOWN_TOPIC_ID);
        assertRefused(of(seen, seen.topicId(), 7), Errors.UNKNOWN_TOPIC_OR_PARTITION);
        assertRefused(by(seen, 1, cluster.epochOf(1) + 1), Errors.STALE_BROKER_EPOCH);
        assertRefused(by(seen, 2, cluster.epochOf(2)), Errors.INVALID_REQUEST);
    }

    @Test
    void anIsrThatMakesNoSenseIsRefused() {
        assertRefused(cluster.isr("t", 2, 3), Errors.INVALID_REQUEST);
        assertRefused(cluster.isr("t"), Errors.INVALID_REQUEST);
        assertRefused(cluster.isr("t", 1, 2, 2), Errors.INVALID_REQUEST);
        assertRefused(cluster.isr("t", 1, 4), Errors.INVALID_REQUEST);
    }

    @Test
    void onlyWhoIsThereInTheLifeThatWasMeantCanJoin() {
        cluster.fence(2).orThrow();
        assertThat(cluster.alterIsr("t", 1, 2, 3).code()).isEqualTo(Errors.INELIGIBLE_REPLICA);
        long earlier = cluster.epochOf(2);
        cluster.join(TestCluster.registration(2, 2));
        AlterPartition alone = cluster.isr("t", 1, 3);
        AlterPartition stale = with(plus(alone, new InSync(2, earlier)), 0, 1);
        assertRefused(stale, Errors.INELIGIBLE_REPLICA);
        cluster.ask(new BeginShutdown(2, cluster.epochOf(2))).orThrow();
        assertThat(cluster.alterIsr("t", 1, 2, 3).code()).isEqualTo(Errors.INELIGIBLE_REPLICA);
    }
}
