package io.suiro.coordinator.group;

import io.suiro.coordinator.Command;
import io.suiro.coordinator.Decision;
import io.suiro.coordinator.Moment;
import io.suiro.coordinator.group.consumer.ConsumerGroup;
import io.suiro.coordinator.group.consumer.MemberRequest;
import java.util.concurrent.CompletableFuture;

/**
 * A request of the classic protocol, to a group that may be a consumer group with members, some of which may speak that protocol.
 *
 * @param ofConsumers decides in that case
 * @param otherwise decides of a classic group, an empty one, or none
 */
record ClassicRequest<T>(
        GroupState state,
        String groupId,
        MemberRequest<T> ofConsumers,
        Command<GroupRecord, GroupChange> otherwise,
        CompletableFuture<T> asker)
        implements Command<GroupRecord, GroupChange> {
    @Override
    public Decision<GroupRecord, GroupChange> decide(Moment now) {
        ConsumerGroup group = state.consumers(groupId);
        if (group == null || group.isEmpty()) {
            return otherwise.decide(now);
        }
        return ConsumerOutcome.of(
                state,
                group,
                ofConsumers.decide(
                        group, state.deadlines(groupId), state.consumerSettings(groupId), state.image(), now),
                asker,
                now);
    }
}
