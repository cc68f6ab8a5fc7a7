package io.suiro.coordinator.group;

import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** What commands read of a shard's groups. Lane only. */
interface GroupState {
    GroupSettings settings();

    /** Null if there is none; a group of which only offsets are stored is empty and has no protocol type. */
    @Nullable
    ClassicGroup group(String groupId);

    /** Whether a reload would find the group, be it only by its offsets. */
    boolean isStored(String groupId);

    /** What a reload would restore the group from; null if it would not, or by its offsets only. */
    @Nullable
    StoredGroup stored(String groupId);

    /** None if the group has committed nothing. */
    Map<TopicPartition, CommittedOffset> offsets(String groupId);

    /** All groups, stored or not. */
    Set<String> groupIds();
}
