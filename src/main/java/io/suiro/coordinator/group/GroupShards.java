package io.suiro.coordinator.group;

import io.suiro.base.Clock;
import io.suiro.base.Scheduler;
import io.suiro.cluster.MetadataImage;
import io.suiro.cluster.TopicImage;
import io.suiro.coordinator.Command;
import io.suiro.coordinator.CoordinatorShard.Phase;
import io.suiro.coordinator.StateLog;
import io.suiro.coordinator.group.consumer.ConsumerGroupSettings;
import io.suiro.error.Refused;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.apache.kafka.common.internals.Topic;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/** The partitions of {@code __consumer_offsets} that this broker leads, and the way to the one that a group is in. Any thread. */
final class GroupShards {
    private final GroupSettings settings;
    private final Function<String, ConsumerGroupSettings> consumerSettings;
    private final Clock clock;
    private final Scheduler scheduler;
    private final Rebalances rebalances = new Rebalances();
    private final Map<Integer, GroupShard> shards = new ConcurrentHashMap<>();
    private volatile MetadataImage image = MetadataImage.EMPTY;

    GroupShards(
            GroupSettings settings,
            Function<String, ConsumerGroupSettings> consumerSettings,
            Clock clock,
            Scheduler scheduler) {
        this.settings = settings;
        this.consumerSettings = consumerSettings;
        this.clock = clock;
        this.scheduler = scheduler;
    }

    void metadataChanged(MetadataImage changed) {
        image = changed;
    }

    static int partitionFor(String groupId, int partitions) {
        return Utils.abs(groupId.hashCode()) % partitions;
    }

    /** As the topic is, whatever the setting says by now, for its records stay where they are. */
    private int partitionFor(String groupId) {
        TopicImage offsets = image.topic(Topic.GROUP_METADATA_TOPIC_NAME);
        return partitionFor(
                groupId,
                offsets == null
                        ? settings.offsetsTopicPartitions()
                        : offsets.partitions().size());
    }

    CompletionStage<Void> elect(StateLog log) {
        GroupShard shard =
                new GroupShard(log, settings, this::consumerSettings, () -> image, rebalances, clock, scheduler);
        GroupShard before = shards.put(log.partition(), shard);
        if (before != null) {
            before.resign();
        }
        return shard.load();
    }

    /** Those of one group, as many members as there are here. */
    private ConsumerGroupSettings consumerSettings(String groupId) {
        int members = 0;
        for (GroupShard shard : shards.values()) {
            members += shard.counts().members();
        }
        return consumerSettings.apply(groupId).among(members);
    }

    void resign(int partition) {
        GroupShard shard = shards.remove(partition);
        if (shard != null) {
            shard.resign();
        }
    }

    Rebalances rebalances() {
        return rebalances;
    }

    int loaded() {
        return (int) shards.values().stream()
                .filter(shard -> shard.phase() == Phase.SERVING)
                .count();
    }

    int elected() {
        return shards.size();
    }

    Collection<GroupShard> all() {
        return Collections.unmodifiableCollection(shards.values());
    }

    @Nullable
    GroupShard ofPartition(int partition) {
        return shards.get(partition);
    }

    @Nullable
    GroupShard of(String groupId) {
        return shards.get(partitionFor(groupId));
    }

    static Errors groupIdError(@Nullable String groupId) {
        return groupId == null || groupId.isEmpty() ? Errors.INVALID_GROUP_ID : Errors.NONE;
    }

    <T> CompletionStage<T> submit(
            @Nullable String groupId,
            BiFunction<GroupState, CompletableFuture<T>, Command<GroupRecord, GroupChange>> command) {
        return submit(groupId, shard -> shard.submit(command));
    }

    <T> CompletionStage<T> submit(@Nullable String groupId, Function<GroupShard, CompletionStage<T>> submission) {
        return groupIdError(groupId) == Errors.NONE
                ? submitAnyId(groupId, submission)
                : CompletableFuture.failedStage(new Refused(Errors.INVALID_GROUP_ID));
    }

    <T> CompletionStage<T> submitAnyId(
            @Nullable String groupId,
            BiFunction<GroupState, CompletableFuture<T>, Command<GroupRecord, GroupChange>> command) {
        return submitAnyId(groupId, shard -> shard.submit(command));
    }

    /** Offsets may be stored under the empty id, as very old consumers do. */
    private <T> CompletionStage<T> submitAnyId(
            @Nullable String groupId, Function<GroupShard, CompletionStage<T>> submission) {
        if (groupId == null) {
            return CompletableFuture.failedStage(new Refused(Errors.INVALID_GROUP_ID));
        }
        GroupShard shard = of(groupId);
        return shard == null
                ? CompletableFuture.failedStage(new Refused(Errors.NOT_COORDINATOR))
                : submission.apply(shard);
    }
}
