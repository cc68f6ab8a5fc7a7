package io.suiro.coordinator.group;

import io.suiro.coordinator.Answer;
import io.suiro.coordinator.Command;
import io.suiro.coordinator.Decision;
import io.suiro.coordinator.Moment;
import io.suiro.coordinator.group.consumer.PartitionSet;
import io.suiro.coordinator.group.share.BeginState;
import io.suiro.coordinator.group.share.ShareDecision;
import io.suiro.coordinator.group.share.ShareGroup;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.protocol.Errors;

/** The share coordinator has state of these partitions now. Of a group that is gone meanwhile nothing comes. */
record ShareStateBegun(GroupState state, String groupId, PartitionSet initialized, CompletableFuture<Errors> asker)
        implements Command<GroupRecord, GroupChange> {
    @Override
    public Decision<GroupRecord, GroupChange> decide(Moment now) {
        ShareGroup group = state.shares(groupId);
        if (group == null) {
            return new Decision<>(List.of(), List.of(), List.of(new Answer<>(asker, Errors.GROUP_ID_NOT_FOUND)));
        }
        ShareDecision decision = BeginState.done(
                group,
                state.shareDeadlines(groupId),
                state.settings().share().apply(groupId),
                state.image(),
                now,
                initialized);
        return new Decision<>(
                GroupRecord.ofShares(decision.records()),
                List.of(GroupChange.of(groupId, decision)),
                List.of(new Answer<>(asker, Errors.NONE)));
    }
}
