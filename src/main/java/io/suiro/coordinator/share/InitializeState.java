package io.suiro.coordinator.share;

import io.suiro.coordinator.Answer;
import io.suiro.coordinator.Command;
import io.suiro.coordinator.Decision;
import io.suiro.coordinator.Moment;
import io.suiro.error.Refused;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.protocol.Errors;

/**
 * InitializeShareGroupState: begins a share partition's state, anew if there is some: whoever leads with the earlier one is refused when
 * it next stores something. The same once more changes nothing, be it that the answer was lost.
 *
 * <p>Errors: FENCED_STATE_EPOCH.
 */
record InitializeState(
        ShareMachine machine, ShareKey key, int stateEpoch, long startOffset, CompletableFuture<Errors> asker)
        implements Command<ShareRecord, Void> {
    @Override
    public Decision<ShareRecord, Void> decide(Moment now) {
        ShareMachine.Held held = machine.find(key);
        if (held != null && startOffset == ShareState.UNKNOWN) {
            // A group's coordinator that does not know that it has begun this: what was done since must stay.
            return new Decision<>(List.of(), List.of(), List.of(new Answer<>(asker, Errors.NONE)));
        }
        if (held != null && stateEpoch < held.state().stateEpoch()) {
            throw new Refused(Errors.FENCED_STATE_EPOCH);
        }
        ShareState state = new ShareState(
                held == null ? 0 : held.state().snapshotEpoch() + 1,
                stateEpoch,
                held == null ? 0 : held.state().leaderEpoch(),
                startOffset,
                startOffset == ShareState.UNKNOWN ? -1 : 0,
                now.nowMs(),
                now.nowMs(),
                List.of());
        return new Decision<>(
                List.of(new ShareRecord.Stored(key, state)), List.of(), List.of(new Answer<>(asker, Errors.NONE)));
    }
}
