package io.suiro.coordinator.group;

import io.suiro.coordinator.Command;
import io.suiro.coordinator.Decision;
import io.suiro.coordinator.Moment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/**
 * Forgets offsets that have not been of use for the retention time, and then the group, if it is empty.
 *
 * <pre>
 * only stores offsets           counted from each commit
 * empty                         counted from when it became empty (from each commit if that is not known)
 * stable consumers              counted from each commit, for topics that none of them reads
 * a transaction may change it   kept
 * anything else                 kept
 * </pre>
 *
 * An offset that was committed with a retention time of its own goes by that instead.
 *
 * @see <a href="https://cwiki.apache.org/confluence/x/vTJwB">KIP-211</a>
 */
record ExpireOffsets(GroupState state, String groupId) implements Command<GroupRecord, GroupChange> {
    @Override
    public Decision<GroupRecord, GroupChange> decide(Moment now) {
        ClassicGroup group = state.group(groupId);
        if (group == null) {
            return Decision.nothing();
        }
        List<GroupRecord> records = new ArrayList<>();
        Map<TopicPartition, CommittedOffset> offsets = state.offsets(groupId);
        Set<TopicPartition> unstable = state.unstable(groupId);
        offsets.forEach((partition, offset) -> {
            if (!unstable.contains(partition) && isExpired(group, partition, offset, now.nowMs())) {
                records.add(new GroupRecord.OffsetDeleted(groupId, partition));
            }
        });
        boolean isUseless = records.size() == offsets.size()
                && unstable.isEmpty()
                && group.is(ClassicState.EMPTY)
                && group.pendingMembers().isEmpty();
        if (!isUseless) {
            return new Decision<>(records, List.of(), List.of());
        }
        if (state.stored(groupId) != null) {
            records.add(new GroupRecord.GroupDeleted(groupId));
        }
        return new Decision<>(records, List.of(GroupChange.gone(groupId)), List.of());
    }

    private boolean isExpired(ClassicGroup group, TopicPartition partition, CommittedOffset offset, long nowMs) {
        boolean counts = group.protocolType() == null
                || switch (group.state()) {
                    case EMPTY -> true;
                    case STABLE ->
                        Subscriptions.topics(group)
                                .map(topics -> !topics.contains(partition.topic()))
                                .orElse(false);
                    case PREPARING_REBALANCE, COMPLETING_REBALANCE -> false;
                };
        if (!counts) {
            return false;
        }
        if (offset.expireTimestampMs() >= 0) {
            return nowMs >= offset.expireTimestampMs();
        }
        boolean fromState = group.protocolType() != null && group.is(ClassicState.EMPTY) && group.stateSinceMs() >= 0;
        long sinceMs = fromState ? group.stateSinceMs() : offset.commitTimestampMs();
        return nowMs - sinceMs >= state.settings().offsetsRetentionMs();
    }
}
