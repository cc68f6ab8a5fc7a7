package io.suiro.cluster.raft;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The office of leader, as far as this node holds it: taken with each election that it wins, for one term, and lost whenever its
 * {@link Standing} says that it does not lead any more. Lane only.
 */
final class Office {
    private final Standing standing;
    private final Membership membership;
    private final byte[] noOp;
    private @Nullable Leadership term;

    /** @param noOp the entry with which a leader opens its term */
    Office(Standing standing, Membership membership, byte[] noOp) {
        this.standing = standing;
        this.membership = membership;
        this.noOp = noOp;
    }

    /** Null while this node does not hold it. */
    @Nullable
    Leadership term() {
        return term;
    }

    void takeIf(boolean elected) throws IOException {
        if (elected) {
            term = Leadership.begin(standing, membership, noOp);
        }
    }

    /** What this node did may have ended its term. */
    void leaveIfLost() {
        if (standing.role() != Role.LEADER) {
            term = null;
        }
    }
}
