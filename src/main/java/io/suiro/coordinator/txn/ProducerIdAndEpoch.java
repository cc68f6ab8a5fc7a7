package io.suiro.coordinator.txn;

/** Who a transactional producer is, for now; -1 and -1 for none. */
public record ProducerIdAndEpoch(long producerId, short producerEpoch) {
    static final long NO_ID = -1;
    static final short NO_EPOCH = -1;
    public static final ProducerIdAndEpoch NONE = new ProducerIdAndEpoch(NO_ID, NO_EPOCH);

    /** The last epoch but one: the last is for markers that fence. */
    private static final short LAST_EPOCH = Short.MAX_VALUE - 1;

    static boolean isExhausted(short epoch) {
        return epoch >= LAST_EPOCH;
    }

    /** Whether it cannot be followed by one with the next epoch. */
    boolean isExhausted() {
        return isExhausted(producerEpoch);
    }

    boolean isNone() {
        return producerId == NO_ID;
    }
}
