package io.suiro.coordinator.group;

import io.suiro.coordinator.group.share.ShareDeadlines;
import io.suiro.coordinator.group.share.ShareGroup;
import io.suiro.coordinator.group.share.ShareGroupRecord;
import io.suiro.coordinator.group.share.ShareGroupSettings;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The share groups of a shard (KIP-932), and their members' deadlines. Lane only. */
final class ShareGroups {
    private final Map<String, ShareGroup> groups = new HashMap<>();
    private final Map<String, ShareDeadlines> deadlines = new HashMap<>();

    @Nullable
    ShareGroup group(String groupId) {
        return groups.get(groupId);
    }

    ShareDeadlines deadlines(String groupId) {
        return deadlines.getOrDefault(groupId, ShareDeadlines.NONE);
    }

    Set<String> groupIds() {
        return Collections.unmodifiableSet(groups.keySet());
    }

    /** The group as it is after the record, null if there is none. */
    @Nullable
    ShareGroup apply(ShareGroupRecord record) {
        String groupId = record.groupId();
        ShareGroup empty = ShareGroup.empty(groupId);
        ShareGroup after = groups.getOrDefault(groupId, empty).apply(record);
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
    void become(String groupId, ShareDeadlines changed) {
        if (groups.containsKey(groupId)) {
            deadlines.put(groupId, changed);
        }
    }

    /** Gives every member of every group its time, as a new coordinator does. */
    void restoreDeadlines(Function<String, ShareGroupSettings> settings, long uptimeMs) {
        groups.forEach((groupId, group) ->
                deadlines.put(groupId, ShareDeadlines.restored(group, settings.apply(groupId), uptimeMs)));
    }
}
