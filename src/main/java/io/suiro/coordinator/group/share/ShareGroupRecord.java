package io.suiro.coordinator.group.share;

import io.suiro.coordinator.group.consumer.PartitionSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A record of {@code __consumer_offsets} that concerns a share group. */
public sealed interface ShareGroupRecord {
    String groupId();

    record MemberStored(
            String groupId,
            String memberId,
            @Nullable String rackId,
            String clientId,
            String clientHost,
            Set<String> topicNames)
            implements ShareGroupRecord {
        public MemberStored {
            topicNames = Set.copyOf(topicNames);
        }
    }

    /** A tombstone. */
    record MemberDeleted(String groupId, String memberId) implements ShareGroupRecord {}

    record GroupStored(String groupId, int groupEpoch, long metadataHash) implements ShareGroupRecord {}

    /** A tombstone. */
    record GroupDeleted(String groupId) implements ShareGroupRecord {}

    record TargetEpochStored(String groupId, int assignmentEpoch, long timestampMs) implements ShareGroupRecord {}

    /** A tombstone. */
    record TargetEpochDeleted(String groupId) implements ShareGroupRecord {}

    record TargetStored(String groupId, String memberId, PartitionSet target) implements ShareGroupRecord {}

    /** A tombstone. */
    record TargetDeleted(String groupId, String memberId) implements ShareGroupRecord {}

    record CurrentStored(String groupId, String memberId, int memberEpoch, int previousEpoch, PartitionSet assigned)
            implements ShareGroupRecord {}

    /** A tombstone. */
    record CurrentDeleted(String groupId, String memberId) implements ShareGroupRecord {}

    record StateStored(String groupId, StatePartitions state) implements ShareGroupRecord {}

    /** A tombstone. */
    record StateDeleted(String groupId) implements ShareGroupRecord {}
}
