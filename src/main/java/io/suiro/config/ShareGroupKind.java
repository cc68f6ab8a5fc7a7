package io.suiro.config;

import static org.apache.kafka.common.config.ConfigDef.Type.BOOLEAN;
import static org.apache.kafka.common.config.ConfigDef.Type.INT;
import static org.apache.kafka.common.config.ConfigDef.Type.STRING;

import io.suiro.config.GroupKind.Order;
import io.suiro.config.GroupKind.Range;
import java.util.List;

/** What can be set for a single share group (KIP-932). */
public final class ShareGroupKind {
    public static final String SESSION_TIMEOUT = "share.session.timeout.ms";
    public static final String HEARTBEAT_INTERVAL = "share.heartbeat.interval.ms";
    public static final String LOCK_DURATION = "share.record.lock.duration.ms";
    public static final String DELIVERY_LIMIT = "share.delivery.count.limit";
    public static final String MAX_LOCKS = "share.partition.max.record.locks";
    public static final String OFFSET_RESET = "share.auto.offset.reset";
    public static final String ISOLATION_LEVEL = "share.isolation.level";
    public static final String RENEW_ENABLED = "share.renew.acknowledge.enable";
    public static final String ASSIGNMENT_INTERVAL = "share.assignment.interval.ms";

    private ShareGroupKind() {}

    static GroupKind kind() {
        return new GroupKind(
                List.of(
                        Setting.group(
                                        SESSION_TIMEOUT,
                                        INT,
                                        "45000",
                                        "The timeout to detect client failures when using the share group protocol.",
                                        Limits.atLeast(1))
                                .from("group." + SESSION_TIMEOUT),
                        Setting.group(
                                        HEARTBEAT_INTERVAL,
                                        INT,
                                        "5000",
                                        "The heartbeat interval given to the members of a share group.",
                                        Limits.atLeast(1))
                                .from("group." + HEARTBEAT_INTERVAL),
                        Setting.group(
                                        LOCK_DURATION,
                                        INT,
                                        "30000",
                                        "The record acquisition lock duration in milliseconds for share groups.",
                                        Limits.atLeast(1_000))
                                .from("group." + LOCK_DURATION),
                        Setting.group(
                                        DELIVERY_LIMIT,
                                        INT,
                                        "5",
                                        "The maximum number of delivery attempts for a record delivered to a share group.",
                                        Limits.atLeast(2))
                                .from("group." + DELIVERY_LIMIT),
                        Setting.group(
                                        MAX_LOCKS,
                                        INT,
                                        "2000",
                                        "Share-group record lock limit per share-partition.",
                                        Limits.atLeast(100))
                                .from("group." + MAX_LOCKS),
                        Setting.group(
                                OFFSET_RESET,
                                STRING,
                                "latest",
                                "The strategy to initialize the share-partition start offset. <ul><li>earliest: automatically reset the offset to the earliest offset</li><li>latest: automatically reset the offset to the latest offset</li><li>by_duration:&lt;duration&gt;: automatically reset the offset to a configured duration from the current timestamp. &lt;duration&gt; must be specified in ISO8601 format (PnDTnHnMn.nS). Negative duration is not allowed.</li><li>anything else: throw exception to the share consumer.</li></ul>",
                                Limits.startOfShares()),
                        Setting.group(
                                ISOLATION_LEVEL,
                                STRING,
                                "read_uncommitted",
                                "Controls how to read records written transactionally. If set to \"read_committed\", the share group will only deliver transactional records which have been committed. If set to \"read_uncommitted\", the share group will return all messages, even transactional messages which have been aborted. Non-transactional records will be returned unconditionally in either mode.",
                                Limits.oneOf("read_committed", "read_uncommitted")),
                        Setting.group(
                                RENEW_ENABLED,
                                BOOLEAN,
                                "true",
                                "Whether the renew acknowledge type is enabled for the share group.",
                                Limits.NONE),
                        Setting.group(
                                        ASSIGNMENT_INTERVAL,
                                        INT,
                                        "1000",
                                        "The interval between assignment updates for a share group.",
                                        Limits.atLeast(0))
                                .from("group." + ASSIGNMENT_INTERVAL)),
                List.of(
                        range(SESSION_TIMEOUT, "session.timeout.ms"),
                        range(HEARTBEAT_INTERVAL, "heartbeat.interval.ms"),
                        range(LOCK_DURATION, "record.lock.duration.ms"),
                        range(DELIVERY_LIMIT, "delivery.count.limit"),
                        range(MAX_LOCKS, "partition.max.record.locks"),
                        range(ASSIGNMENT_INTERVAL, "assignment.interval.ms")),
                List.of(new Order(SESSION_TIMEOUT, HEARTBEAT_INTERVAL)));
    }

    private static Range range(String setting, String bounded) {
        return new Range(setting, "group.share.min." + bounded, "group.share.max." + bounded);
    }
}
