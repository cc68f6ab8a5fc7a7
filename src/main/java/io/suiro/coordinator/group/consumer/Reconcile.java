package io.suiro.coordinator.group.consumer;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatRequestData.TopicPartitions;
import org.jspecify.annotations.Nullable;

/**
 * Brings a member one step nearer to its target. It gives up first: its epoch stays until it has acknowledged, by what
 * it says it owns, that it has given up what the target takes away. Then it gets the target's epoch, and whatever
 * nobody else holds any more. Pure.
 *
 * @param owned what the member says it owns; null if it does not say
 */
record Reconcile(
        ConsumerGroup group,
        ConsumerMember member,
        @Nullable PartitionSet owned) {
    /** What a request says that its member owns. */
    static @Nullable PartitionSet owned(@Nullable List<TopicPartitions> topics) {
        if (topics == null) {
            return null;
        }
        Map<Uuid, Set<Integer>> owned = new HashMap<>();
        topics.forEach(topic ->
                owned.computeIfAbsent(topic.topicId(), id -> new HashSet<>()).addAll(topic.partitions()));
        return PartitionSet.of(owned);
    }

    /** The same progress if there is no step to take. */
    MemberProgress step() {
        MemberProgress progress = member.progress();
        return switch (progress.state()) {
            case STABLE ->
                progress.memberEpoch() == group.assignmentEpoch() ? progress : towards(progress.memberEpoch());
            case UNREVOKED_PARTITIONS ->
                owns(progress.pendingRevocation()) ? progress : towards(progress.memberEpoch() + 1);
            case UNRELEASED_PARTITIONS -> towards(progress.memberEpoch());
        };
    }

    private MemberProgress towards(int memberEpoch) {
        PartitionSet target = group.target(member.memberId());
        PartitionSet assigned = member.progress().assigned();
        PartitionSet kept = assigned.intersect(target);
        PartitionSet givenUp = assigned.minus(kept);
        if (owns(givenUp)) {
            return changed(memberEpoch, MemberState.UNREVOKED_PARTITIONS, kept, givenUp);
        }
        PartitionSet wanted = target.minus(kept);
        PartitionSet free = wanted.filter((topicId, partition) -> group.isFree(member.memberId(), topicId, partition));
        MemberState state = free.size() == wanted.size() ? MemberState.STABLE : MemberState.UNRELEASED_PARTITIONS;
        return changed(group.assignmentEpoch(), state, kept.plus(free), PartitionSet.NONE);
    }

    /** A member that waits, and gets nothing new, needs no record of that. */
    private MemberProgress changed(
            int memberEpoch, MemberState state, PartitionSet assigned, PartitionSet pendingRevocation) {
        MemberProgress before = member.progress();
        boolean isSame = before.memberEpoch() == memberEpoch
                && before.state() == state
                && before.assigned().equals(assigned)
                && before.pendingRevocation().equals(pendingRevocation);
        return isSame ? before : before.next(memberEpoch, state, assigned, pendingRevocation);
    }

    /** Whether the member may still own any of them: if it does not say, it may. */
    private boolean owns(PartitionSet partitions) {
        return !partitions.isEmpty()
                && (owned == null || !owned.intersect(partitions).isEmpty());
    }
}
