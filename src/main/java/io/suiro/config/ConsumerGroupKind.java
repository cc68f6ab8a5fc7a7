package io.suiro.config;

import static org.apache.kafka.common.config.ConfigDef.Type.INT;

import io.suiro.config.GroupKind.Order;
import io.suiro.config.GroupKind.Range;
import java.util.List;

/** What can be set for a single consumer group that speaks the new protocol (KIP-848). */
final class ConsumerGroupKind {
    private static final String SESSION_TIMEOUT = "consumer.session.timeout.ms";
    private static final String HEARTBEAT_INTERVAL = "consumer.heartbeat.interval.ms";
    private static final String ASSIGNMENT_INTERVAL = "consumer.assignment.interval.ms";

    private ConsumerGroupKind() {}

    static GroupKind kind() {
        return new GroupKind(
                List.of(
                        Setting.group(
                                        SESSION_TIMEOUT,
                                        INT,
                                        "45000",
                                        "The timeout to detect client failures when using the consumer group protocol.",
                                        Limits.atLeast(1))
                                .from("group.consumer.session.timeout.ms"),
                        Setting.group(
                                        HEARTBEAT_INTERVAL,
                                        INT,
                                        "5000",
                                        "The heartbeat interval given to the members of a consumer group.",
                                        Limits.atLeast(1))
                                .from("group.consumer.heartbeat.interval.ms"),
                        Setting.group(
                                        ASSIGNMENT_INTERVAL,
                                        INT,
                                        "1000",
                                        "The interval between assignment updates for a consumer group.",
                                        Limits.atLeast(0))
                                .from("group.consumer.assignment.interval.ms")),
                List.of(
                        new Range(
                                SESSION_TIMEOUT,
                                "group.consumer.min.session.timeout.ms",
                                "group.consumer.max.session.timeout.ms"),
                        new Range(
                                HEARTBEAT_INTERVAL,
                                "group.consumer.min.heartbeat.interval.ms",
                                "group.consumer.max.heartbeat.interval.ms"),
                        new Range(
                                ASSIGNMENT_INTERVAL,
                                "group.consumer.min.assignment.interval.ms",
                                "group.consumer.max.assignment.interval.ms")),
                List.of(new Order(SESSION_TIMEOUT, HEARTBEAT_INTERVAL)));
    }
}
