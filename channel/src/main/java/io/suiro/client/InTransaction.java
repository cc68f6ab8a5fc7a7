package io.suiro.client;

import io.suiro.broker.ProducedInTransaction;
import io.suiro.coordinator.TransactionAdmission.Kind;
import io.suiro.record.BatchBuilder;

/** The transaction that a producer's batches belong to; its epoch is its own (KIP-890), and so sequences begin at 0 in it. */
record InTransaction(String transactionalId, long producerId, short producerEpoch) {
    void mark(BatchBuilder batch, int firstSequence) {
        batch.producer(producerId, producerEpoch, firstSequence).transactional();
    }

    ProducedInTransaction asked() {
        return new ProducedInTransaction(transactionalId, Kind.ADD, true);
    }
}
