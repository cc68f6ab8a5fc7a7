package io.suiro.cluster;

import io.suiro.cluster.MetadataCommand.UnfenceBroker;
import io.suiro.error.Outcome;
import java.util.List;

/** A broker that is heard of leads the partitions that have no leader, if it may. */
final class DecideUnfenceBroker {
    private DecideUnfenceBroker() {}

    static Decision<Outcome<Void>> decide(MetadataImage image, UnfenceBroker command, DecisionContext context) {
        BrokerImage broker = BrokerLife.require(image, command.id(), command.brokerEpoch());
        if (!broker.fenced()) {
            return new Decision<>(List.of(), Outcome.done());
        }
        MetadataRecord unfenced = BrokerLife.changed(broker, false, broker.shuttingDown(), broker.cordoned());
        PartitionSweep sweep = new PartitionSweep(image, List.of(unfenced), context)
                .all(
                        partition ->
                                !partition.hasLeader() && partition.replicas().contains(broker.id()),
                        PartitionDraft::elect);
        return new Decision<>(sweep.records(), Outcome.done());
    }
}
