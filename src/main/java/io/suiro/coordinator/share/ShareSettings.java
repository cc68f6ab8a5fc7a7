package io.suiro.coordinator.share;

import org.jspecify.annotations.Nullable;

/**
 * Kafka's broker settings for the state of share partitions, under its own names.
 *
 * @param statePartitions share.coordinator.state.topic.num.partitions; of no meaning once that topic exists
 * @param changesPerSnapshot share.coordinator.snapshot.update.records.per.snapshot
 * @param writeTimeoutMs share.coordinator.write.timeout.ms
 * @param pruneIntervalMs share.coordinator.state.topic.prune.interval.ms
 * @param coldIntervalMs share.coordinator.cold.partition.snapshot.interval.ms; null while nobody has set it
 */
public record ShareSettings(
        int statePartitions,
        int changesPerSnapshot,
        int writeTimeoutMs,
        int pruneIntervalMs,
        @Nullable Integer coldIntervalMs) {
    /** Kafka 4.3's. */
    public static final ShareSettings DEFAULTS = new ShareSettings(50, 500, 5_000, 300_000, null);
}
