package io.suiro.coordinator.group;

import io.suiro.cluster.MetadataImage;
import io.suiro.coordinator.Moment;
import io.suiro.coordinator.StateMachine;
import io.suiro.coordinator.group.consumer.ConsumerGroup;
import io.suiro.coordinator.group.consumer.ConsumerGroupRecord;
import io.suiro.coordinator.group.consumer.ConsumerGroupSettings;
import io.suiro.coordinator.group.consumer.Deadlines;
import io.suiro.coordinator.group.share.ShareDeadlines;
import io.suiro.coordinator.group.share.ShareGroup;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * The groups of one partition of {@code __consumer_offsets}: stored groups and offsets, which records make, and groups
 * at work, which decisions make. Lane only, but for {@link #counts}.
 */
final class GroupMachine implements StateMachine<GroupRecord, GroupChange>, GroupState {
    private final GroupSettings settings;
    private final Function<String, ConsumerGroupSettings> consumerSettings;
    private final GroupTimers timers;
    private final Supplier<MetadataImage> image;
    private final Map<String, StoredGroup> stored = new HashMap<>();
    private final Map<String, Map<TopicPartition, CommittedOffset>> offsets = new HashMap<>();
    private final PendingOffsets pendingOffsets = new PendingOffsets();
    private final Map<String, ClassicGroup> groups = new HashMap<>();
    private final ConsumerGroups consumers = new ConsumerGroups();
    private final ShareGroups shares = new ShareGroups();
    private final Rebalances rebalances;
    private volatile GroupCounts counts = GroupCounts.NONE;
    /** What was replayed is no news. */
    private boolean loaded;

    GroupMachine(
            GroupSettings settings,
            Function<String, ConsumerGroupSettings> consumerSettings,
            GroupTimers timers,
            Supplier<MetadataImage> image,
            Rebalances rebalances) {
        this.rebalances = rebalances;
        this.settings = settings;
        this.consumerSettings = consumerSettings;
        this.timers = timers;
        this.image = image;
    }

    /** Any thread. */
    GroupCounts counts() {
        return counts;
    }

    @Override
    public void apply(GroupRecord record, long offset) {
        String groupId = record.groupId();
        switch (record) {
            case GroupRecord.OffsetStored committed -> store(committed, offset);
            case GroupRecord.OffsetDeleted deleted -> delete(groupId, deleted.partition());
            case GroupRecord.GroupStored changed -> stored.put(groupId, changed.group());
            case GroupRecord.GroupDeleted deleted -> stored.remove(groupId);
            case GroupRecord.OfConsumers ofConsumers -> apply(groupId, ofConsumers.record());
            case GroupRecord.OfShares ofShares -> {
                ShareGroup before = shares.group(groupId);
                ShareGroup after = shares.apply(ofShares.record());
                counts = counts.with(before, after);
                if (loaded && after != null && after.groupEpoch() > (before == null ? 0 : before.groupEpoch())) {
                    rebalances.ofShares();
                }
            }
        }
    }

    /** Only offsets wait for the end of a transaction; nobody writes anything else in one. */
    @Override
    public void applyInTransaction(long producerId, GroupRecord record, long offset) {
        if (record instanceof GroupRecord.OffsetStored pending) {
            pendingOffsets.add(producerId, pending, offset);
            makeGroup(pending.groupId());
        } else {
            apply(record, offset);
        }
    }

    @Override
    public void endTransaction(long producerId, boolean committed) {
        List<PendingOffsets.Pending> ended = pendingOffsets.end(producerId);
        if (committed) {
            ended.forEach(pending -> store(pending.record(), pending.position()));
        }
    }

    /** A group is of one protocol at a time. When a consumer group goes, its offsets may stay. */
    private void apply(String groupId, ConsumerGroupRecord record) {
        ConsumerGroup before = consumers.group(groupId);
        ConsumerGroup after = consumers.apply(record);
        counts = counts.with(before, after);
        if (loaded && after != null && after.groupEpoch() > (before == null ? 0 : before.groupEpoch())) {
            rebalances.ofConsumers();
        }
        if (before == null && after != null) {
            replace(groupId, null);
        } else if (before != null && after == null && hasOffsets(groupId)) {
            replace(groupId, ClassicGroup.empty(groupId));
        }
    }

    private void store(GroupRecord.OffsetStored record, long position) {
        pendingOffsets.supersede(record.groupId(), record.partition(), position);
        Map<TopicPartition, CommittedOffset> ofGroup =
                offsets.computeIfAbsent(record.groupId(), key -> new HashMap<>());
        if (ofGroup.put(record.partition(), record.offset()) == null) {
            counts = counts.withOffsets(1);
        }
        makeGroup(record.groupId());
    }

    /** Offsets make a group, if there was none: one that is empty, and only stores them. */
    private void makeGroup(String groupId) {
        if (!groups.containsKey(groupId) && consumers.group(groupId) == null) {
            replace(groupId, ClassicGroup.empty(groupId));
        }
    }

    private void delete(String groupId, TopicPartition partition) {
        pendingOffsets.forget(groupId, partition);
        Map<TopicPartition, CommittedOffset> ofGroup = offsets.get(groupId);
        if (ofGroup == null || ofGroup.remove(partition) == null) {
            return;
        }
        counts = counts.withOffsets(-1);
        if (ofGroup.isEmpty()) {
            offsets.remove(groupId);
        }
    }

    private boolean hasOffsets(String groupId) {
        return offsets.containsKey(groupId)
                || !pendingOffsets.partitions(groupId).isEmpty();
    }

    @Override
    public void adopt(GroupChange change, Moment now) {
        switch (change) {
            case GroupChange.Classic classic -> {
                replace(classic.groupId(), classic.group());
                if (classic.group() == null) {
                    timers.cancel(classic.groupId());
                } else {
                    dueAt(classic.groupId(), classic.dueMs(), now);
                }
            }
            case GroupChange.Consumers ofConsumers -> {
                consumers.become(ofConsumers.groupId(), ofConsumers.deadlines());
                dueAt(ofConsumers.groupId(), ofConsumers.dueMs(), now);
            }
            case GroupChange.Shares ofShares -> {
                shares.become(ofShares.groupId(), ofShares.deadlines());
                dueAt(ofShares.groupId(), ofShares.dueMs(), now);
            }
        }
    }

    private void dueAt(String groupId, long dueMs, Moment now) {
        if (dueMs != Member.NEVER) {
            timers.dueAt(groupId, dueMs, now);
        }
    }

    @Override
    public void loaded(Moment now) {
        // Offsets that were all deleted again leave nothing behind.
        groups.keySet().stream()
                .filter(groupId -> !isStored(groupId))
                .toList()
                .forEach(groupId -> replace(groupId, null));
        stored.forEach((groupId, group) -> adopt(GroupChange.to(group.restored(groupId, now.uptimeMs())), now));
        consumers.restoreDeadlines(consumerSettings, now.uptimeMs());
        consumers
                .groupIds()
                .forEach(groupId -> dueAt(groupId, consumers.deadlines(groupId).nextMs(), now));
        shares.restoreDeadlines(settings.share(), now.uptimeMs());
        shares.groupIds()
                .forEach(groupId -> dueAt(groupId, shares.deadlines(groupId).nextMs(), now));
        timers.start();
        loaded = true;
    }

    @Override
    public void resigned() {
        timers.stop();
        counts = GroupCounts.NONE;
    }

    @Override
    public GroupSettings settings() {
        return settings;
    }

    @Override
    public ConsumerGroupSettings consumerSettings(String groupId) {
        return consumerSettings.apply(groupId);
    }

    @Override
    public @Nullable ClassicGroup group(String groupId) {
        return groups.get(groupId);
    }

    @Override
    public @Nullable ConsumerGroup consumers(String groupId) {
        return consumers.group(groupId);
    }

    @Override
    public Deadlines deadlines(String groupId) {
        return consumers.deadlines(groupId);
    }

    @Override
    public @Nullable ShareGroup shares(String groupId) {
        return shares.group(groupId);
    }

    @Override
    public ShareDeadlines shareDeadlines(String groupId) {
        return shares.deadlines(groupId);
    }

    @Override
    public MetadataImage image() {
        return image.get();
    }

    @Override
    public boolean isStored(String groupId) {
        return stored.containsKey(groupId) || hasOffsets(groupId);
    }

    @Override
    public @Nullable StoredGroup stored(String groupId) {
        return stored.get(groupId);
    }

    @Override
    public Map<TopicPartition, CommittedOffset> offsets(String groupId) {
        return Collections.unmodifiableMap(offsets.getOrDefault(groupId, Map.of()));
    }

    @Override
    public Set<TopicPartition> unstable(String groupId) {
        return pendingOffsets.partitions(groupId);
    }

    @Override
    public Set<String> groupIds() {
        Set<String> all = new HashSet<>(groups.keySet());
        all.addAll(consumers.groupIds());
        all.addAll(shares.groupIds());
        return all;
    }

    private void replace(String groupId, @Nullable ClassicGroup group) {
        ClassicGroup before = group == null ? groups.remove(groupId) : groups.put(groupId, group);
        GroupCounts changed = counts;
        if (before != null) {
            changed = changed.with(before, -1);
            if (loaded && group != null && group.generationId() > before.generationId()) {
                rebalances.ofClassic();
            }
        }
        if (group != null) {
            changed = changed.with(group, 1);
        }
        counts = changed;
    }
}
