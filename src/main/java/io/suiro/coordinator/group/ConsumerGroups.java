package io.suiro.coordinator.group;

import io.suiro.coordinator.group.consumer.ConsumerGroup;
import io.suiro.coordinator.group.consumer.ConsumerGroupRecord;
import io.suiro.coordinator.group.consumer.ConsumerGroupSettings;
import io.suiro.coordinator.group.consumer.Deadlines;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The groups of a shard that speak the new protocol (KIP-848), and their members' deadlines. Lane only. */
final class ConsumerGroups {
    private final Map<String, ConsumerGroup> groups = new HashMap<>();
    private final Map<String, Deadlines> deadlines = new HashMap<>();

    @Nullable
    ConsumerGroup group(String groupId) {
        return groups.get(groupId);
    }

    Deadlines deadlines(String groupId) {
        return deadlines.getOrDefault(groupId, Deadlines.NONE);
    }

    Set<String> groupIds() {
        return Collections.unmodifiableSet(groups.keySet());
    }

    /** The group as it is after the record, null if there is none. */
    @Nullable
    ConsumerGroup apply(ConsumerGroupRecord record) {
        String groupId = record.groupId();
        ConsumerGroup empty = ConsumerGroup.empty(groupId);
        ConsumerGroup after = groups.getOrDefault(groupId, empty).apply(record);
        // A tombstone of a group that is long gone makes none.
        if (after == null || (after.equals(empty) && !groups.containsKey(groupId))) {
            groups.remove(groupId);
            deadlines.remove(groupId);
            return null;
        }
        groups.put(groupId, after);
        return after;
    }

    /** Of a group that exists. */
    void become(String groupId, Deadlines changed) {
        deadlines.put(groupId, changed);
    }

    /** Gives every member of every group its time, as a new coordinator does. */
    void restoreDeadlines(Function<String, ConsumerGroupSettings> settings, long uptimeMs) {
        groups.forEach((groupId, group) ->
                deadlines.put(groupId, Deadlines.restored(group, settings.apply(groupId), uptimeMs)));
    }
}
