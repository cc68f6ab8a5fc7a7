package io.suiro.coordinator.group;

import io.suiro.coordinator.Moment;
import io.suiro.coordinator.StateMachine;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * The groups of one partition of {@code __consumer_offsets}: stored groups and offsets, which records make, and groups
 * at work, which decisions make. Lane only, but for {@link #counts}.
 */
final class GroupMachine implements StateMachine<GroupRecord, GroupChange>, GroupState {
    private final GroupSettings settings;
    private final GroupTimers timers;
    private final Map<String, StoredGroup> stored = new HashMap<>();
    private final Map<String, Map<TopicPartition, CommittedOffset>> offsets = new HashMap<>();
    private final Map<String, ClassicGroup> groups = new HashMap<>();
    private volatile GroupCounts counts = GroupCounts.NONE;

    GroupMachine(GroupSettings settings, GroupTimers timers) {
        this.settings = settings;
        this.timers = timers;
    }

    /** Any thread. */
    GroupCounts counts() {
        return counts;
    }

    @Override
    public void apply(GroupRecord record) {
        String groupId = record.groupId();
        switch (record) {
            case GroupRecord.OffsetStored committed -> store(groupId, committed);
            case GroupRecord.OffsetDeleted deleted -> delete(groupId, deleted.partition());
            case GroupRecord.GroupStored changed -> stored.put(groupId, changed.group());
            case GroupRecord.GroupDeleted deleted -> stored.remove(groupId);
        }
    }

    /** Offsets make a group, if there was none: one that is empty, and only stores them. */
    private void store(String groupId, GroupRecord.OffsetStored record) {
        Map<TopicPartition, CommittedOffset> ofGroup = offsets.computeIfAbsent(groupId, key -> new HashMap<>());
        if (ofGroup.put(record.partition(), record.offset()) == null) {
            counts = counts.withOffsets(1);
        }
        if (!groups.containsKey(groupId)) {
            replace(groupId, ClassicGroup.empty(groupId));
        }
    }

    private void delete(String groupId, TopicPartition partition) {
        Map<TopicPartition, CommittedOffset> ofGroup = offsets.get(groupId);
        if (ofGroup == null || ofGroup.remove(partition) == null) {
            return;
        }
        counts = counts.withOffsets(-1);
        if (ofGroup.isEmpty()) {
            offsets.remove(groupId);
        }
    }

    @Override
    public void adopt(GroupChange change, Moment now) {
        replace(change.groupId(), change.group());
        if (change.group() == null) {
            timers.cancel(change.groupId());
        } else if (change.dueMs() != Member.NEVER) {
            timers.dueAt(change.groupId(), change.dueMs(), now);
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
        timers.start();
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
    public @Nullable ClassicGroup group(String groupId) {
        return groups.get(groupId);
    }

    @Override
    public boolean isStored(String groupId) {
        return stored.containsKey(groupId) || offsets.containsKey(groupId);
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
    public Set<String> groupIds() {
        return Collections.unmodifiableSet(groups.keySet());
    }

    private void replace(String groupId, @Nullable ClassicGroup group) {
        ClassicGroup before = group == null ? groups.remove(groupId) : groups.put(groupId, group);
        GroupCounts changed = counts;
        if (before != null) {
            changed = changed.with(before, -1);
        }
        if (group != null) {
            changed = changed.with(group, 1);
        }
        counts = changed;
    }
}
