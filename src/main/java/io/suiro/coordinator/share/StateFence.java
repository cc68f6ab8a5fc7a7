package io.suiro.coordinator.share;

import io.suiro.error.Refused;
import org.apache.kafka.common.protocol.Errors;

/** Who may still change a share partition's state. */
final class StateFence {
    private StateFence() {}

    /** Throws GROUP_ID_NOT_FOUND if there is none: the group does not know the partition. */
    static ShareMachine.Held find(ShareMachine machine, ShareKey key) {
        ShareMachine.Held held = machine.find(key);
        if (held == null) {
            throw new Refused(Errors.GROUP_ID_NOT_FOUND, "There is no state of share partition " + key + ".");
        }
        return held;
    }

    /** Throws FENCED_LEADER_EPOCH. */
    static void checkLeader(ShareState state, int leaderEpoch) {
        if (leaderEpoch < state.leaderEpoch()) {
            throw new Refused(Errors.FENCED_LEADER_EPOCH, "The leader epoch is " + state.leaderEpoch() + " by now.");
        }
    }

    /** Throws FENCED_STATE_EPOCH. */
    static void checkState(ShareState state, int stateEpoch) {
        if (stateEpoch != state.stateEpoch()) {
            throw new Refused(Errors.FENCED_STATE_EPOCH, "The state epoch is " + state.stateEpoch() + " by now.");
        }
    }
}
