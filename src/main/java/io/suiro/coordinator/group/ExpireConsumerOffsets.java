package io.suiro.coordinator.group;

import io.suiro.coordinator.Command;
import io.suiro.coordinator.Decision;
import io.suiro.coordinator.Moment;
import io.suiro.coordinator.group.consumer.ConsumerGroup;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/**
 * Forgets a consumer group's offsets of topics that no member subscribes to, once they have not been committed anew for
 * the retention time, and no transaction may change them; then the group, if it is empty and has none left.
 */
record ExpireConsumerOffsets(GroupState state, ConsumerGroup group) implements Command<GroupRecord, GroupChange> {
    @Override
    public Decision<GroupRecord, GroupChange> decide(Moment now) {
        String groupId = group.groupId();
        Set<String> subscribed = group.subscribedTopics();
        List<GroupRecord> records = new ArrayList<>();
        Map<TopicPartition, CommittedOffset> offsets = state.offsets(groupId);
        Set<TopicPartition> unstable = state.unstable(groupId);
        offsets.forEach((partition, offset) -> {
            if (!subscribed.contains(partition.topic())
                    && !unstable.contains(partition)
                    && isOld(offset, now.nowMs())) {
                records.add(new GroupRecord.OffsetDeleted(groupId, partition));
            }
        });
        if (group.isEmpty() && unstable.isEmpty() && records.size() == offsets.size()) {
            records.addAll(GroupRecord.tombstones(group));
        }
        return new Decision<>(records, List.of(), List.of());
    }

    private boolean isOld(CommittedOffset offset, long nowMs) {
        return offset.expireTimestampMs() >= 0
                ? nowMs >= offset.expireTimestampMs()
                : nowMs - offset.commitTimestampMs() >= state.settings().offsetsRetentionMs();
    }
}
