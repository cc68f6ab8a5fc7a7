package io.suiro.coordinator.group;

import io.suiro.cluster.MetadataImage;
import io.suiro.coordinator.group.consumer.ConsumerGroup;
import io.suiro.coordinator.group.consumer.ConsumerGroupSettings;
import io.suiro.coordinator.group.consumer.Deadlines;
import io.suiro.coordinator.group.share.ShareDeadlines;
import io.suiro.coordinator.group.share.ShareGroup;
import io.suiro.error.Refused;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/** What commands read of a shard's groups. Lane only. */
interface GroupState {
    GroupSettings settings();

    /** Of one group that speaks the new protocol, whether it exists or not. */
    ConsumerGroupSettings consumerSettings(String groupId);

    /** Null if there is no classic one; a group of which only offsets are stored is empty and has no protocol type. */
    @Nullable
    ClassicGroup group(String groupId);

    /** Null if there is none that speaks the new protocol (KIP-848); then {@link #group} may have a classic one. */
    @Nullable
    ConsumerGroup consumers(String groupId);

    /** Of that group's members. */
    Deadlines deadlines(String groupId);

    /** Null if there is no share group of that id (KIP-932). */
    @Nullable
    ShareGroup shares(String groupId);

    /** Of that group's members. */
    ShareDeadlines shareDeadlines(String groupId);

    /** Throws GROUP_ID_NOT_FOUND if there is none, or one of another type. */
    default ShareGroup requireShares(String groupId) {
        ShareGroup group = shares(groupId);
        if (group != null) {
            return group;
        }
        boolean isOther = group(groupId) != null || consumers(groupId) != null;
        throw new Refused(
                Errors.GROUP_ID_NOT_FOUND, "Group " + groupId + (isOther ? " is not a share group." : " not found."));
    }

    /** The topics as they are known here. */
    MetadataImage image();

    /** Whether a reload would find the classic group, be it only by its offsets. */
    boolean isStored(String groupId);

    /** What a reload would restore the group from; null if it would not, or by its offsets only. */
    @Nullable
    StoredGroup stored(String groupId);

    /** None if the group has committed nothing. */
    Map<TopicPartition, CommittedOffset> offsets(String groupId);

    /** Partitions whose offsets may change, or come to be, with the end of a transaction. */
    Set<TopicPartition> unstable(String groupId);

    /** All groups of any type, stored or not. */
    Set<String> groupIds();
}
