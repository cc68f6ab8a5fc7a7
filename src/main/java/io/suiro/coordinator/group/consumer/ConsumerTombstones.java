package io.suiro.coordinator.group.consumer;

import java.util.ArrayList;
import java.util.List;

/** All that deletes a group, its epoch last: a crash before that leaves a group, to be deleted again. */
public final class ConsumerTombstones {
    private ConsumerTombstones() {}

    public static List<ConsumerGroupRecord> of(ConsumerGroup group) {
        String groupId = group.groupId();
        List<ConsumerGroupRecord> records = new ArrayList<>();
        group.members().keySet().forEach(id -> records.add(new ConsumerGroupRecord.ProgressDeleted(groupId, id)));
        group.targets().keySet().forEach(id -> records.add(new ConsumerGroupRecord.TargetDeleted(groupId, id)));
        records.add(new ConsumerGroupRecord.TargetEpochDeleted(groupId));
        group.members().keySet().forEach(id -> records.add(new ConsumerGroupRecord.TermsDeleted(groupId, id)));
        group.regexes().keySet().forEach(regex -> records.add(new ConsumerGroupRecord.RegexDeleted(groupId, regex)));
        records.add(new ConsumerGroupRecord.GroupDeleted(groupId));
        return records;
    }
}
