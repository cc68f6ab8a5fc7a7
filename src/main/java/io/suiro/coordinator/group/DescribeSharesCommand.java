package io.suiro.coordinator.group;

import io.suiro.coordinator.Answer;
import io.suiro.coordinator.Command;
import io.suiro.coordinator.Decision;
import io.suiro.coordinator.Moment;
import io.suiro.coordinator.group.share.DescribeShareGroup;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.message.ShareGroupDescribeResponseData.DescribedGroup;

/**
 * ShareGroupDescribe, for one of them.
 *
 * <p>Errors: GROUP_ID_NOT_FOUND, also for a group of another type.
 */
record DescribeSharesCommand(GroupState state, String groupId, CompletableFuture<DescribedGroup> asker)
        implements Command<GroupRecord, GroupChange> {
    @Override
    public Decision<GroupRecord, GroupChange> decide(Moment now) {
        return new Decision<>(
                List.of(),
                List.of(),
                List.of(new Answer<>(asker, DescribeShareGroup.describe(state.requireShares(groupId), state.image()))));
    }
}
