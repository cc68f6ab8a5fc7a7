package io.suiro.coordinator.group;

import io.suiro.coordinator.Command;
import io.suiro.coordinator.Decision;
import io.suiro.coordinator.Moment;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A topic was deleted: nobody's offsets of it mean anything any more. */
record ForgetTopic(GroupState state, String topic) implements Command<GroupRecord, GroupChange> {
    @Override
    public Decision<GroupRecord, GroupChange> decide(Moment now) {
        List<GroupRecord> records = new ArrayList<>();
        for (String groupId : state.groupIds()) {
            Stream.concat(state.offsets(groupId).keySet().stream(), state.unstable(groupId).stream())
                    .distinct()
                    .filter(partition -> partition.topic().equals(topic))
                    .forEach(partition -> records.add(new GroupRecord.OffsetDeleted(groupId, partition)));
        }
        return new Decision<>(records, List.of(), List.of());
    }
}
