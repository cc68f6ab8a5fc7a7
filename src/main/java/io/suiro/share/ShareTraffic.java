package io.suiro.share;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/** Running totals of share groups since the start, for metrics; any thread. */
public final class ShareTraffic {
    private final LongAdder fetches = new LongAdder();
    private final LongAdder delivered = new LongAdder();
    private final LongAdder expired = new LongAdder();
    private final Map<AcknowledgeType, LongAdder> acknowledged;

    ShareTraffic() {
        Map<AcknowledgeType, LongAdder> byType = new EnumMap<>(AcknowledgeType.class);
        for (AcknowledgeType type : AcknowledgeType.values()) {
            byType.put(type, new LongAdder());
        }
        acknowledged = Collections.unmodifiableMap(byType);
    }

    private LongAdder of(AcknowledgeType type) {
        return Objects.requireNonNull(acknowledged.get(type));
    }

    void fetched(long records) {
        fetches.increment();
        delivered.add(records);
    }

    /** What is stored now, or, of records that need more time, in force. */
    void acknowledged(Iterable<Acknowledgement> acknowledgements) {
        for (Acknowledgement one : acknowledgements) {
            if (one.types().size() == 1) {
                of(one.types().getFirst()).add(one.lastOffset() - one.firstOffset() + 1);
            } else {
                one.types().forEach(type -> of(type).increment());
            }
        }
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
        return of(type).sum();
    }

    /** Offsets that were taken back because nobody said anything of them in time. */
    public long expired() {
        return expired.sum();
    }
}
