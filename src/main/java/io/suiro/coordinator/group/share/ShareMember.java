package io.suiro.coordinator.group.share;

import io.suiro.coordinator.group.consumer.PartitionSet;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A member of a share group. Nothing is taken from it before it has been given up: it has its target as soon as it is told of it.
 *
 * @param topicNames what it subscribes to
 * @param memberEpoch the assignment epoch that it was last told of
 * @param previousEpoch the one before, which it may still send if that answer was lost
 */
public record ShareMember(
        String memberId,
        @Nullable String rackId,
        String clientId,
        String clientHost,
        Set<String> topicNames,
        int memberEpoch,
        int previousEpoch,
        PartitionSet assigned) {
    public ShareMember {
        topicNames = Set.copyOf(topicNames);
    }

    static ShareMember unknown(String memberId) {
        return new ShareMember(memberId, null, "", "", Set.of(), 0, -1, PartitionSet.NONE);
    }

    ShareMember as(@Nullable String rack, String client, String host, Set<String> topics) {
        return new ShareMember(memberId, rack, client, host, topics, memberEpoch, previousEpoch, assigned);
    }

    ShareMember at(int epoch, int previous, PartitionSet partitions) {
        return new ShareMember(memberId, rackId, clientId, clientHost, topicNames, epoch, previous, partitions);
    }

    /** Its subscription by name. */
    Set<String> sortedTopics() {
        return new TreeSet<>(topicNames);
    }
}
