package io.suiro.coordinator.share;

import io.suiro.coordinator.Answer;
import io.suiro.coordinator.Command;
import io.suiro.coordinator.Decision;
import io.suiro.coordinator.Moment;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** ReadShareGroupState: a leader begins. Errors: GROUP_ID_NOT_FOUND, FENCED_LEADER_EPOCH. */
record ReadState(ShareMachine machine, ShareKey key, int leaderEpoch, CompletableFuture<ShareState> asker)
        implements Command<ShareRecord, Void> {
    @Override
    public Decision<ShareRecord, Void> decide(Moment now) {
        ShareState state = StateFence.find(machine, key).state();
        StateFence.checkLeader(state, leaderEpoch);
        if (leaderEpoch <= state.leaderEpoch()) {
            return new Decision<>(List.of(), List.of(), List.of(new Answer<>(asker, state)));
        }
        ShareState read = state.snapshot(leaderEpoch, now.nowMs());
        return new Decision<>(
                List.of(new ShareRecord.Stored(key, read)), List.of(), List.of(new Answer<>(asker, read)));
    }
}
