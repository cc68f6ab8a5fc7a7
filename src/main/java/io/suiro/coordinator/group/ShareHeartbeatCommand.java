package io.suiro.coordinator.group;

import io.suiro.coordinator.Answer;
import io.suiro.coordinator.Command;
import io.suiro.coordinator.Decision;
import io.suiro.coordinator.Moment;
import io.suiro.coordinator.group.share.ShareGroup;
import io.suiro.coordinator.group.share.ShareHeartbeat;
import io.suiro.error.Refused;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.protocol.Errors;

/**
 * ShareGroupHeartbeat, decided by {@link ShareHeartbeat}. A member that joins makes the group if there is none.
 *
 * <p>Errors, beside those named there: GROUP_ID_NOT_FOUND if there is no group to go on with, or one of another type.
 */
record ShareHeartbeatCommand(
        GroupState state, ShareHeartbeat heartbeat, CompletableFuture<ShareHeartbeat.Decided> asker)
        implements Command<GroupRecord, GroupChange> {
    @Override
    public Decision<GroupRecord, GroupChange> decide(Moment now) {
        String groupId = heartbeat.request().groupId();
        ShareHeartbeat.Decided decided = heartbeat.decide(
                group(groupId),
                state.shareDeadlines(groupId),
                state.settings().share().apply(groupId),
                state.image(),
                now);
        return new Decision<>(
                GroupRecord.ofShares(decided.decision().records()),
                List.of(GroupChange.of(groupId, decided.decision())),
                List.of(new Answer<>(asker, decided)));
    }

    private ShareGroup group(String groupId) {
        ShareGroup group = state.shares(groupId);
        if (group != null) {
            return group;
        }
        if (state.group(groupId) != null || state.consumers(groupId) != null) {
            throw new Refused(Errors.GROUP_ID_NOT_FOUND, "Group " + groupId + " is not a share group.");
        }
        if (!heartbeat.isJoin()) {
            throw new Refused(Errors.GROUP_ID_NOT_FOUND, "Group " + groupId + " not found.");
        }
        return ShareGroup.empty(groupId);
    }
}
