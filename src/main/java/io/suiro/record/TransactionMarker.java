package io.suiro.record;

import java.nio.ByteBuffer;

/**
 * What a transaction's coordinator has decided, to be written into each partition of the transaction: a control batch with one record,
 * see {@link EndTransaction} for its shape.
 *
 * @param producerEpoch with transactions v2 the epoch after the transaction's
 * @param coordinatorEpoch leader epoch of the coordinator's partition of {@code __transaction_state}; an older one is fenced
 * @param transactionVersion 0 or 1, or 2: the epoch must then be above that of the transaction's batches (KIP-890, KIP-1228)
 */
public record TransactionMarker(
        long producerId, short producerEpoch, boolean committed, int coordinatorEpoch, int transactionVersion) {
    /** The batch, from position 0 to the limit. */
    public ByteBuffer toBatch(long nowMs) {
        return new BatchBuilder(Codec.NONE)
                .producer(producerId, producerEpoch, -1)
                .transactional()
                .control()
                .append(nowMs, EndTransaction.key(committed), EndTransaction.value(coordinatorEpoch))
                .build();
    }
}
