package io.suiro.config;

import static org.apache.kafka.common.config.ConfigDef.Type.BOOLEAN;
import static org.apache.kafka.common.config.ConfigDef.Type.INT;
import static org.apache.kafka.common.config.ConfigDef.Type.STRING;

import java.util.List;

/**
 * The settings of single groups that mean something here: those of share groups, under the names and with the defaults of Kafka 4.3.1.
 * They may be set before there is such a group, and stay when it goes.
 */
public final class PerGroupSettings {
    public static final String SESSION_TIMEOUT = "share.session.timeout.ms";
    public static final String HEARTBEAT_INTERVAL = "share.heartbeat.interval.ms";
    public static final String LOCK_DURATION = "share.record.lock.duration.ms";
    public static final String DELIVERY_LIMIT = "share.delivery.count.limit";
    public static final String MAX_LOCKS = "share.partition.max.record.locks";
    public static final String OFFSET_RESET = "share.auto.offset.reset";
    public static final String ISOLATION_LEVEL = "share.isolation.level";
    public static final String RENEW_ENABLED = "share.renew.acknowledge.enable";

    public static final SettingTable TABLE = new SettingTable(
            "group",
            List.of(
                    Setting.topic(
                                    SESSION_TIMEOUT,
                                    INT,
                                    "45000",
                                    "A member of the share group that is not heard from for so long is gone.",
                                    Limits.atLeast(1))
                            .from("group." + SESSION_TIMEOUT),
                    Setting.topic(
                                    HEARTBEAT_INTERVAL,
                                    INT,
                                    "5000",
                                    "How often members of the share group are told to send heartbeats.",
                                    Limits.atLeast(1))
                            .from("group." + HEARTBEAT_INTERVAL),
                    Setting.topic(
                                    LOCK_DURATION,
                                    INT,
                                    "30000",
                                    "How long a record that was delivered is withheld from others.",
                                    Limits.atLeast(1_000))
                            .from("group." + LOCK_DURATION),
                    Setting.topic(
                                    DELIVERY_LIMIT,
                                    INT,
                                    "5",
                                    "How often a record is delivered at most before it is given up.",
                                    Limits.atLeast(2))
                            .from("group." + DELIVERY_LIMIT),
                    Setting.topic(
                                    MAX_LOCKS,
                                    INT,
                                    "2000",
                                    "Records from the first that is not done with up to the last that was delivered, per partition.",
                                    Limits.atLeast(100))
                            .from("group." + MAX_LOCKS),
                    Setting.topic(
                            OFFSET_RESET,
                            STRING,
                            "latest",
                            "Where the group begins with a partition that it does not know yet.",
                            Limits.startOfShares()),
                    Setting.topic(
                            ISOLATION_LEVEL,
                            STRING,
                            "read_uncommitted",
                            "Whether records of transactions are delivered before these have committed.",
                            Limits.oneOf("read_committed", "read_uncommitted")),
                    Setting.topic(
                            RENEW_ENABLED,
                            BOOLEAN,
                            "true",
                            "Whether members may ask for more time with a record.",
                            Limits.NONE)));

    private PerGroupSettings() {}
}
