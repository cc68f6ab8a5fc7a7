package io.suiro.coordinator.share;

import io.suiro.coordinator.Command;
import io.suiro.coordinator.Decision;
import io.suiro.coordinator.Moment;
import java.util.ArrayList;
import java.util.List;

/** Stores all of those share partitions anew whose snapshots are so far back that the log is not cut for them alone. */
record Renew(ShareMachine machine, long beforeOffset) implements Command<ShareRecord, Void> {
    @Override
    public Decision<ShareRecord, Void> decide(Moment now) {
        List<ShareRecord> records = new ArrayList<>();
        machine.all().forEach((key, held) -> {
            if (held.snapshotOffset() < beforeOffset) {
                records.add(new ShareRecord.Stored(
                        key, held.state().snapshot(held.state().leaderEpoch(), now.nowMs())));
            }
        });
        return new Decision<>(records, List.of(), List.of());
    }
}
