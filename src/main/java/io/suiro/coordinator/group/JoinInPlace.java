package io.suiro.coordinator.group;

import io.suiro.coordinator.Command;
import io.suiro.coordinator.Decision;
import io.suiro.coordinator.Moment;
import io.suiro.coordinator.group.consumer.ConsumerGroup;
import java.util.ArrayList;
import java.util.List;

/** A classic join, in the place of a consumer group of the same id, which is empty, if there is one; its offsets stay. */
record JoinInPlace(GroupState state, ClassicJoin join) implements Command<GroupRecord, GroupChange> {
    @Override
    public Decision<GroupRecord, GroupChange> decide(Moment now) {
        ConsumerGroup group = state.consumers(join.request().groupId());
        Decision<GroupRecord, GroupChange> joined = join.decide(now);
        if (group == null) {
            return joined;
        }
        List<GroupRecord> records = new ArrayList<>(GroupRecord.tombstones(group));
        records.addAll(joined.records());
        return new Decision<>(records, joined.changes(), joined.answers());
    }
}
