package io.suiro.cluster.raft;

/** One entry of the log: what was proposed, and the term of the leader that took it. The bytes are not to be changed. */
public final class LogEntry {
    private final long term;
    private final byte[] bytes;

    public LogEntry(long term, byte[] bytes) {
        this.term = term;
        this.bytes = bytes;
    }

    public long term() {
        return term;
    }

    public byte[] bytes() {
        return bytes;
    }

    int sizeInBytes() {
        return bytes.length;
    }
}
