package io.suiro.coordinator.txn;

/** A record of {@code __transaction_state}. */
sealed interface TransactionRecord {
    record Stored(String transactionalId, Transaction transaction) implements TransactionRecord {}

    /** A tombstone. */
    record Forgotten(String transactionalId) implements TransactionRecord {}
}
