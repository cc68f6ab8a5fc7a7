package io.suiro.coordinator.group;

import io.suiro.coordinator.Answer;
import io.suiro.coordinator.Command;
import io.suiro.coordinator.Decision;
import io.suiro.coordinator.Moment;
import io.suiro.coordinator.group.share.ShareGroup;
import io.suiro.error.Refused;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.protocol.Errors;

/**
 * Of which partitions a share group has state, for somebody who describes that, or is about to change it.
 *
 * <p>Errors: GROUP_ID_NOT_FOUND, NON_EMPTY_GROUP.
 *
 * @param mustBeEmpty whether the group may have no member
 */
record PlanShareStates(GroupState state, String groupId, boolean mustBeEmpty, CompletableFuture<ShareStatePlan> asker)
        implements Command<GroupRecord, GroupChange> {
    @Override
    public Decision<GroupRecord, GroupChange> decide(Moment now) {
        ShareGroup group = state.requireShares(groupId);
        if (mustBeEmpty && !group.isEmpty()) {
            throw new Refused(Errors.NON_EMPTY_GROUP, "The group is not empty.");
        }
        return new Decision<>(List.of(), List.of(), List.of(new Answer<>(asker, ShareStatePlan.of(group))));
    }
}
