package io.suiro.coordinator.group;

import io.suiro.coordinator.group.consumer.ConsumerGroupSettings;
import io.suiro.coordinator.group.consumer.MigrationPolicy;
import io.suiro.coordinator.group.share.ShareGroupSettings;
import java.util.function.Function;

/**
 * Kafka's broker settings for groups, under its own names.
 *
 * @param minSessionTimeoutMs group.min.session.timeout.ms
 * @param maxSessionTimeoutMs group.max.session.timeout.ms
 * @param initialRebalanceDelayMs group.initial.rebalance.delay.ms
 * @param maxSize group.max.size, members
 * @param offsetMetadataMaxBytes offset.metadata.max.bytes, UTF-8
 * @param offsetsCommitTimeoutMs offsets.commit.timeout.ms, of everything that a group stores
 * @param offsetsRetentionMs offsets.retention.minutes
 * @param offsetsRetentionCheckIntervalMs offsets.retention.check.interval.ms
 * @param offsetsTopicPartitions offsets.topic.num.partitions; of no meaning once that topic exists
 * @param migration group.consumer.migration.policy
 * @param pace of what Kafka has no setting for
 * @param consumer of groups that speak the new protocol (KIP-848) and have no settings of their own
 * @param share of a share group (KIP-932), by its id, as they are from time to time
 */
public record GroupSettings(
        int minSessionTimeoutMs,
        int maxSessionTimeoutMs,
        int initialRebalanceDelayMs,
        int maxSize,
        int offsetMetadataMaxBytes,
        long offsetsCommitTimeoutMs,
        long offsetsRetentionMs,
        long offsetsRetentionCheckIntervalMs,
        int offsetsTopicPartitions,
        MigrationPolicy migration,
        GroupPace pace,
        ConsumerGroupSettings consumer,
        Function<String, ShareGroupSettings> share) {
    private static final long COMMIT_TIMEOUT_MS = 5_000;

    /** Kafka 4.3's. */
    public static final GroupSettings DEFAULTS =
            new GroupSettings(6_000, 1_800_000, 3_000, Integer.MAX_VALUE, 4_096, 7 * 24 * 60 * 60_000L, 600_000, 50);

    /** With Kafka's defaults for how long a commit may take, and for groups that speak the new protocol. */
    public GroupSettings(
            int minSessionTimeoutMs,
            int maxSessionTimeoutMs,
            int initialRebalanceDelayMs,
            int maxSize,
            int offsetMetadataMaxBytes,
            long offsetsRetentionMs,
            long offsetsRetentionCheckIntervalMs,
            int offsetsTopicPartitions) {
        this(
                minSessionTimeoutMs,
                maxSessionTimeoutMs,
                initialRebalanceDelayMs,
                maxSize,
                offsetMetadataMaxBytes,
                COMMIT_TIMEOUT_MS,
                offsetsRetentionMs,
                offsetsRetentionCheckIntervalMs,
                offsetsTopicPartitions,
                MigrationPolicy.BIDIRECTIONAL,
                GroupPace.DEFAULTS,
                ConsumerGroupSettings.DEFAULTS,
                groupId -> ShareGroupSettings.DEFAULTS);
    }

    /** With Kafka's defaults for share groups. */
    public GroupSettings(
            int minSessionTimeoutMs,
            int maxSessionTimeoutMs,
            int initialRebalanceDelayMs,
            int maxSize,
            int offsetMetadataMaxBytes,
            long offsetsCommitTimeoutMs,
            long offsetsRetentionMs,
            long offsetsRetentionCheckIntervalMs,
            int offsetsTopicPartitions,
            ConsumerGroupSettings consumer) {
        this(
                minSessionTimeoutMs,
                maxSessionTimeoutMs,
                initialRebalanceDelayMs,
                maxSize,
                offsetMetadataMaxBytes,
                offsetsCommitTimeoutMs,
                offsetsRetentionMs,
                offsetsRetentionCheckIntervalMs,
                offsetsTopicPartitions,
                MigrationPolicy.BIDIRECTIONAL,
                GroupPace.DEFAULTS,
                consumer,
                groupId -> ShareGroupSettings.DEFAULTS);
    }

    /** With others for share groups, by their id. */
    public GroupSettings sharing(Function<String, ShareGroupSettings> settings) {
        return new GroupSettings(
                minSessionTimeoutMs,
                maxSessionTimeoutMs,
                initialRebalanceDelayMs,
                maxSize,
                offsetMetadataMaxBytes,
                offsetsCommitTimeoutMs,
                offsetsRetentionMs,
                offsetsRetentionCheckIntervalMs,
                offsetsTopicPartitions,
                migration,
                pace,
                consumer,
                settings);
    }

    public GroupSettings {
        if (minSessionTimeoutMs > maxSessionTimeoutMs) {
            throw new IllegalArgumentException("group.min.session.timeout.ms " + minSessionTimeoutMs
                    + " is above group.max.session.timeout.ms " + maxSessionTimeoutMs);
        }
        if (maxSize < 1 || offsetsTopicPartitions < 1) {
            throw new IllegalArgumentException("group.max.size and offsets.topic.num.partitions are at least 1");
        }
    }
}
