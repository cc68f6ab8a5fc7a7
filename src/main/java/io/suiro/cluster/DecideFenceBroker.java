package io.suiro.cluster;

import io.suiro.cluster.MetadataCommand.FenceBroker;
import io.suiro.error.Outcome;
import java.util.List;

/** A broker that is not heard of leads nothing, and nobody waits for it: it leaves each ISR that has other members. */
final class DecideFenceBroker {
    private DecideFenceBroker() {}

    static Decision<Outcome<Void>> decide(MetadataImage image, FenceBroker command, DecisionContext context) {
        BrokerImage broker = BrokerLife.require(image, command.id(), command.brokerEpoch());
        if (broker.fenced()) {
            return new Decision<>(List.of(), Outcome.done());
        }
        MetadataRecord fenced = BrokerLife.changed(broker, true, broker.shuttingDown(), broker.cordoned());
        PartitionSweep sweep = new PartitionSweep(image, List.of(fenced), context)
                .all(partition -> partition.isr().contains(broker.id()), draft -> {
                    draft.leave(broker.id());
                    draft.elect();
                });
        return new Decision<>(sweep.records(), Outcome.done());
    }
}
