package io.suiro.coordinator.share;

/**
 * Kafka's broker settings for the state of share partitions, under its own names.
 *
 * @param statePartitions share.coordinator.state.topic.num.partitions; of no meaning once that topic exists
 * @param changesPerSnapshot share.coordinator.snapshot.update.records.per.snapshot
 * @param writeTimeoutMs share.coordinator.write.timeout.ms
 * @param pruneIntervalMs share.coordinator.state.topic.prune.interval.ms
 */
public record ShareSettings(int statePartitions, int changesPerSnapshot, int writeTimeoutMs, int pruneIntervalMs) {
    /** Kafka 4.3's. */
    public static final ShareSettings DEFAULTS = new ShareSettings(50, 500, 5_000, 300_000);
}
