package io.suiro.config;

import static org.apache.kafka.common.config.ConfigDef.Type.INT;
import static org.apache.kafka.common.config.ConfigDef.Type.LIST;
import static org.apache.kafka.common.config.ConfigDef.Type.SHORT;

import java.util.List;
import java.util.stream.Stream;

/** Rows for share groups (KIP-932). */
final class ShareBrokerSettings {
    private ShareBrokerSettings() {}

    static List<Setting> rows() {
        return Stream.of(membership(), delivery(), state())
                .flatMap(List::stream)
                .toList();
    }

    private static List<Setting> membership() {
        return List.of(
                number(
                        "group.share.session.timeout.ms",
                        "45000",
                        "A member of a share group that is not heard from for so long is gone."),
                number(
                        "group.share.min.session.timeout.ms",
                        "45000",
                        "The shortest session timeout that a share group may have."),
                number(
                        "group.share.max.session.timeout.ms",
                        "60000",
                        "The longest session timeout that a share group may have."),
                number(
                        "group.share.heartbeat.interval.ms",
                        "5000",
                        "How often members of share groups are told to send heartbeats while there is nothing to do."),
                number(
                        "group.share.min.heartbeat.interval.ms",
                        "5000",
                        "The shortest heartbeat interval that a share group may have."),
                number(
                        "group.share.max.heartbeat.interval.ms",
                        "15000",
                        "The longest heartbeat interval that a share group may have."),
                Setting.broker(
                                "group.share.assignment.interval.ms",
                                INT,
                                "1000",
                                Limits.atLeast(0),
                                "How long a share group keeps its targets before it gets new ones; none while nobody sets it.")
                        .dynamic(),
                Setting.broker(
                        "group.share.min.assignment.interval.ms",
                        INT,
                        "0",
                        Limits.atLeast(0),
                        "The least that share.assignment.interval.ms counts as."),
                Setting.broker(
                        "group.share.max.assignment.interval.ms",
                        INT,
                        "15000",
                        Limits.atLeast(0),
                        "The most that share.assignment.interval.ms counts as."),
                Setting.broker(
                        "group.share.max.size",
                        INT,
                        "200",
                        Limits.between(1, 1000),
                        "Members that a share group may have at most."),
                Setting.broker(
                        "group.share.assignors",
                        LIST,
                        "simple",
                        Limits.listOf("simple"),
                        "How partitions are given to the members of share groups."),
                number(
                        "group.share.initialize.retry.interval.ms",
                        "30000",
                        "When it is tried again to begin the state of a share group's partitions, if that came to nothing."));
    }

    private static List<Setting> delivery() {
        return List.of(
                Setting.broker(
                        "group.share.delivery.count.limit",
                        INT,
                        "5",
                        Limits.between(2, 10),
                        "How often a record is delivered at most before it is given up."),
                Setting.broker(
                        "group.share.min.delivery.count.limit",
                        INT,
                        "2",
                        Limits.between(2, 5),
                        "The least that share.delivery.count.limit counts as."),
                Setting.broker(
                        "group.share.max.delivery.count.limit",
                        INT,
                        "10",
                        Limits.between(5, 25),
                        "The most that share.delivery.count.limit counts as."),
                Setting.broker(
                        "group.share.record.lock.duration.ms",
                        INT,
                        "30000",
                        Limits.between(1_000, 3_600_000),
                        "How long a record that was delivered is withheld from others."),
                Setting.broker(
                        "group.share.min.record.lock.duration.ms",
                        INT,
                        "15000",
                        Limits.between(1_000, 30_000),
                        "The least that share.record.lock.duration.ms counts as."),
                Setting.broker(
                        "group.share.max.record.lock.duration.ms",
                        INT,
                        "60000",
                        Limits.between(30_000, 3_600_000),
                        "The most that share.record.lock.duration.ms counts as."),
                Setting.broker(
                        "group.share.partition.max.record.locks",
                        INT,
                        "2000",
                        Limits.between(100, 10_000),
                        "Records from the first that is not done with up to the last that was delivered, per partition."),
                Setting.broker(
                        "group.share.min.partition.max.record.locks",
                        INT,
                        "100",
                        Limits.between(100, 2_000),
                        "The least that share.partition.max.record.locks counts as."),
                Setting.broker(
                        "group.share.max.partition.max.record.locks",
                        INT,
                        "4000",
                        Limits.between(2_000, 10_000),
                        "The most that share.partition.max.record.locks counts as."),
                number("group.share.max.share.sessions", "2000", "Share sessions that a broker keeps at most."));
    }

    private static List<Setting> state() {
        return List.of(
                number(
                        "share.coordinator.state.topic.num.partitions",
                        "50",
                        "Partitions of __share_group_state; must not change once the topic exists."),
                Setting.broker(
                        "share.coordinator.state.topic.replication.factor",
                        SHORT,
                        "3",
                        Limits.atLeast(1),
                        "Replicas of __share_group_state, fewer if fewer brokers are there when it is created."),
                Setting.broker(
                        "share.coordinator.state.topic.min.isr",
                        SHORT,
                        "2",
                        Limits.atLeast(1),
                        "The min.insync.replicas of __share_group_state."),
                number(
                        "share.coordinator.state.topic.segment.bytes",
                        "104857600",
                        "Segment size of __share_group_state, small so that it is loaded quickly."),
                Setting.broker(
                        "share.coordinator.snapshot.update.records.per.snapshot",
                        INT,
                        "500",
                        Limits.between(0, 500),
                        "Changes of a share partition's state that are stored before all of it is stored again."),
                number(
                        "share.coordinator.write.timeout.ms",
                        "5000",
                        "How long a change of a share partition's state may wait for the replicas of __share_group_state."),
                number(
                        "share.coordinator.state.topic.prune.interval.ms",
                        "300000",
                        "How often records of __share_group_state that nobody needs any more are deleted."),
                number(
                        "share.coordinator.cold.partition.snapshot.interval.ms",
                        "300000",
                        "A share partition whose state did not change for so long has all of it stored again, so that older records can be deleted; while nobody sets it, when it holds up many."));
    }

    private static Setting number(String name, String defaultValue, String documentation) {
        return Setting.broker(name, INT, defaultValue, Limits.atLeast(1), documentation);
    }
}
