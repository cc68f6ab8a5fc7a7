package io.suiro.broker;

import io.suiro.error.Refused;
import org.apache.kafka.common.protocol.Errors;

/** Compares the leader epoch that a client believes in with the partition's (KIP-320). */
final class LeaderEpochCheck {
    private LeaderEpochCheck() {}

    /**
     * @param known the client's, -1 for none
     * @throws Refused FENCED_LEADER_EPOCH if the client is behind, UNKNOWN_LEADER_EPOCH if it is ahead
     */
    static void check(int known, int current) {
        if (known >= 0 && known != current) {
            throw new Refused(known < current ? Errors.FENCED_LEADER_EPOCH : Errors.UNKNOWN_LEADER_EPOCH);
        }
    }
}
