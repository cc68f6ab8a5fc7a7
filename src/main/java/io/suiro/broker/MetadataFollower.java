package io.suiro.broker;

import io.suiro.cluster.Controller;
import io.suiro.cluster.MetadataImage;
import io.suiro.cluster.PartitionImage;
import io.suiro.cluster.TopicImage;
import io.suiro.coordinator.PartitionStateLog;
import io.suiro.coordinator.StateLog;
import io.suiro.coordinator.group.GroupCoordinator;
import io.suiro.coordinator.share.ShareCoordinator;
import io.suiro.coordinator.txn.TransactionCoordinator;
import io.suiro.replica.Partition;
import io.suiro.replica.Partitions;
import io.suiro.share.SharePartitions;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.IntConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.jspecify.annotations.Nullable;

/** Makes this broker do what the metadata says: partitions, their settings, and coordinators. Controller's thread. */
final class MetadataFollower implements Controller.Listener {
    private final int brokerId;
    private final Partitions partitions;
    private final ReplicaFetches followers;
    private final GroupCoordinator groups;
    private final TransactionCoordinator transactions;
    private final ShareCoordinator shareStates;
    private final SharePartitions shares;
    private final Runnable brokerConfigured;
    private volatile CompletableFuture<Void> loading = CompletableFuture.completedFuture(null);

    /** @param brokerConfigured told of changed broker settings */
    MetadataFollower(
            int brokerId,
            Partitions partitions,
            ReplicaFetches followers,
            Coordinators coordinators,
            Runnable brokerConfigured) {
        this.brokerId = brokerId;
        this.partitions = partitions;
        this.followers = followers;
        this.groups = coordinators.groups;
        this.transactions = coordinators.transactions;
        this.shareStates = coordinators.shareStates;
        this.shares = coordinators.sharePartitions;
        this.brokerConfigured = brokerConfigured;
    }

    /**
     * Completes when all that is coordinated here, as the metadata said last, is loaded as far as it can be. Groups of a partition
     * that cannot stay unavailable, which readiness shows, and keep nobody from everything else. Any thread.
     */
    CompletableFuture<Void> loading() {
        return loading;
    }

    @Override
    public void changed(MetadataImage before, MetadataImage after) {
        partitions.follow(before, after);
        if (leadsAnew(before, after)) {
            followers.hurry();
        }
        groups.metadataChanged(after);
        transactions.metadataChanged(after);
        shareStates.metadataChanged(after);
        shares.metadataChanged(after);
        for (TopicImage topic : before.topics().values()) {
            if (after.topic(topic.id()) == null) {
                groups.topicDeleted(topic.name());
                shareStates.topicDeleted(topic.id());
            }
        }
        coordinate(
                before.topic(InternalTopics.OFFSETS),
                after.topic(InternalTopics.OFFSETS),
                (log, epoch) -> groups.elect(log),
                groups::resign);
        coordinate(
                before.topic(InternalTopics.TRANSACTIONS),
                after.topic(InternalTopics.TRANSACTIONS),
                transactions::elect,
                transactions::resign);
        coordinate(
                before.topic(InternalTopics.SHARES),
                after.topic(InternalTopics.SHARES),
                (log, epoch) -> shareStates.elect(log),
                shareStates::resign);
        reconfigure(before, after);
    }

    /** Whether it leads what others follow, and did not before, be it in another leader epoch. */
    @SuppressWarnings("ReferenceEquality") // images share what has not changed, and comparing it would walk it
    private boolean leadsAnew(MetadataImage before, MetadataImage after) {
        for (TopicImage topic : after.topics().values()) {
            TopicImage was = before.topic(topic.id());
            for (int i = 0; was != topic && i < topic.partitions().size(); i++) {
                int epoch = ledEpoch(topic, i);
                if (epoch >= 0
                        && epoch != ledEpoch(was, i)
                        && topic.partitions().get(i).replicas().size() > 1) {
                    return true;
                }
            }
        }
        return false;
    }

    /** What this broker leads now and did not before, be it in another leader epoch, it takes up; what it leads no more it gives up. */
    private void coordinate(
            @Nullable TopicImage before, @Nullable TopicImage after, Election election, IntConsumer resign) {
        int count = Math.max(
                before == null ? 0 : before.partitions().size(),
                after == null ? 0 : after.partitions().size());
        boolean another = before != null && after != null && !before.id().equals(after.id());
        for (int i = 0; i < count; i++) {
            int had = ledEpoch(before, i);
            int has = ledEpoch(after, i);
            if (had >= 0 && (another || has != had)) {
                resign.accept(i);
            }
            if (after != null && has >= 0 && (another || has != had)) {
                TopicPartition led = new TopicPartition(after.name(), i);
                loading = CompletableFuture.allOf(loading, elect(led, has, election));
            }
        }
    }

    /** The leader epoch of a partition that this broker leads, else -1. */
    private int ledEpoch(@Nullable TopicImage topic, int partition) {
        if (topic == null || partition >= topic.partitions().size()) {
            return -1;
        }
        PartitionImage image = topic.partitions().get(partition);
        return image.leader() == brokerId ? image.leaderEpoch() : -1;
    }

    /** Takes up a partition of a coordinator's topic. */
    private interface Election {
        CompletionStage<Void> elect(StateLog log, int leaderEpoch);
    }

    private CompletableFuture<Void> elect(TopicPartition led, int leaderEpoch, Election election) {
        CompletableFuture<Void> loaded = new CompletableFuture<>();
        Partition partition = partitions.find(led);
        if (partition == null) {
            loaded.complete(null);
        } else {
            // What went wrong is in the log already.
            election.elect(new PartitionStateLog(partition), leaderEpoch)
                    .whenComplete((nothing, failure) -> loaded.complete(null));
        }
        return loaded;
    }

    private void reconfigure(MetadataImage before, MetadataImage after) {
        if (before.configs().equals(after.configs())) {
            return;
        }
        if (brokerSettingsDiffer(before, after)) {
            brokerConfigured.run();
            partitions.configure(after.topics().values());
            return;
        }
        partitions.configure(changedTopics(before, after));
    }

    private static boolean brokerSettingsDiffer(MetadataImage before, MetadataImage after) {
        List<ConfigResource> brokers = new ArrayList<>();
        brokers.addAll(before.configs().keySet());
        brokers.addAll(after.configs().keySet());
        return brokers.stream()
                .filter(resource -> resource.type() == ConfigResource.Type.BROKER)
                .anyMatch(resource -> !before.configs(resource).equals(after.configs(resource)));
    }

    private static Collection<TopicImage> changedTopics(MetadataImage before, MetadataImage after) {
        return after.topics().values().stream()
                .filter(topic -> {
                    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic.name());
                    return !before.configs(resource).equals(after.configs(resource));
                })
                .toList();
    }
}
