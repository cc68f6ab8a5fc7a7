package io.suiro.log;

/**
 * A batch would open a transaction in a partition, and its coordinator has not been asked yet. Nothing was written; whoever appends
 * asks, tells the log of a good answer with {@link PartitionLog#verified}, and appends once more. Stackless.
 */
public final class Unverified extends RuntimeException {
    private final VerificationGuard guard;

    Unverified(VerificationGuard guard) {
        super("producer " + guard.producerId() + " has no transaction open here", null, false, false);
        this.guard = guard;
    }

    public VerificationGuard guard() {
        return guard;
    }
}
