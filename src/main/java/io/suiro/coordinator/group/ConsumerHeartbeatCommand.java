package io.suiro.coordinator.group;

import io.suiro.coordinator.Answer;
import io.suiro.coordinator.Command;
import io.suiro.coordinator.Decision;
import io.suiro.coordinator.Moment;
import io.suiro.coordinator.group.consumer.ConsumerGroup;
import io.suiro.coordinator.group.consumer.ConsumerHeartbeat;
import io.suiro.coordinator.group.consumer.MemberRequest.Decided;
import io.suiro.error.Refused;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatResponseData;
import org.apache.kafka.common.protocol.Errors;

/**
 * ConsumerGroupHeartbeat, decided by {@link ConsumerHeartbeat}. A member that joins makes the group if there is none,
 * or in the place of a classic one that is empty, whose offsets stay; one with members is converted ({@link Upgrade}).
 *
 * <p>Errors, beside those named there: GROUP_ID_NOT_FOUND if there is no group to go on with, or a classic one that
 * cannot be converted.
 */
record ConsumerHeartbeatCommand(
        GroupState state, ConsumerHeartbeat heartbeat, CompletableFuture<ConsumerGroupHeartbeatResponseData> asker)
        implements Command<GroupRecord, GroupChange> {
    @Override
    public Decision<GroupRecord, GroupChange> decide(Moment now) {
        String groupId = heartbeat.request().groupId();
        ConsumerGroup group = state.consumers(groupId);
        if (group != null) {
            Decided<ConsumerGroupHeartbeatResponseData> decided = heartbeat.decide(
                    group, state.deadlines(groupId), state.consumerSettings(groupId), state.image(), now);
            return ConsumerOutcome.of(state, group, decided, asker, now);
        }
        ClassicGroup classic = state.group(groupId);
        if (!heartbeat.isJoin()) {
            throw new Refused(
                    Errors.GROUP_ID_NOT_FOUND,
                    "Group " + groupId + (classic == null ? " not found." : " is not a consumer group."));
        }
        return begin(
                classic == null || classic.is(ClassicState.EMPTY)
                        ? Upgrade.ofNobody(state, groupId)
                        : Upgrade.of(state, classic, now),
                now);
    }

    private Decision<GroupRecord, GroupChange> begin(Upgrade upgrade, Moment now) {
        String groupId = heartbeat.request().groupId();
        Decided<ConsumerGroupHeartbeatResponseData> decided = heartbeat.decide(
                upgrade.group(), upgrade.deadlines(), state.consumerSettings(groupId), state.image(), now);
        List<GroupRecord> records = new ArrayList<>(upgrade.records());
        records.addAll(GroupRecord.ofConsumers(decided.decision().records()));
        List<Answer<?>> answers = new ArrayList<>(upgrade.answers());
        answers.add(new Answer<>(asker, decided.response()));
        return new Decision<>(records, List.of(GroupChange.due(groupId, decided.decision())), answers);
    }
}
