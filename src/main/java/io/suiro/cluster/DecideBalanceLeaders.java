package io.suiro.cluster;

import io.suiro.cluster.MetadataCommand.BalanceLeaders;
import io.suiro.cluster.MetadataRecord.PartitionChanged;
import io.suiro.error.Outcome;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Gives leadership back to preferred replicas, as Kafka's {@code auto.leader.rebalance.enable} does: for each broker of
 * whose preferred partitions too many are led by others, as far as it is active and in sync.
 */
final class DecideBalanceLeaders {
    private DecideBalanceLeaders() {}

    private static final class Share {
        private int preferred;
        private final List<NamedPartition> ledByOthers = new ArrayList<>();

        private boolean isTooSmall(int imbalancePercentage) {
            return 100L * ledByOthers.size() > (long) imbalancePercentage * preferred;
        }
    }

    static Decision<Outcome<Integer>> decide(MetadataImage image, BalanceLeaders command, DecisionContext context) {
        Map<Integer, Share> shares = shares(image);
        List<MetadataRecord> records = new ArrayList<>();
        for (int id : shares.keySet().stream().sorted().toList()) {
            Share share = shares.get(id);
            BrokerImage broker = image.broker(id);
            if (share == null || broker == null || !broker.isActive()) {
                continue;
            }
            for (NamedPartition named :
                    share.isTooSmall(command.imbalancePercentage()) ? share.ledByOthers : List.<NamedPartition>of()) {
                if (records.size() < command.max() && named.partition().isr().contains(id)) {
                    PartitionDraft draft = named.draft(image, context);
                    draft.lead(id);
                    records.add(new PartitionChanged(named.topic().id(), named.number(), draft.finish()));
                }
            }
        }
        return new Decision<>(records, Outcome.ok(records.size()));
    }

    private static Map<Integer, Share> shares(MetadataImage image) {
        Map<Integer, Share> shares = new HashMap<>();
        for (TopicImage topic : image.topicsByName()) {
            int number = 0;
            for (PartitionImage partition : topic.partitions()) {
                int preferred = partition.replicas().getFirst();
                Share share = shares.computeIfAbsent(preferred, broker -> new Share());
                share.preferred++;
                if (partition.leader() != preferred) {
                    share.ledByOthers.add(new NamedPartition(topic, number, partition));
                }
                number++;
            }
        }
        return shares;
    }
}
