package io.suiro.cluster.raft;

/** The state after the entry at the index, which is of the term. The bytes are not to be changed. */
public final class Snapshot {
    private final long index;
    private final long term;
    private final byte[] state;

    public Snapshot(long index, long term, byte[] state) {
        this.index = index;
        this.term = term;
        this.state = state;
    }

    public long index() {
        return index;
    }

    public long term() {
        return term;
    }

    public byte[] state() {
        return state;
    }
}
