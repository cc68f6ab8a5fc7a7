package io.suiro.coordinator.group;

import io.suiro.coordinator.Command;
import io.suiro.coordinator.Decision;
import io.suiro.coordinator.Moment;
import io.suiro.coordinator.group.consumer.ConsumerGroup;
import io.suiro.error.Refused;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.protocol.Errors;

/**
 * A classic join, in the place of a consumer group of the same id if that is empty; its offsets stay.
 *
 * <p>Errors, beside those of the join: INCONSISTENT_GROUP_PROTOCOL if the consumer group has members, which is not
 * converted while it runs.
 */
record JoinInPlace(GroupState state, ClassicJoin join) implements Command<GroupRecord, GroupChange> {
    @Override
    public Decision<GroupRecord, GroupChange> decide(Moment now) {
        ConsumerGroup group = state.consumers(join.request().groupId());
        if (group == null) {
            return join.decide(now);
        }
        if (!group.isEmpty()) {
            throw new Refused(Errors.INCONSISTENT_GROUP_PROTOCOL);
        }
        Decision<GroupRecord, GroupChange> joined = join.decide(now);
        List<GroupRecord> records = new ArrayList<>(GroupRecord.tombstones(group));
        records.addAll(joined.records());
        return new Decision<>(records, joined.changes(), joined.answers());
    }
}
