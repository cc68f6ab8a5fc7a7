package io.suiro.cluster;

import io.suiro.base.Scheduler;
import io.suiro.cluster.MetadataCommand.ReassignPartition;
import io.suiro.config.EffectiveSettings;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.common.internals.Topic;

/**
 * While this broker is the controller, gives partitions of internal topics the replicas that they should have and could not get
 * when the topic was created, because there were fewer brokers: so a single broker grows into a cluster, and what is used in
 * the first moments of a cluster is as safe as what comes later. Partitions with as many replicas as wanted are left alone. On
 * the controller's lane.
 */
public final class InternalReplication {
    private static final Logger LOG = System.getLogger(InternalReplication.class.getName());
    private static final long CHECK_MS = 2_000;
    /** The setting that says how many replicas a topic should have. */
    private static final Map<String, String> FACTORS = Map.of(
            Topic.GROUP_METADATA_TOPIC_NAME, "offsets.topic.replication.factor",
            Topic.TRANSACTION_STATE_TOPIC_NAME, "transaction.state.log.replication.factor",
            Topic.SHARE_GROUP_STATE_TOPIC_NAME, "share.coordinator.state.topic.replication.factor");

    private final MetadataController controller;
    private final Scheduler scheduler;
    private final EffectiveSettings settings;
    private boolean scheduled;

    public InternalReplication(MetadataController controller, Scheduler scheduler, EffectiveSettings settings) {
        this.controller = controller;
        this.scheduler = scheduler;
        this.settings = settings;
    }

    /** Once, before the controller is started. */
    public void start() {
        controller.onLeading(() -> {
            if (!scheduled) {
                scheduled = true;
                schedule();
            }
        });
    }

    private void schedule() {
        scheduler.schedule(CHECK_MS, () -> controller.lane().execute(this::check));
    }

    private void check() {
        scheduled = controller.isActive();
        if (!scheduled) {
            return;
        }
        MetadataImage image = controller.image();
        FACTORS.forEach((name, factor) -> {
            TopicImage topic = image.topic(name);
            if (topic != null) {
                raise(topic, settings.intOf(factor), image);
            }
        });
        schedule();
    }

    private void raise(TopicImage topic, int wanted, MetadataImage image) {
        List<Integer> brokers = image.brokers().values().stream()
                .filter(BrokerImage::takesReplicas)
                .map(BrokerImage::id)
                .sorted()
                .toList();
        int factor = Math.min(wanted, brokers.size());
        for (int i = 0; i < topic.partitions().size(); i++) {
            PartitionImage partition = topic.partitions().get(i);
            if (partition.replicas().size() < factor && !partition.isReassigning()) {
                List<Integer> target = target(partition, brokers, factor, i);
                LOG.log(Level.INFO, "{0}-{1} gets the replicas {2}", topic.name(), i, target);
                controller.submit(new ReassignPartition(topic.name(), i, target, true));
            }
        }
    }

    /** Those that it has and the next brokers in a round that begins elsewhere for each partition, as does their order. */
    private static List<Integer> target(PartitionImage partition, List<Integer> brokers, int factor, int number) {
        List<Integer> round = IntStream.range(0, brokers.size())
                .mapToObj(i -> brokers.get((number + i) % brokers.size()))
                .toList();
        List<Integer> added = round.stream()
                .filter(id -> !partition.replicas().contains(id))
                .limit(factor - partition.replicas().size())
                .toList();
        return round.stream()
                .filter(id -> added.contains(id) || partition.replicas().contains(id))
                .toList();
    }
}
