package io.suiro.coordinator.group;

import io.suiro.coordinator.Answer;
import io.suiro.coordinator.Command;
import io.suiro.coordinator.Decision;
import io.suiro.coordinator.Moment;
import io.suiro.coordinator.group.consumer.ConsumerGroup;
import io.suiro.coordinator.group.consumer.DescribeConsumerGroup;
import io.suiro.error.Refused;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.message.ConsumerGroupDescribeResponseData.DescribedGroup;
import org.apache.kafka.common.protocol.Errors;

/**
 * ConsumerGroupDescribe, for one of them.
 *
 * <p>Errors: GROUP_ID_NOT_FOUND, also for a classic group, which makes clients ask with DescribeGroups.
 */
record DescribeConsumersCommand(GroupState state, String groupId, CompletableFuture<DescribedGroup> asker)
        implements Command<GroupRecord, GroupChange> {
    @Override
    public Decision<GroupRecord, GroupChange> decide(Moment now) {
        ConsumerGroup group = state.consumers(groupId);
        if (group == null) {
            throw new Refused(
                    Errors.GROUP_ID_NOT_FOUND,
                    "Group " + groupId + (state.group(groupId) == null ? " not found." : " is not a consumer group."));
        }
        DescribedGroup described =
                DescribeConsumerGroup.describe(group, state.consumerSettings(groupId), state.image());
        return new Decision<>(List.of(), List.of(), List.of(new Answer<>(asker, described)));
    }
}
