package io.suiro.log;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * What a partition remembers of one producer id: its epoch, its last batches and its open transaction. Changed by the partition's lane
 * alone; {@link #published} is for any thread.
 *
 * <p>A producer has five requests in flight on a connection, so that a batch which comes again is among the last five that were written
 * here; unless it was sent to the leader before, which was late to refuse it, while others went to this one. Hence more of them.
 */
final class ProducerState {
    static final short NO_EPOCH = -1;
    static final long NO_TRANSACTION = -1;
    private static final int BATCHES_KEPT = 32;
    private static final int MOSTLY = 5;

    /** A batch in the log; offsets and sequences inclusive. */
    record Written(int lastSequence, long lastOffset, int offsetDelta) {
        int firstSequence() {
            return lastSequence == Sequences.NONE ? Sequences.NONE : Sequences.minus(lastSequence, offsetDelta);
        }

        long firstOffset() {
            return lastOffset - offsetDelta;
        }
    }

    private final long producerId;
    private final Deque<Written> batches = new ArrayDeque<>(MOSTLY);
    private short epoch = NO_EPOCH;
    private int coordinatorEpoch = -1;
    private long lastTimestampMs = -1;
    private long transactionStart = NO_TRANSACTION;
    private volatile ActiveProducer published;

    ProducerState(long producerId) {
        this.producerId = producerId;
        this.published = snapshot();
    }

    /** As read from a file, which keeps the last batch only. */
    ProducerState(ActiveProducer stored, @Nullable Written last) {
        this.producerId = stored.producerId();
        this.epoch = stored.producerEpoch();
        this.coordinatorEpoch = stored.coordinatorEpoch();
        this.lastTimestampMs = stored.lastTimestampMs();
        this.transactionStart = stored.currentTxnStartOffset();
        if (last != null) {
            batches.add(last);
        }
        this.published = snapshot();
    }

    short epoch() {
        return epoch;
    }

    int coordinatorEpoch() {
        return coordinatorEpoch;
    }

    long lastTimestampMs() {
        return lastTimestampMs;
    }

    /** Offset of the first record of the open transaction, {@link #NO_TRANSACTION} if none is open. */
    long transactionStart() {
        return transactionStart;
    }

    boolean hasTransaction() {
        return transactionStart != NO_TRANSACTION;
    }

    /** {@link Sequences#NONE} if this epoch has written nothing. */
    int lastSequence() {
        Written last = batches.peekLast();
        return last == null ? Sequences.NONE : last.lastSequence();
    }

    @Nullable
    Written lastBatch() {
        return batches.peekLast();
    }

    @Nullable
    Written find(short producerEpoch, int firstSequence, int lastSequence) {
        if (producerEpoch != epoch || Sequences.follows(lastSequence(), firstSequence)) {
            return null;
        }
        for (Written batch : batches) {
            if (batch.lastSequence() == lastSequence && batch.firstSequence() == firstSequence) {
                return batch;
            }
        }
        return null;
    }

    void write(short producerEpoch, Written batch, long timestampMs, boolean transactional) {
        enter(producerEpoch);
        if (batches.size() == BATCHES_KEPT) {
            batches.removeFirst();
        }
        batches.add(batch);
        lastTimestampMs = timestampMs;
        if (transactional && transactionStart == NO_TRANSACTION) {
            transactionStart = batch.firstOffset();
        }
        published = snapshot();
    }

    void endTransaction(short producerEpoch, int markerCoordinatorEpoch, long timestampMs) {
        enter(producerEpoch);
        coordinatorEpoch = markerCoordinatorEpoch;
        lastTimestampMs = timestampMs;
        transactionStart = NO_TRANSACTION;
        published = snapshot();
    }

    /** A new epoch counts its sequences from 0: the batches of the old one can no longer be repeated. */
    private void enter(short producerEpoch) {
        if (producerEpoch != epoch) {
            epoch = producerEpoch;
            batches.clear();
        }
    }

    ActiveProducer published() {
        return published;
    }

    private ActiveProducer snapshot() {
        Written last = batches.peekLast();
        return new ActiveProducer(
                producerId,
                epoch,
                lastSequence(),
                last == null ? -1 : last.lastOffset(),
                lastTimestampMs,
                coordinatorEpoch,
                transactionStart);
    }
}
