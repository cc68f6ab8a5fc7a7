package io.suiro.log;

import java.util.Set;
import java.util.function.Function;

/**
 * What a topic's settings mean to its log; names and units as in Kafka's topic configs.
 *
 * @param segmentBytes a segment is rolled before it grows past this
 * @param segmentMs a segment is rolled when its first record is older, less a jitter of up to segmentJitterMs
 * @param retentionBytes -1 for no limit
 * @param retentionMs -1 for no limit
 * @param cleanupPolicy "delete", "compact", both, or none
 * @param timestampBeforeMaxMs how far a record's time may lie before the broker's
 * @param timestampAfterMaxMs how far after
 * @param compression "producer" keeps what comes; otherwise the codec that batches are stored in
 * @param fileDeleteDelayMs files of deleted segments live this much longer
 * @param producerIdExpirationMs an idle producer's state is forgotten after this
 */
public record LogConfig(
        int segmentBytes,
        long segmentMs,
        long segmentJitterMs,
        int indexIntervalBytes,
        int segmentIndexBytes,
        long retentionBytes,
        long retentionMs,
        Set<String> cleanupPolicy,
        CompactionConfig compaction,
        int maxMessageBytes,
        boolean logAppendTime,
        long timestampBeforeMaxMs,
        long timestampAfterMaxMs,
        String compression,
        long fileDeleteDelayMs,
        long producerIdExpirationMs) {

    public LogConfig {
        cleanupPolicy = Set.copyOf(cleanupPolicy);
    }

    public boolean compacts() {
        return cleanupPolicy.contains("compact");
    }

    /** A segment is rolled when its first record is older: in a compacted log, in time to be compacted. */
    public long rollMs() {
        return compacts() ? Math.min(segmentMs, compaction.maxLagMs()) : segmentMs;
    }

    public boolean deletes() {
        return cleanupPolicy.contains("delete");
    }

    /** From Kafka's topic config names to checked values: every name used here is a row of the topic table. */
    public static LogConfig of(Function<String, String> value, long producerIdExpirationMs) {
        String policy = value.apply("cleanup.policy");
        return new LogConfig(
                Integer.parseInt(value.apply("segment.bytes")),
                Long.parseLong(value.apply("segment.ms")),
                Long.parseLong(value.apply("segment.jitter.ms")),
                Integer.parseInt(value.apply("index.interval.bytes")),
                Integer.parseInt(value.apply("segment.index.bytes")),
                Long.parseLong(value.apply("retention.bytes")),
                Long.parseLong(value.apply("retention.ms")),
                policy.isBlank() ? Set.of() : Set.of(policy.replace(" ", "").split(",")),
                CompactionConfig.of(value),
                Integer.parseInt(value.apply("max.message.bytes")),
                value.apply("message.timestamp.type").equals("LogAppendTime"),
                Long.parseLong(value.apply("message.timestamp.before.max.ms")),
                Long.parseLong(value.apply("message.timestamp.after.max.ms")),
                value.apply("compression.type"),
                Long.parseLong(value.apply("file.delete.delay.ms")),
                producerIdExpirationMs);
    }
}
