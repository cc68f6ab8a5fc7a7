package io.suiro.coordinator.group;

import io.suiro.coordinator.Answer;
import io.suiro.coordinator.Command;
import io.suiro.coordinator.Decision;
import io.suiro.coordinator.Moment;
import io.suiro.coordinator.group.consumer.ConsumerGroup;
import io.suiro.coordinator.group.consumer.ConsumerHeartbeat;
import io.suiro.error.Refused;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatResponseData;
import org.apache.kafka.common.protocol.Errors;

/**
 * ConsumerGroupHeartbeat, decided by {@link ConsumerHeartbeat}. A member that joins makes the group if there is none,
 * or in the place of a classic one that is empty; that one's offsets stay.
 *
 * <p>Errors, beside those named there: GROUP_ID_NOT_FOUND if there is no group to go on with, or a classic one with
 * members, which is not converted while it runs.
 */
record ConsumerHeartbeatCommand(
        GroupState state, ConsumerHeartbeat heartbeat, CompletableFuture<ConsumerGroupHeartbeatResponseData> asker)
        implements Command<GroupRecord, GroupChange> {
    @Override
    public Decision<GroupRecord, GroupChange> decide(Moment now) {
        String groupId = heartbeat.request().groupId();
        List<GroupRecord> records = new ArrayList<>();
        ConsumerHeartbeat.Decided decided = heartbeat.decide(
                group(groupId, records), state.deadlines(groupId), state.consumerSettings(groupId), state.image(), now);
        decided.decision().records().forEach(record -> records.add(new GroupRecord.OfConsumers(record)));
        return new Decision<>(
                records,
                List.of(GroupChange.of(groupId, decided.decision())),
                List.of(new Answer<>(asker, decided.response())));
    }

    private ConsumerGroup group(String groupId, List<GroupRecord> records) {
        ConsumerGroup group = state.consumers(groupId);
        if (group != null) {
            return group;
        }
        ClassicGroup classic = state.group(groupId);
        if (!heartbeat.isJoin()) {
            throw new Refused(
                    Errors.GROUP_ID_NOT_FOUND,
                    classic == null
                            ? "Group " + groupId + " not found."
                            : "Group " + groupId + " is not a consumer group.");
        }
        if (classic != null && !classic.is(ClassicState.EMPTY)) {
            throw new Refused(Errors.GROUP_ID_NOT_FOUND, "Group " + groupId + " is not a consumer group.");
        }
        if (state.stored(groupId) != null) {
            records.add(new GroupRecord.GroupDeleted(groupId));
        }
        return ConsumerGroup.empty(groupId);
    }
}
