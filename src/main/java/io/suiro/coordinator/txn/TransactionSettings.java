package io.suiro.coordinator.txn;

/**
 * Kafka's broker settings for transactions, under its own names.
 *
 * @param maxTimeoutMs transaction.max.timeout.ms
 * @param idExpirationMs transactional.id.expiration.ms
 * @param timeoutCheckIntervalMs transaction.abort.timed.out.transaction.cleanup.interval.ms
 * @param expirationCheckIntervalMs transaction.remove.expired.transaction.cleanup.interval.ms
 * @param statePartitions transaction.state.log.num.partitions; of no meaning once that topic exists
 */
public record TransactionSettings(
        int maxTimeoutMs,
        long idExpirationMs,
        long timeoutCheckIntervalMs,
        long expirationCheckIntervalMs,
        int statePartitions) {
    /** Kafka 4.3's. */
    public static final TransactionSettings DEFAULTS =
            new TransactionSettings(900_000, 7 * 24 * 60 * 60_000L, 10_000, 60 * 60_000L, 50);
}
