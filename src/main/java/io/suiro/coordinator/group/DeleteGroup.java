package io.suiro.coordinator.group;

import io.suiro.coordinator.Answer;
import io.suiro.coordinator.Command;
import io.suiro.coordinator.Decision;
import io.suiro.coordinator.Moment;
import io.suiro.coordinator.group.consumer.ConsumerGroup;
import io.suiro.coordinator.group.share.ShareGroup;
import io.suiro.error.Refused;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.message.DeleteGroupsResponseData.DeletableGroupResult;
import org.apache.kafka.common.protocol.Errors;

/**
 * DeleteGroups, for one of them: an empty group goes, with its offsets, also those of transactions that have not ended.
 *
 * <p>Errors: GROUP_ID_NOT_FOUND, NON_EMPTY_GROUP.
 */
record DeleteGroup(GroupState state, String groupId, CompletableFuture<DeletableGroupResult> asker)
        implements Command<GroupRecord, GroupChange> {
    @Override
    public Decision<GroupRecord, GroupChange> decide(Moment now) {
        ConsumerGroup consumers = state.consumers(groupId);
        if (consumers != null) {
            return delete(consumers);
        }
        ShareGroup shares = state.shares(groupId);
        if (shares != null) {
            return delete(shares);
        }
        ClassicGroup group = state.group(groupId);
        if (group == null) {
            throw new Refused(Errors.GROUP_ID_NOT_FOUND);
        }
        if (!group.is(ClassicState.EMPTY)) {
            throw new Refused(Errors.NON_EMPTY_GROUP);
        }
        return new Decision<>(
                tombstones(state, groupId),
                List.of(GroupChange.gone(groupId)),
                List.of(new Answer<>(asker, new DeletableGroupResult().setGroupId(groupId))));
    }

    private Decision<GroupRecord, GroupChange> delete(ConsumerGroup group) {
        if (!group.isEmpty()) {
            throw new Refused(Errors.NON_EMPTY_GROUP);
        }
        List<GroupRecord> records = offsetTombstones(state, groupId);
        records.addAll(GroupRecord.tombstones(group));
        return new Decision<>(
                records, List.of(), List.of(new Answer<>(asker, new DeletableGroupResult().setGroupId(groupId))));
    }

    /** Its state with the share coordinator is gone already: see {@link DeleteShareState}. */
    private Decision<GroupRecord, GroupChange> delete(ShareGroup group) {
        if (!group.isEmpty()) {
            throw new Refused(Errors.NON_EMPTY_GROUP);
        }
        return new Decision<>(
                GroupRecord.ofShares(group.tombstones()),
                List.of(),
                List.of(new Answer<>(asker, new DeletableGroupResult().setGroupId(groupId))));
    }

    private static List<GroupRecord> offsetTombstones(GroupState state, String groupId) {
        Set<TopicPartition> partitions =
                new LinkedHashSet<>(state.offsets(groupId).keySet());
        partitions.addAll(state.unstable(groupId));
        List<GroupRecord> records = new ArrayList<>();
        partitions.forEach(partition -> records.add(new GroupRecord.OffsetDeleted(groupId, partition)));
        return records;
    }

    /** The group's own comes last: a crash before it leaves the group there, to be deleted again. */
    private static List<GroupRecord> tombstones(GroupState state, String groupId) {
        List<GroupRecord> records = offsetTombstones(state, groupId);
        if (state.stored(groupId) != null) {
            records.add(new GroupRecord.GroupDeleted(groupId));
        }
        return records;
    }
}
