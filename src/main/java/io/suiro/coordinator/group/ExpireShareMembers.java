package io.suiro.coordinator.group;

import io.suiro.coordinator.Command;
import io.suiro.coordinator.Decision;
import io.suiro.coordinator.Moment;
import io.suiro.coordinator.group.share.RemoveShareMember;
import io.suiro.coordinator.group.share.ShareDecision;
import io.suiro.coordinator.group.share.ShareGroup;
import java.util.List;

/** A share group's timer has gone off; nothing may be due yet, since heartbeats do not move it. */
record ExpireShareMembers(GroupState state, ShareGroup group) implements Command<GroupRecord, GroupChange> {
    @Override
    public Decision<GroupRecord, GroupChange> decide(Moment now) {
        String groupId = group.groupId();
        ShareDecision decision = RemoveShareMember.expire(
                group, state.shareDeadlines(groupId), state.settings().share().apply(groupId), state.image(), now);
        return new Decision<>(
                GroupRecord.ofShares(decision.records()), List.of(GroupChange.of(groupId, decision)), List.of());
    }
}
