package io.suiro.share;

import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;

/** Running totals of share groups since the start, for metrics; any thread. */
public final class ShareTraffic {
    private final LongAdder fetches = new LongAdder();
    private final LongAdder delivered = new LongAdder();
    private final LongAdder expired = new LongAdder();
    private final AtomicLongArray acknowledged = new AtomicLongArray(AcknowledgeType.values().length);

    void fetched(long records) {
        fetches.increment();
        delivered.add(records);
    }

    /** What is stored now, or, of records that need more time, in force. */
    void acknowledged(Iterable<Acknowledgement> acknowledgements) {
        for (Acknowledgement one : acknowledgements) {
            if (one.types().size() == 1) {
                add(one.types().getFirst(), one.lastOffset() - one.firstOffset() + 1);
            } else {
                one.types().forEach(type -> add(type, 1));
            }
        }
    }

    private void add(AcknowledgeType type, long offsets) {
        acknowledged.addAndGet(type.ordinal(), offsets);
    }

    void expired(long records) {
        expired.add(records);
    }

    /** Share fetches that were answered. */
    public long fetches() {
        return fetches.sum();
    }

    /** Offsets that were given to members, once for each time. */
    public long delivered() {
        return delivered.sum();
    }

    /** Offsets of which members have said that. */
    public long acknowledged(AcknowledgeType type) {
        return acknowledged.get(type.ordinal());
    }

    /** Offsets that were taken back because nobody said anything of them in time. */
    public long expired() {
        return expired.sum();
    }
}
