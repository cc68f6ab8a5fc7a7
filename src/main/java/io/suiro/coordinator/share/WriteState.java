package io.suiro.coordinator.share;

import io.suiro.coordinator.Answer;
import io.suiro.coordinator.Command;
import io.suiro.coordinator.Decision;
import io.suiro.coordinator.Moment;
import io.suiro.coordinator.share.Persister.Change;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.protocol.Errors;

/**
 * WriteShareGroupState: what has changed, or all of it if that has been for too long.
 *
 * <p>Errors: GROUP_ID_NOT_FOUND, FENCED_LEADER_EPOCH, FENCED_STATE_EPOCH.
 *
 * @param changesPerSnapshot as {@code share.coordinator.snapshot.update.records.per.snapshot}
 */
record WriteState(
        ShareMachine machine, ShareKey key, Change change, int changesPerSnapshot, CompletableFuture<Errors> asker)
        implements Command<ShareRecord, Void> {
    @Override
    public Decision<ShareRecord, Void> decide(Moment now) {
        ShareMachine.Held held = StateFence.find(machine, key);
        ShareState state = held.state();
        StateFence.checkLeader(state, change.leaderEpoch());
        StateFence.checkState(state, change.stateEpoch());
        ShareRecord.Changed changed = new ShareRecord.Changed(
                key,
                state.snapshotEpoch(),
                change.leaderEpoch(),
                change.startOffset(),
                change.deliveryCompleteCount(),
                change.batches());
        ShareRecord record = held.changes() < changesPerSnapshot
                ? changed
                : new ShareRecord.Stored(key, state.changed(changed).snapshot(change.leaderEpoch(), now.nowMs()));
        return new Decision<>(List.of(record), List.of(), List.of(new Answer<>(asker, Errors.NONE)));
    }
}
