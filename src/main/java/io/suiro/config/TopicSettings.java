package io.suiro.config;

import static org.apache.kafka.common.config.ConfigDef.Type.BOOLEAN;
import static org.apache.kafka.common.config.ConfigDef.Type.DOUBLE;
import static org.apache.kafka.common.config.ConfigDef.Type.INT;
import static org.apache.kafka.common.config.ConfigDef.Type.LIST;
import static org.apache.kafka.common.config.ConfigDef.Type.LONG;
import static org.apache.kafka.common.config.ConfigDef.Type.STRING;

import io.suiro.error.Outcome;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.protocol.Errors;

/**
 * Every topic setting that Kafka 4.3 knows. Those that do not work here yet are refused by name with any value but
 * their default, so that nobody relies upon them.
 */
public final class TopicSettings {
    private static final String NO_TIERS = "tiered storage is not available, so only the default is accepted";
    private static final String NO_LEVELS = "compression levels cannot be chosen, so only the default is accepted";
    private static final String NO_PREALLOCATION = "segments are never preallocated, so only the default is accepted";

    private static final String MAX_LONG = Long.toString(Long.MAX_VALUE);

    public static final SettingTable TABLE = new SettingTable("topic", rows());

    private TopicSettings() {}

    /** Checks all settings that a topic shall have together; the first complaint as INVALID_CONFIG. */
    public static Outcome<Map<String, String>> check(Map<String, String> altered) {
        return switch (TABLE.checkAll(altered)) {
            case Outcome.Failed<Map<String, String>> failed -> failed;
            case Outcome.Ok<Map<String, String>> ok -> checkTogether(altered);
        };
    }

    private static Outcome<Map<String, String>> checkTogether(Map<String, String> altered) {
        long minLag = number(altered, TopicConfig.MIN_COMPACTION_LAG_MS_CONFIG);
        long maxLag = number(altered, TopicConfig.MAX_COMPACTION_LAG_MS_CONFIG);
        if (minLag > maxLag) {
            return Outcome.failed(
                    Errors.INVALID_CONFIG,
                    "conflict topic config setting min.compaction.lag.ms (" + minLag + ") > max.compaction.lag.ms ("
                            + maxLag + ")");
        }
        return Outcome.ok(altered);
    }

    private static long number(Map<String, String> altered, String name) {
        Setting setting = TABLE.row(name);
        String value = altered.getOrDefault(name, String.valueOf(setting.defaultValue()));
        return Long.parseLong(setting.canonical(value));
    }

    private static List<Setting> rows() {
        return List.of(
                Setting.topic(
                                TopicConfig.CLEANUP_POLICY_CONFIG,
                                LIST,
                                "delete",
                                TopicConfig.CLEANUP_POLICY_DOC,
                                Limits.listOf("compact", "delete"))
                        .from("log.cleanup.policy"),
                Setting.topic(
                                TopicConfig.COMPRESSION_TYPE_CONFIG,
                                STRING,
                                "producer",
                                TopicConfig.COMPRESSION_TYPE_DOC,
                                Limits.oneOf("uncompressed", "zstd", "lz4", "snappy", "gzip", "producer"))
                        .from("compression.type"),
                Setting.topic(
                                TopicConfig.COMPRESSION_GZIP_LEVEL_CONFIG,
                                INT,
                                "-1",
                                TopicConfig.COMPRESSION_GZIP_LEVEL_DOC,
                                Limits.betweenOr(1, 9, -1))
                        .from("compression.gzip.level")
                        .onlyDefault(NO_LEVELS),
                Setting.topic(
                                TopicConfig.COMPRESSION_LZ4_LEVEL_CONFIG,
                                INT,
                                "9",
                                TopicConfig.COMPRESSION_LZ4_LEVEL_DOC,
                                Limits.between(1, 17))
                        .from("compression.lz4.level")
                        .onlyDefault(NO_LEVELS),
                Setting.topic(
                                TopicConfig.COMPRESSION_ZSTD_LEVEL_CONFIG,
                                INT,
                                "3",
                                TopicConfig.COMPRESSION_ZSTD_LEVEL_DOC,
                                Limits.between(-131072, 22))
                        .from("compression.zstd.level")
                        .onlyDefault(NO_LEVELS),
                Setting.topic(
                                TopicConfig.DELETE_RETENTION_MS_CONFIG,
                                LONG,
                                "86400000",
                                TopicConfig.DELETE_RETENTION_MS_DOC,
                                Limits.atLeast(0))
                        .from("log.cleaner.delete.retention.ms"),
                Setting.topic(
                                TopicConfig.FILE_DELETE_DELAY_MS_CONFIG,
                                LONG,
                                "60000",
                                TopicConfig.FILE_DELETE_DELAY_MS_DOC,
                                Limits.atLeast(0))
                        .from("log.segment.delete.delay.ms"),
                Setting.topic(
                                TopicConfig.FLUSH_MESSAGES_INTERVAL_CONFIG,
                                LONG,
                                MAX_LONG,
                                TopicConfig.FLUSH_MESSAGES_INTERVAL_DOC,
                                Limits.atLeast(1))
                        .from("log.flush.interval.messages"),
                Setting.topic(TopicConfig.FLUSH_MS_CONFIG, LONG, MAX_LONG, TopicConfig.FLUSH_MS_DOC, Limits.atLeast(0))
                        .from("log.flush.interval.ms"),
                Setting.topic(
                        "follower.replication.throttled.replicas",
                        LIST,
                        "",
                        "Replicas whose copying is throttled on the follower, as partition:broker pairs, or * for all.",
                        Limits.replicas()),
                Setting.topic(
                                TopicConfig.INDEX_INTERVAL_BYTES_CONFIG,
                                INT,
                                "4096",
                                TopicConfig.INDEX_INTERVAL_BYTES_DOC,
                                Limits.atLeast(0))
                        .from("log.index.interval.bytes"),
                Setting.topic(
                        "leader.replication.throttled.replicas",
                        LIST,
                        "",
                        "Replicas whose copying is throttled on the leader, as partition:broker pairs, or * for all.",
                        Limits.replicas()),
                Setting.topic(
                                TopicConfig.LOCAL_LOG_RETENTION_BYTES_CONFIG,
                                LONG,
                                "-2",
                                TopicConfig.LOCAL_LOG_RETENTION_BYTES_DOC,
                                Limits.atLeast(-2))
                        .from("log.local.retention.bytes")
                        .onlyDefault(NO_TIERS),
                Setting.topic(
                                TopicConfig.LOCAL_LOG_RETENTION_MS_CONFIG,
                                LONG,
                                "-2",
                                TopicConfig.LOCAL_LOG_RETENTION_MS_DOC,
                                Limits.atLeast(-2))
                        .from("log.local.retention.ms")
                        .onlyDefault(NO_TIERS),
                Setting.topic(
                                TopicConfig.MAX_COMPACTION_LAG_MS_CONFIG,
                                LONG,
                                MAX_LONG,
                                TopicConfig.MAX_COMPACTION_LAG_MS_DOC,
                                Limits.atLeast(1))
                        .from("log.cleaner.max.compaction.lag.ms"),
                Setting.topic(
                                TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                                INT,
                                "1048588",
                                TopicConfig.MAX_MESSAGE_BYTES_DOC,
                                Limits.atLeast(0))
                        .from("message.max.bytes"),
                Setting.topic(
                                TopicConfig.MESSAGE_TIMESTAMP_AFTER_MAX_MS_CONFIG,
                                LONG,
                                "3600000",
                                TopicConfig.MESSAGE_TIMESTAMP_AFTER_MAX_MS_DOC,
                                Limits.atLeast(0))
                        .from("log.message.timestamp.after.max.ms"),
                Setting.topic(
                                TopicConfig.MESSAGE_TIMESTAMP_BEFORE_MAX_MS_CONFIG,
                                LONG,
                                MAX_LONG,
                                TopicConfig.MESSAGE_TIMESTAMP_BEFORE_MAX_MS_DOC,
                                Limits.atLeast(0))
                        .from("log.message.timestamp.before.max.ms"),
                Setting.topic(
                                TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG,
                                STRING,
                                "CreateTime",
                                TopicConfig.MESSAGE_TIMESTAMP_TYPE_DOC,
                                Limits.oneOf("CreateTime", "LogAppendTime"))
                        .from("log.message.timestamp.type"),
                Setting.topic(
                                TopicConfig.MIN_CLEANABLE_DIRTY_RATIO_CONFIG,
                                DOUBLE,
                                "0.5",
                                TopicConfig.MIN_CLEANABLE_DIRTY_RATIO_DOC,
                                Limits.between(0, 1))
                        .from("log.cleaner.min.cleanable.ratio"),
                Setting.topic(
                                TopicConfig.MIN_COMPACTION_LAG_MS_CONFIG,
                                LONG,
                                "0",
                                TopicConfig.MIN_COMPACTION_LAG_MS_DOC,
                                Limits.atLeast(0))
                        .from("log.cleaner.min.compaction.lag.ms"),
                Setting.topic(
                                TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG,
                                INT,
                                "1",
                                TopicConfig.MIN_IN_SYNC_REPLICAS_DOC,
                                Limits.atLeast(1))
                        .from("min.insync.replicas"),
                Setting.topic(
                                TopicConfig.PREALLOCATE_CONFIG,
                                BOOLEAN,
                                "false",
                                TopicConfig.PREALLOCATE_DOC,
                                Limits.NONE)
                        .from("log.preallocate")
                        .onlyDefault(NO_PREALLOCATION),
                Setting.topic(
                                TopicConfig.REMOTE_LOG_COPY_DISABLE_CONFIG,
                                BOOLEAN,
                                "false",
                                TopicConfig.REMOTE_LOG_COPY_DISABLE_DOC,
                                Limits.NONE)
                        .onlyDefault(NO_TIERS),
                Setting.topic(
                                TopicConfig.REMOTE_LOG_DELETE_ON_DISABLE_CONFIG,
                                BOOLEAN,
                                "false",
                                TopicConfig.REMOTE_LOG_DELETE_ON_DISABLE_DOC,
                                Limits.NONE)
                        .onlyDefault(NO_TIERS),
                Setting.topic(
                                TopicConfig.REMOTE_LOG_STORAGE_ENABLE_CONFIG,
                                BOOLEAN,
                                "false",
                                TopicConfig.REMOTE_LOG_STORAGE_ENABLE_DOC,
                                Limits.NONE)
                        .onlyDefault(NO_TIERS),
                Setting.topic(
                                TopicConfig.RETENTION_BYTES_CONFIG,
                                LONG,
                                "-1",
                                TopicConfig.RETENTION_BYTES_DOC,
                                Limits.NONE)
                        .from("log.retention.bytes"),
                Setting.topic(
                                TopicConfig.RETENTION_MS_CONFIG,
                                LONG,
                                "604800000",
                                TopicConfig.RETENTION_MS_DOC,
                                Limits.atLeast(-1))
                        .from("log.retention.ms"),
                Setting.topic(
                                TopicConfig.SEGMENT_BYTES_CONFIG,
                                INT,
                                "1073741824",
                                TopicConfig.SEGMENT_BYTES_DOC,
                                Limits.atLeast(1024 * 1024))
                        .from("log.segment.bytes"),
                Setting.topic(
                                TopicConfig.SEGMENT_INDEX_BYTES_CONFIG,
                                INT,
                                "10485760",
                                TopicConfig.SEGMENT_INDEX_BYTES_DOC,
                                Limits.atLeast(4))
                        .from("log.index.size.max.bytes"),
                Setting.topic(
                                TopicConfig.SEGMENT_JITTER_MS_CONFIG,
                                LONG,
                                "0",
                                TopicConfig.SEGMENT_JITTER_MS_DOC,
                                Limits.atLeast(0))
                        .from("log.roll.jitter.ms"),
                Setting.topic(
                                TopicConfig.SEGMENT_MS_CONFIG,
                                LONG,
                                "604800000",
                                TopicConfig.SEGMENT_MS_DOC,
                                Limits.atLeast(1))
                        .from("log.roll.ms"),
                Setting.topic(
                                TopicConfig.UNCLEAN_LEADER_ELECTION_ENABLE_CONFIG,
                                BOOLEAN,
                                "false",
                                TopicConfig.UNCLEAN_LEADER_ELECTION_ENABLE_DOC,
                                Limits.NONE)
                        .from("unclean.leader.election.enable"));
    }
}
