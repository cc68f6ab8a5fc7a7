package io.suiro.log;

import io.suiro.error.Refused;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.protocol.Errors;

/**
 * Transactions that are about to begin in a partition: their coordinators are being asked, or have just said yes.
 *
 * <pre>
 * none ── first batch ──▶ asked ── yes ──▶ verified ── batch ──▶ none, the transaction is open
 *   ▲                       └─── marker ─────┴──▶ none
 * </pre>
 *
 * Until then a reordered request may not be told from the first by its sequence, as the producer may not be known here: the earliest
 * sequence seen goes first. Lane only. Source: KIP-890.
 */
final class Verifications {
    private final Map<Long, Entry> byProducer = new HashMap<>();

    private static final class Entry {
        private final VerificationGuard guard;
        /** No batch with a later one goes before the one with this. */
        private int earliestSequence;

        private boolean isVerified;
        private long askedAtMs;

        Entry(VerificationGuard guard, int earliestSequence) {
            this.guard = guard;
            this.earliestSequence = earliestSequence;
        }
    }

    /**
     * Whether a batch may open a transaction.
     *
     * @param sequence of its first record, {@link Sequences#NONE} if it has none
     * @throws Unverified if its coordinator is to be asked
     * @throws Refused OUT_OF_ORDER_SEQUENCE_NUMBER if an earlier batch is to come first
     */
    void check(long producerId, short producerEpoch, int sequence, long nowMs) {
        Entry entry = byProducer.get(producerId);
        if (entry == null || entry.guard.producerEpoch() < producerEpoch) {
            entry = new Entry(new VerificationGuard(producerId, producerEpoch), sequence);
            byProducer.put(producerId, entry);
        }
        if (entry.guard.producerEpoch() > producerEpoch) {
            throw new Refused(
                    Errors.INVALID_PRODUCER_EPOCH,
                    "producer " + producerId + " has the epoch " + producerEpoch + ", the latest is "
                            + entry.guard.producerEpoch());
        }
        entry.askedAtMs = nowMs;
        if (!entry.isVerified) {
            if (Sequences.precedes(sequence, entry.earliestSequence)) {
                entry.earliestSequence = sequence;
            }
            throw new Unverified(entry.guard);
        }
        if (Sequences.precedes(entry.earliestSequence, sequence)) {
            throw new Refused(
                    Errors.OUT_OF_ORDER_SEQUENCE_NUMBER,
                    "producer " + producerId + " sent the sequence " + sequence + " before " + entry.earliestSequence);
        }
    }

    /** The coordinator says yes; too late if the guard is not the producer's any more. */
    void verified(VerificationGuard guard) {
        Entry entry = byProducer.get(guard.producerId());
        if (entry != null && entry.guard == guard) {
            entry.isVerified = true;
        }
    }

    /** A batch or a marker of the producer was written. */
    void end(long producerId) {
        byProducer.remove(producerId);
    }

    /** Forgets those that nobody has come back to for as long as this. */
    void expire(long nowMs, long expirationMs) {
        byProducer.values().removeIf(entry -> nowMs - entry.askedAtMs >= expirationMs);
    }

    void clear() {
        byProducer.clear();
    }
}
