package io.suiro.config;

import static org.apache.kafka.common.config.ConfigDef.Type.BOOLEAN;
import static org.apache.kafka.common.config.ConfigDef.Type.DOUBLE;
import static org.apache.kafka.common.config.ConfigDef.Type.INT;
import static org.apache.kafka.common.config.ConfigDef.Type.LONG;

import io.suiro.config.Setting.Fallback;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.common.config.ConfigDef;

/**
 * Broker settings of the log. Those that are a topic setting's default take type, default, check and refusal from the
 * topic's row, so that the two can never disagree.
 */
final class LogBrokerSettings {
    private static final long MINUTE_MS = 60_000;
    private static final long HOUR_MS = 60 * MINUTE_MS;

    private LogBrokerSettings() {}

    static List<Setting> rows() {
        return List.of(
                topicDefault("cleanup.policy", "What happens to old segments of topics that do not say it themselves."),
                topicDefault("compression.type", "The codec that batches are stored in; producer keeps what comes."),
                topicDefault("compression.gzip.level", "Level for batches that the broker compresses with gzip."),
                topicDefault("compression.lz4.level", "Level for batches that the broker compresses with lz4."),
                topicDefault("compression.zstd.level", "Level for batches that the broker compresses with zstd."),
                topicDefault("delete.retention.ms", "How long a compacted topic keeps the marks of deleted keys."),
                topicDefault("file.delete.delay.ms", "How long files of deleted segments stay on disk."),
                topicDefault("flush.messages", "Records after which a partition is forced to disk."),
                unset(
                                "log.flush.interval.ms",
                                LONG,
                                Limits.NONE,
                                "Milliseconds after which a partition is forced to disk.")
                        .orElse(new Fallback("log.flush.scheduler.interval.ms", 1))
                        .dynamic(),
                Setting.broker(
                                "log.flush.scheduler.interval.ms",
                                LONG,
                                Long.toString(Long.MAX_VALUE),
                                Limits.NONE,
                                "How often it is looked whether a partition has to be forced to disk.")
                        .onlyDefault("each partition keeps its flush.ms by a timer of its own"),
                topicDefault("index.interval.bytes", "Bytes of records between two entries of an index."),
                topicDefault("local.retention.bytes", "Bytes kept on local disk when older segments are in a tier."),
                topicDefault("local.retention.ms", "Milliseconds on local disk when older segments are in a tier."),
                topicDefault("max.compaction.lag.ms", "The longest that a record may stay out of compaction."),
                topicDefault("max.message.bytes", "The largest record batch that is accepted, in bytes."),
                topicDefault(
                        "message.timestamp.after.max.ms", "How far a record's time may lie ahead of the broker's."),
                topicDefault("message.timestamp.before.max.ms", "How far a record's time may lie behind the broker's."),
                topicDefault("message.timestamp.type", "Whether records carry the producer's time or the broker's."),
                topicDefault(
                        "min.cleanable.dirty.ratio", "The share of a log that must be uncompacted before cleaning."),
                topicDefault("min.compaction.lag.ms", "How long a record stays uncompacted at least."),
                topicDefault(
                        "min.insync.replicas", "Replicas that must hold a record before acks=all is answered well."),
                topicDefault("preallocate", "Whether a segment's file gets its full size at once."),
                topicDefault("retention.bytes", "Bytes of a partition beyond which old segments go; -1 for no limit."),
                unset(
                                "log.retention.ms",
                                LONG,
                                Limits.positiveOrUnlimited(),
                                "Milliseconds after which old segments go; -1 for no limit.")
                        .orElse(
                                new Fallback("log.retention.minutes", MINUTE_MS),
                                new Fallback("log.retention.hours", HOUR_MS))
                        .dynamic(),
                unset(
                        "log.retention.minutes",
                        INT,
                        Limits.positiveOrUnlimited(),
                        "Minutes after which old segments go, where log.retention.ms is not set."),
                Setting.broker(
                        "log.retention.hours",
                        INT,
                        "168",
                        Limits.positiveOrUnlimited(),
                        "Hours after which old segments go, where neither milliseconds nor minutes are set."),
                topicDefault("segment.bytes", "A segment is rolled before it grows past this many bytes."),
                topicDefault("segment.index.bytes", "The largest size of an index file, in bytes."),
                unset(
                                "log.roll.jitter.ms",
                                LONG,
                                Limits.NONE,
                                "Up to this many milliseconds, drawn at random, are taken off log.roll.ms.")
                        .orElse(new Fallback("log.roll.jitter.hours", HOUR_MS))
                        .dynamic(),
                Setting.broker(
                        "log.roll.jitter.hours",
                        INT,
                        "0",
                        Limits.atLeast(0),
                        "Up to this many hours are taken off the roll time, where log.roll.jitter.ms is not set."),
                unset("log.roll.ms", LONG, Limits.NONE, "A segment is rolled when its first record is this old.")
                        .orElse(new Fallback("log.roll.hours", HOUR_MS))
                        .dynamic(),
                Setting.broker(
                        "log.roll.hours",
                        INT,
                        "168",
                        Limits.atLeast(1),
                        "Hours after which a segment is rolled, where log.roll.ms is not set."),
                topicDefault(
                        "unclean.leader.election.enable",
                        "Whether a replica that may lack records can become leader when no other is left."),
                Setting.broker(
                        "log.retention.check.interval.ms",
                        LONG,
                        "300000",
                        Limits.atLeast(1),
                        "How often it is looked whether segments are old enough to go."),
                Setting.broker(
                        "log.cleaner.enable",
                        BOOLEAN,
                        "true",
                        Limits.NONE,
                        "Whether topics whose cleanup.policy says so are compacted."),
                Setting.broker(
                                "log.cleaner.threads",
                                INT,
                                "1",
                                Limits.atLeast(0),
                                "Threads that compact logs, each one log at a time.")
                        .dynamic(),
                Setting.broker(
                                "log.cleaner.io.max.bytes.per.second",
                                DOUBLE,
                                Double.toString(Double.MAX_VALUE),
                                Limits.NONE,
                                "What each cleaner thread reads and writes in a second at most.")
                        .dynamic(),
                Setting.broker(
                                "log.cleaner.dedupe.buffer.size",
                                LONG,
                                "134217728",
                                Limits.NONE,
                                "Memory for the latest offsets of keys, of all cleaner threads, taken while they work.")
                        .dynamic(),
                Setting.broker(
                                "log.cleaner.io.buffer.size",
                                INT,
                                "524288",
                                Limits.atLeast(0),
                                "Memory for writing compacted segments, of all cleaner threads.")
                        .dynamic(),
                Setting.broker(
                                "log.cleaner.io.buffer.load.factor",
                                DOUBLE,
                                "0.9",
                                Limits.NONE,
                                "How full the memory for the latest offsets of keys may become, as a share of it.")
                        .dynamic(),
                Setting.broker(
                                "log.cleaner.backoff.ms",
                                LONG,
                                "15000",
                                Limits.atLeast(0),
                                "How long the cleaner rests when there is nothing to compact.")
                        .dynamic(),
                Setting.broker(
                        "log.flush.offset.checkpoint.interval.ms",
                        INT,
                        "60000",
                        Limits.atLeast(0),
                        "How often the offsets are written from which logs are recovered after a crash."),
                Setting.broker(
                                "producer.id.expiration.ms",
                                INT,
                                "86400000",
                                Limits.atLeast(1),
                                "Milliseconds after which an idle producer's sequence numbers are forgotten.")
                        .dynamic());
    }

    private static Setting unset(String name, ConfigDef.Type type, Limits limits, String documentation) {
        return Setting.broker(name, type, null, limits, documentation);
    }

    private static Setting topicDefault(String topicSetting, String documentation) {
        Setting row = TopicSettings.TABLE.row(topicSetting);
        String name = Objects.requireNonNull(row.brokerDefault(), topicSetting);
        Setting broker = Setting.broker(name, row.type(), row.defaultValue(), new Limits(row.check()), documentation)
                .dynamic();
        return row.unsupported() == null ? broker : broker.onlyDefault(row.unsupported());
    }
}
