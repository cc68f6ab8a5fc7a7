package io.suiro.coordinator.group;

import io.suiro.coordinator.Command;
import io.suiro.coordinator.Decision;
import io.suiro.coordinator.Moment;
import io.suiro.error.Refused;
import org.apache.kafka.common.protocol.Errors;

/** What share groups do not have: generations, and offsets of their own. Of one of them it is refused with the code. */
record UnlessShares(GroupState state, String groupId, Errors code, Command<GroupRecord, GroupChange> command)
        implements Command<GroupRecord, GroupChange> {
    @Override
    public Decision<GroupRecord, GroupChange> decide(Moment now) {
        if (state.shares(groupId) != null) {
            throw new Refused(code, "Group " + groupId + " is a share group.");
        }
        return command.decide(now);
    }
}
