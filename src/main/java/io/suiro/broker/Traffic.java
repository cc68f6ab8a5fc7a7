package io.suiro.broker;

import java.util.concurrent.atomic.LongAdder;

/** Running totals since the start, for metrics; any thread. */
public final class Traffic {
    private final LongAdder recordsIn = new LongAdder();
    private final LongAdder bytesIn = new LongAdder();
    private final LongAdder recordsOut = new LongAdder();
    private final LongAdder bytesOut = new LongAdder();
    private final LongAdder replicatedBytesIn = new LongAdder();
    private final LongAdder replicatedBytesOut = new LongAdder();

    void produced(long records, long bytes) {
        recordsIn.add(records);
        bytesIn.add(bytes);
    }

    void fetched(long records, long bytes) {
        recordsOut.add(records);
        bytesOut.add(bytes);
    }

    /** This broker follows. */
    void replicatedHere(long bytes) {
        replicatedBytesIn.add(bytes);
    }

    /** Another follows this one. */
    void replicatedThere(long bytes) {
        replicatedBytesOut.add(bytes);
    }

    public long replicatedBytesIn() {
        return replicatedBytesIn.sum();
    }

    public long replicatedBytesOut() {
        return replicatedBytesOut.sum();
    }

    public long recordsIn() {
        return recordsIn.sum();
    }

    /** Bytes of batches, as they are stored. */
    public long bytesIn() {
        return bytesIn.sum();
    }

    /** May be too low by an index interval for each fetch that its byte limit has cut. */
    public long recordsOut() {
        return recordsOut.sum();
    }

    public long bytesOut() {
        return bytesOut.sum();
    }
}
