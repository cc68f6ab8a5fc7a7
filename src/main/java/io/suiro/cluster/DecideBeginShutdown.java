package io.suiro.cluster;

import io.suiro.cluster.MetadataCommand.BeginShutdown;
import io.suiro.error.Outcome;
import java.util.List;

/**
 * A controlled shutdown: while others are in sync they take over, and nobody waits for the broker any more. Where it is the
 * only one in sync it leads until it is fenced, for an eligible leader may lack what nobody has acknowledged yet.
 */
final class DecideBeginShutdown {
    private DecideBeginShutdown() {}

    static Decision<Outcome<Integer>> decide(MetadataImage image, BeginShutdown command, DecisionContext context) {
        BrokerImage broker = BrokerLife.require(image, command.id(), command.brokerEpoch());
        List<MetadataRecord> begun = broker.shuttingDown()
                ? List.of()
                : List.of(BrokerLife.changed(broker, broker.fenced(), true, broker.cordoned()));
        PartitionSweep sweep = new PartitionSweep(image, begun, context)
                .all(
                        partition -> partition.hasLeader() && partition.isr().contains(broker.id()),
                        draft -> giveAway(draft, broker.id()));
        List<MetadataRecord> records = sweep.records();
        MetadataImage after = records.isEmpty() ? image : MetadataApply.apply(image, image.index() + 1, records);
        return new Decision<>(records, Outcome.ok(led(after, broker.id())));
    }

    private static void giveAway(PartitionDraft draft, int broker) {
        if (draft.leader() == broker) {
            draft.elect();
        }
        if (draft.leader() != broker) {
            draft.leave(broker);
        }
    }

    private static int led(MetadataImage image, int broker) {
        int led = 0;
        for (TopicImage topic : image.topics().values()) {
            for (PartitionImage partition : topic.partitions()) {
                led += partition.leader() == broker ? 1 : 0;
            }
        }
        return led;
    }
}
