package io.suiro.cluster.raft;

import java.io.IOException;

/** What committed entries are for. Called on the lane of its {@link Raft}, in order; never within {@link Raft#propose}. */
public interface StateMachine {
    /** Replaces all state by the snapshot's, which covers every entry up to the index. */
    void restore(long index, byte[] state);

    /** The next committed entry. */
    void apply(long index, byte[] entry);

    /** This node leads, and has applied everything that was committed in earlier terms. */
    void leading(long term);

    /**
     * This node does not lead, or does so no longer.
     *
     * @param leaderId -1 if not known
     */
    void following(int leaderId, long term);

    /** Storage, or this state machine, has failed: this node takes no part any more. Nothing is called afterwards. */
    void failed(IOException cause);
}
