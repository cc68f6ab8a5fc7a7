package io.suiro.coordinator.group;

import io.suiro.coordinator.Command;
import io.suiro.coordinator.Decision;
import io.suiro.coordinator.Moment;
import io.suiro.coordinator.group.consumer.ConsumerDecision;
import io.suiro.coordinator.group.consumer.ConsumerGroup;
import io.suiro.coordinator.group.consumer.ExpireMembers;
import java.util.List;

/** A consumer group's timer has gone off; nothing may be due yet, since heartbeats do not move it. */
record ExpireConsumers(GroupState state, ConsumerGroup group) implements Command<GroupRecord, GroupChange> {
    @Override
    public Decision<GroupRecord, GroupChange> decide(Moment now) {
        String groupId = group.groupId();
        ConsumerDecision decision = ExpireMembers.decide(
                group, state.deadlines(groupId), state.consumerSettings(groupId), state.image(), now);
        return ConsumerOutcome.of(state, group, decision, List.of(), now);
    }
}
