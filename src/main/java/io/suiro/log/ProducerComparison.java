package io.suiro.log;

import io.suiro.log.ProducerState.Written;
import org.jspecify.annotations.Nullable;

/**
 * Holds the producer states of a snapshot against those that the batches before it make. What the batches know and the
 * snapshot does not is no contradiction: it has expired. The other way round only where all batches are still there; where
 * some have been compacted or deleted away, a producer is compared only if its last batch is there. Stateless.
 */
public final class ProducerComparison {
    private ProducerComparison() {}

    /**
     * What the snapshot says of a producer that cannot be; null if there is nothing.
     *
     * @param whole whether all batches that were ever written before the snapshot have been applied
     */
    public static @Nullable String contradiction(ProducerStates stored, ProducerStates implied, boolean whole) {
        for (ActiveProducer producer : stored.active()) {
            ProducerState snapshot = stored.find(producer.producerId());
            ProducerState log = implied.find(producer.producerId());
            String complaint = snapshot == null ? null : contradiction(snapshot, log, whole);
            if (complaint != null) {
                return "producer " + producer.producerId() + ": " + complaint;
            }
        }
        return null;
    }

    private static @Nullable String contradiction(ProducerState snapshot, @Nullable ProducerState log, boolean whole) {
        Written stored = snapshot.lastBatch();
        Written written = log == null ? null : log.lastBatch();
        if (log == null) {
            return whole ? "it is not in the log" : null;
        }
        if (stored != null && !stored.equals(written) && (whole || sameOffset(stored, written))) {
            return "its last batch " + text(stored) + ", in the log " + text(written);
        }
        if (!whole) {
            return null;
        }
        if (snapshot.epoch() != log.epoch()) {
            return "its epoch is " + snapshot.epoch() + ", in the log " + log.epoch();
        }
        if (snapshot.transactionStart() != log.transactionStart()) {
            return "its transaction is open from offset " + snapshot.transactionStart() + ", in the log from "
                    + log.transactionStart();
        }
        return snapshot.lastTimestampMs() == log.lastTimestampMs()
                ? null
                : "its last timestamp is " + snapshot.lastTimestampMs() + ", in the log " + log.lastTimestampMs();
    }

    private static String text(@Nullable Written batch) {
        return batch == null
                ? "is none"
                : "ends at offset " + batch.lastOffset() + " with sequence " + batch.lastSequence();
    }

    private static boolean sameOffset(Written stored, @Nullable Written written) {
        return written != null && stored.lastOffset() == written.lastOffset();
    }
}
