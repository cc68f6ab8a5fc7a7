package io.suiro.log;

/**
 * Stands for one question to a transaction's coordinator: does the transaction of this producer include this partition? A marker that
 * is written before the answer arrives takes it away, so that the answer opens nothing. Compared by identity. Source: KIP-890.
 */
public final class VerificationGuard {
    private final long producerId;
    private final short producerEpoch;

    VerificationGuard(long producerId, short producerEpoch) {
        this.producerId = producerId;
        this.producerEpoch = producerEpoch;
    }

    public long producerId() {
        return producerId;
    }

    public short producerEpoch() {
        return producerEpoch;
    }
}
