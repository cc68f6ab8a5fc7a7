package io.suiro.coordinator.group;

import io.suiro.coordinator.Answer;
import io.suiro.coordinator.Command;
import io.suiro.coordinator.Decision;
import io.suiro.coordinator.Moment;
import io.suiro.coordinator.group.share.ShareGroup;
import io.suiro.coordinator.group.share.ShareGroupRecord;
import io.suiro.coordinator.group.share.StatePartitions;
import io.suiro.error.Refused;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.protocol.Errors;

/**
 * The state of some topics is about to be deleted, or has been. In between the group is known to have some of it, so that it can be
 * deleted again after a crash.
 *
 * <p>Errors: GROUP_ID_NOT_FOUND, NON_EMPTY_GROUP.
 *
 * @param isDone whether it is gone
 */
record DeleteShareState(
        GroupState state, String groupId, Set<Uuid> topicIds, boolean isDone, CompletableFuture<ShareStatePlan> asker)
        implements Command<GroupRecord, GroupChange> {
    @Override
    public Decision<GroupRecord, GroupChange> decide(Moment now) {
        ShareGroup group = state.requireShares(groupId);
        if (!group.isEmpty()) {
            throw new Refused(Errors.NON_EMPTY_GROUP, "The group is not empty.");
        }
        ShareStatePlan plan = ShareStatePlan.of(group);
        StatePartitions after = group.state().deleting(topicIds, isDone);
        List<GroupRecord> records = after.equals(group.state())
                ? List.of()
                : GroupRecord.ofShares(List.of(new ShareGroupRecord.StateStored(groupId, after)));
        return new Decision<>(records, List.of(), List.of(new Answer<>(asker, plan)));
    }
}
