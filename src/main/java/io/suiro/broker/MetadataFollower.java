package io.suiro.broker;

import io.suiro.cluster.Controller;
import io.suiro.cluster.MetadataImage;
import io.suiro.cluster.TopicImage;
import io.suiro.coordinator.PartitionStateLog;
import io.suiro.coordinator.group.GroupCoordinator;
import io.suiro.replica.Partition;
import io.suiro.replica.Partitions;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.jspecify.annotations.Nullable;

/** Makes this broker do what the metadata says: partitions, their settings, and coordinators. Controller's thread. */
final class MetadataFollower implements Controller.Listener {
    private final Partitions partitions;
    private final GroupCoordinator groups;

    MetadataFollower(Partitions partitions, GroupCoordinator groups) {
        this.partitions = partitions;
        this.groups = groups;
    }

    /**
     * Takes up coordination of what the partitions, open by now, hold; completes when all that can be loaded is. Groups of
     * a partition that cannot stay unavailable, which readiness shows, and keep nobody from everything else.
     */
    CompletableFuture<Void> start(MetadataImage image) {
        groups.metadataChanged(image);
        return elect(image.topic(InternalTopics.OFFSETS), 0);
    }

    @Override
    public void changed(MetadataImage before, MetadataImage after) {
        partitions.follow(before, after);
        groups.metadataChanged(after);
        for (TopicImage topic : before.topics().values()) {
            if (after.topic(topic.id()) == null) {
                groups.topicDeleted(topic.name());
            }
        }
        coordinate(before.topic(InternalTopics.OFFSETS), after.topic(InternalTopics.OFFSETS));
        reconfigure(before, after);
    }

    private void coordinate(@Nullable TopicImage before, @Nullable TopicImage after) {
        int had = before == null ? 0 : before.partitions().size();
        if (before != null && (after == null || !after.id().equals(before.id()))) {
            for (int i = 0; i < had; i++) {
                groups.resign(i);
            }
            had = 0;
        }
        var _ = elect(after, had);
    }

    private CompletableFuture<Void> elect(@Nullable TopicImage offsets, int first) {
        List<CompletableFuture<Void>> loading = new ArrayList<>();
        int count = offsets == null ? 0 : offsets.partitions().size();
        for (int i = first; i < count; i++) {
            Partition partition = partitions.find(new TopicPartition(InternalTopics.OFFSETS, i));
            if (partition != null) {
                CompletableFuture<Void> loaded = new CompletableFuture<>();
                // What went wrong is in the log already.
                groups.elect(new PartitionStateLog(partition))
                        .whenComplete((nothing, failure) -> loaded.complete(null));
                loading.add(loaded);
            }
        }
        return CompletableFuture.allOf(loading.toArray(CompletableFuture[]::new));
    }

    private void reconfigure(MetadataImage before, MetadataImage after) {
        if (before.configs().equals(after.configs())) {
            return;
        }
        if (brokerSettingsDiffer(before, after)) {
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
