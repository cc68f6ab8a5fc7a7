package io.suiro.log;

import java.util.function.Function;

/**
 * What a topic's settings mean to the compaction of its log; names and units as in Kafka's topic configs.
 *
 * @param minCleanableRatio a log is compacted when more than this share of it has not been
 * @param minLagMs records younger than this are left alone
 * @param maxLagMs records older than this make a log due whatever the share; the active segment is rolled in time for it
 * @param deleteRetentionMs tombstones stay so long after a compaction has met them
 */
public record CompactionConfig(double minCleanableRatio, long minLagMs, long maxLagMs, long deleteRetentionMs) {

    static CompactionConfig of(Function<String, String> value) {
        return new CompactionConfig(
                Double.parseDouble(value.apply("min.cleanable.dirty.ratio")),
                Long.parseLong(value.apply("min.compaction.lag.ms")),
                Long.parseLong(value.apply("max.compaction.lag.ms")),
                Long.parseLong(value.apply("delete.retention.ms")));
    }
}
