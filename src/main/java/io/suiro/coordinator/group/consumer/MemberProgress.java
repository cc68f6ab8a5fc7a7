package io.suiro.coordinator.group.consumer;

import io.suiro.coordinator.group.consumer.ConsumerGroup.PartitionId;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.Uuid;
import org.pcollections.HashPMap;
import org.pcollections.HashTreePMap;

/**
 * What a member holds.
 *
 * @param memberEpoch the target it has got to, 0 before the first, {@link #LEFT_STATICALLY}
 * @param previousEpoch what the member may still send if the answer with its new epoch was lost
 * @param assigned what it may read
 * @param pendingRevocation what it may still be reading, and has to give up
 * @param assignedSince the epoch in which it got a partition that it may read, as far as that is known
 */
public record MemberProgress(
        int memberEpoch,
        int previousEpoch,
        MemberState state,
        PartitionSet assigned,
        PartitionSet pendingRevocation,
        HashPMap<PartitionId, Integer> assignedSince) {
    /** Epoch of a static member that will be back: its partitions wait for it as long as its session lasts. */
    public static final int LEFT_STATICALLY = -2;

    static final MemberProgress NEW =
            new MemberProgress(0, -1, MemberState.STABLE, PartitionSet.NONE, PartitionSet.NONE, HashTreePMap.empty());

    boolean isReconciledTo(int assignmentEpoch) {
        return state == MemberState.STABLE && memberEpoch == assignmentEpoch;
    }

    /** Whether it has a step to take to the group's epoch. Of a static member that is away none is expected. */
    boolean isBehind(int groupEpoch) {
        return memberEpoch != LEFT_STATICALLY && !isReconciledTo(groupEpoch);
    }

    /** Whether the member has held the partition since that epoch, be it that its epoch has changed meanwhile. */
    boolean hasHeldSince(int epoch, Uuid topicId, int partition) {
        return assigned.contains(topicId, partition)
                && assignedSince.getOrDefault(new PartitionId(topicId, partition), memberEpoch) <= epoch;
    }

    MemberProgress next(int epoch, MemberState state, PartitionSet assigned, PartitionSet pendingRevocation) {
        Map<PartitionId, Integer> since = new HashMap<>();
        assigned.forEach((topicId, partition) -> {
            PartitionId id = new PartitionId(topicId, partition);
            boolean isKept = this.assigned.contains(topicId, partition);
            since.put(id, isKept ? assignedSince.getOrDefault(id, memberEpoch) : epoch);
        });
        return new MemberProgress(epoch, memberEpoch, state, assigned, pendingRevocation, HashTreePMap.from(since));
    }

    /** Whoever has left reads nothing any more, so that it has given up what it had to. */
    MemberProgress leftStatically() {
        return new MemberProgress(
                LEFT_STATICALLY, previousEpoch, MemberState.STABLE, assigned, PartitionSet.NONE, assignedSince);
    }

    /** For the member that takes a static member's place. */
    MemberProgress rejoined() {
        return new MemberProgress(0, 0, state, assigned, PartitionSet.NONE, assignedSince);
    }
}
