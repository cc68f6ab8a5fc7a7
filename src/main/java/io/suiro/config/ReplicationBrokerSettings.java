package io.suiro.config;

import static org.apache.kafka.common.config.ConfigDef.Type.BOOLEAN;
import static org.apache.kafka.common.config.ConfigDef.Type.INT;
import static org.apache.kafka.common.config.ConfigDef.Type.LONG;
import static org.apache.kafka.common.config.ConfigDef.Type.STRING;

import java.util.List;

/** The broker settings of replication between brokers. */
final class ReplicationBrokerSettings {
    private static final String RACK_AWARE_SELECTOR = "org.apache.kafka.common.replica.RackAwareReplicaSelector";

    private static final String NO_LIMIT = Long.toString(Long.MAX_VALUE);

    private ReplicationBrokerSettings() {}

    static List<Setting> rows() {
        return List.of(
                Setting.broker(
                        "auto.leader.rebalance.enable",
                        BOOLEAN,
                        "true",
                        Limits.NONE,
                        "Whether leadership goes back to preferred replicas, the first of each partition, by itself."),
                Setting.broker(
                        "leader.imbalance.check.interval.seconds",
                        LONG,
                        "300",
                        Limits.atLeast(1),
                        "How often it is looked whether leadership is to go back to preferred replicas."),
                Setting.broker(
                        "replica.selector.class",
                        STRING,
                        null,
                        Limits.oneOf(RACK_AWARE_SELECTOR),
                        "Whether consumers that name their rack read from a replica there: Kafka's class of that name, or unset."),
                Setting.broker(
                        "replica.lag.time.max.ms",
                        LONG,
                        "30000",
                        Limits.atLeast(1),
                        "A follower that has not caught up for so long is taken out of the in-sync replicas."),
                Setting.broker(
                        "replica.fetch.wait.max.ms",
                        INT,
                        "500",
                        Limits.atLeast(1),
                        "A leader without news answers a follower after this many milliseconds."),
                Setting.broker(
                        "replica.fetch.min.bytes",
                        INT,
                        "1",
                        Limits.atLeast(0),
                        "A leader answers a follower at once when it has so much."),
                Setting.broker(
                        "replica.fetch.max.bytes",
                        INT,
                        "1048576",
                        Limits.atLeast(0),
                        "The most that a follower asks for of one partition, except that a first batch is always whole."),
                Setting.broker(
                        "replica.fetch.response.max.bytes",
                        INT,
                        "10485760",
                        Limits.atLeast(0),
                        "The most that a follower asks one leader for, except that a first batch is always whole."),
                Setting.broker(
                                "leader.replication.throttled.rate",
                                LONG,
                                NO_LIMIT,
                                Limits.atLeast(0),
                                "Bytes per second that a broker sends of replicas in leader.replication.throttled.replicas.")
                        .dynamic(),
                Setting.broker(
                                "follower.replication.throttled.rate",
                                LONG,
                                NO_LIMIT,
                                Limits.atLeast(0),
                                "Bytes per second that a broker copies of replicas in follower.replication.throttled.replicas.")
                        .dynamic());
    }
}
