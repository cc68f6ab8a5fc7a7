package io.suiro.cluster.raft;

/** A proposal of which nothing was appended, nor will be. Stackless: a refusal is an answer. */
public final class ProposalRefused extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** What was in the way. */
    public enum Reason {
        NOT_LEADER,
        /** Leadership is on its way to another node. */
        TRANSFERRING,
        /** Voters may change once an entry of the leader's own term and the change before are committed. */
        VOTERS_NOT_SETTLED,
        /** One voter may be added or removed at a time. */
        NOT_ONE_VOTER_AT_A_TIME,
        /** The disk is full, and no other node has got the entries. */
        NO_ROOM
    }

    private final Reason reason;
    private final int leaderId;

    ProposalRefused(Reason reason, int leaderId) {
        super(reason + ", the leader is " + (leaderId == -1 ? "not known" : "node " + leaderId), null, false, false);
        this.reason = reason;
        this.leaderId = leaderId;
    }

    public Reason reason() {
        return reason;
    }

    /** As far as this node knows, -1 if it does not. */
    public int leaderId() {
        return leaderId;
    }
}
