package io.suiro.config;

import static org.apache.kafka.common.config.ConfigDef.Type.INT;
import static org.apache.kafka.common.config.ConfigDef.Type.LIST;
import static org.apache.kafka.common.config.ConfigDef.Type.STRING;

import java.util.List;

/** Rows for groups that speak the new protocol (KIP-848). */
final class GroupBrokerSettings {
    private GroupBrokerSettings() {}

    static List<Setting> rows() {
        return List.of(
                Setting.broker(
                        "group.consumer.session.timeout.ms",
                        INT,
                        "45000",
                        Limits.atLeast(1),
                        "A member that is not heard from for so long is gone."),
                Setting.broker(
                        "group.consumer.min.session.timeout.ms",
                        INT,
                        "45000",
                        Limits.atLeast(1),
                        "The shortest session timeout that may be set."),
                Setting.broker(
                        "group.consumer.max.session.timeout.ms",
                        INT,
                        "60000",
                        Limits.atLeast(1),
                        "The longest session timeout that may be set."),
                Setting.broker(
                        "group.consumer.heartbeat.interval.ms",
                        INT,
                        "5000",
                        Limits.atLeast(1),
                        "How often members are told to send heartbeats while there is nothing to do."),
                Setting.broker(
                        "group.consumer.min.heartbeat.interval.ms",
                        INT,
                        "5000",
                        Limits.atLeast(1),
                        "The shortest heartbeat interval that may be set."),
                Setting.broker(
                        "group.consumer.max.heartbeat.interval.ms",
                        INT,
                        "15000",
                        Limits.atLeast(1),
                        "The longest heartbeat interval that may be set."),
                Setting.broker(
                                "group.consumer.assignment.interval.ms",
                                INT,
                                "1000",
                                Limits.atLeast(0),
                                "How long a group keeps its targets before it gets new ones; while nobody sets it, that depends on the size of the group.")
                        .dynamic(),
                Setting.broker(
                        "group.consumer.min.assignment.interval.ms",
                        INT,
                        "0",
                        Limits.atLeast(0),
                        "The shortest assignment interval that may be set."),
                Setting.broker(
                        "group.consumer.max.assignment.interval.ms",
                        INT,
                        "15000",
                        Limits.atLeast(0),
                        "The longest assignment interval that may be set."),
                Setting.broker(
                        "group.consumer.max.size",
                        INT,
                        "2147483647",
                        Limits.atLeast(1),
                        "Members that a consumer group may have at most."),
                Setting.broker(
                        "group.consumer.migration.policy",
                        STRING,
                        "bidirectional",
                        Limits.oneOf("disabled", "upgrade", "downgrade", "bidirectional"),
                        "Which groups change between the classic and the consumer protocol while they have members."),
                Setting.broker(
                        "group.consumer.assignors",
                        LIST,
                        "uniform,range",
                        Limits.listOf("uniform", "range"),
                        "The assignors that members may ask for; the first is used if they ask for none."));
    }
}
