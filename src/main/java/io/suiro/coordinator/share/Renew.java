package io.suiro.coordinator.share;

import io.suiro.coordinator.Command;
import io.suiro.coordinator.Decision;
import io.suiro.coordinator.Moment;
import io.suiro.coordinator.share.ShareMachine.Held;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Stores some share partitions anew, so that the log can be cut below what there is of them now. */
record Renew(ShareMachine machine, Predicate<Held> which) implements Command<ShareRecord, Void> {
    /** Those whose snapshots are so far back that the log is not cut for them alone. */
    static Renew farBack(ShareMachine machine, long beforeOffset) {
        return new Renew(machine, held -> held.snapshotOffset() < beforeOffset);
    }

    /** Those that have no record from the offset on; none while there is nothing but their snapshots. */
    static Renew cold(ShareMachine machine, long sinceOffset) {
        boolean isAnyWarm = machine.all().values().stream()
                .anyMatch(held -> held.changes() > 0 || held.lastOffset() >= sinceOffset);
        return new Renew(machine, held -> isAnyWarm && held.lastOffset() < sinceOffset);
    }

    @Override
    public Decision<ShareRecord, Void> decide(Moment now) {
        List<ShareRecord> records = new ArrayList<>();
        machine.all().forEach((key, held) -> {
            if (which.test(held)) {
                records.add(new ShareRecord.Stored(
                        key, held.state().snapshot(held.state().leaderEpoch(), now.nowMs())));
            }
        });
        return new Decision<>(records, List.of(), List.of());
    }
}
