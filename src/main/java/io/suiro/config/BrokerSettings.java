package io.suiro.config;

import static org.apache.kafka.common.config.ConfigDef.Type.BOOLEAN;
import static org.apache.kafka.common.config.ConfigDef.Type.INT;
import static org.apache.kafka.common.config.ConfigDef.Type.LIST;
import static org.apache.kafka.common.config.ConfigDef.Type.LONG;
import static org.apache.kafka.common.config.ConfigDef.Type.SHORT;
import static org.apache.kafka.common.config.ConfigDef.Type.STRING;

import java.util.List;
import java.util.stream.Stream;

/**
 * The broker settings that mean something here, under Kafka's names and with the defaults of Kafka 4.3.1. They are set
 * at the start ({@code ./suiro start --set}), and those that are not read-only may be altered while the broker runs.
 */
public final class BrokerSettings {
    /** KIP-1066: data directories that take no new replicas; a broker has one, so that any entry cordons the broker. */
    public static final String CORDONED_LOG_DIRS = "cordoned.log.dirs";

    public static final SettingTable TABLE = new SettingTable(
            "broker",
            Stream.of(
                            topics(),
                            LogBrokerSettings.rows(),
                            ReplicationBrokerSettings.rows(),
                            connections(),
                            groups(),
                            GroupBrokerSettings.rows(),
                            ShareBrokerSettings.rows(),
                            TransactionBrokerSettings.rows())
                    .flatMap(List::stream)
                    .toList());

    private BrokerSettings() {}

    private static List<Setting> topics() {
        return List.of(
                Setting.broker(
                        "auto.create.topics.enable",
                        BOOLEAN,
                        "true",
                        Limits.NONE,
                        "Whether a topic is created when a client that allows it first asks about it."),
                Setting.broker(
                                CORDONED_LOG_DIRS,
                                LIST,
                                "",
                                Limits.NONE,
                                "The data directory, or * for all, if no new replicas are to be placed there.")
                        .perBroker(),
                Setting.broker(
                        "default.replication.factor",
                        INT,
                        "1",
                        Limits.NONE,
                        "Replicas of topics that are created without saying how many."),
                Setting.broker(
                        "delete.topic.enable", BOOLEAN, "true", Limits.NONE, "Whether topics can be deleted at all."),
                Setting.broker(
                        "num.partitions",
                        INT,
                        "1",
                        Limits.atLeast(1),
                        "Partitions of topics that are created without saying how many."),
                Setting.broker(
                        "broker.rack",
                        STRING,
                        null,
                        Limits.NONE,
                        "Where this broker stands; replicas of a partition are spread over racks."));
    }

    private static List<Setting> connections() {
        return List.of(
                Setting.broker(
                        "connections.max.idle.ms",
                        LONG,
                        "600000",
                        Limits.NONE,
                        "A connection without traffic is closed after this many milliseconds."),
                Setting.broker(
                                "max.connections",
                                INT,
                                "2147483647",
                                Limits.atLeast(0),
                                "Connections that may be open at the same time.")
                        .dynamic(),
                Setting.broker(
                                "max.connections.per.ip",
                                INT,
                                "2147483647",
                                Limits.atLeast(0),
                                "Connections that may be open at the same time from one address.")
                        .dynamic(),
                Setting.broker(
                        "socket.receive.buffer.bytes",
                        INT,
                        "102400",
                        Limits.NONE,
                        "SO_RCVBUF of clients' sockets; -1 leaves it to the operating system."),
                Setting.broker(
                        "socket.request.max.bytes",
                        INT,
                        "104857600",
                        Limits.atLeast(1),
                        "The largest request that is read; a connection that announces more is closed."),
                Setting.broker(
                        "socket.send.buffer.bytes",
                        INT,
                        "102400",
                        Limits.NONE,
                        "SO_SNDBUF of clients' sockets; -1 leaves it to the operating system."),
                Setting.broker(
                        "fetch.max.bytes",
                        INT,
                        "57671680",
                        Limits.atLeast(1024),
                        "The most that one fetch is answered with, except that a first batch is always whole."),
                Setting.broker(
                        "max.incremental.fetch.session.cache.slots",
                        INT,
                        "1000",
                        Limits.atLeast(0),
                        "Incremental fetch sessions that are kept at the same time."),
                Setting.broker(
                                "max.request.partition.size.limit",
                                INT,
                                "2000",
                                Limits.atLeast(1),
                                "Partitions in one answer to DescribeTopicPartitions.")
                        .onlyDefault("the size of an answer is fixed, so only the default is accepted"));
    }

    private static List<Setting> groups() {
        return List.of(
                Setting.broker(
                        "group.initial.rebalance.delay.ms",
                        INT,
                        "3000",
                        Limits.NONE,
                        "How long an empty group waits for more members before its first rebalance."),
                Setting.broker(
                        "group.min.session.timeout.ms",
                        INT,
                        "6000",
                        Limits.NONE,
                        "The shortest session timeout that a member may ask for."),
                Setting.broker(
                        "group.max.session.timeout.ms",
                        INT,
                        "1800000",
                        Limits.NONE,
                        "The longest session timeout that a member may ask for."),
                Setting.broker(
                        "group.max.size",
                        INT,
                        "2147483647",
                        Limits.atLeast(1),
                        "Members that a group may have at most."),
                Setting.broker(
                        "offset.metadata.max.bytes",
                        INT,
                        "4096",
                        Limits.NONE,
                        "The longest text that may be committed with an offset, in bytes."),
                Setting.broker(
                        "offsets.commit.timeout.ms",
                        INT,
                        "5000",
                        Limits.atLeast(1),
                        "How long commits, and what else a group stores, may wait for the replicas of the offsets topic."),
                Setting.broker(
                        "offsets.retention.minutes",
                        INT,
                        "10080",
                        Limits.atLeast(1),
                        "Offsets of a group without members are forgotten after this many minutes."),
                Setting.broker(
                        "offsets.retention.check.interval.ms",
                        LONG,
                        "600000",
                        Limits.atLeast(1),
                        "How often it is looked whether offsets are old enough to be forgotten."),
                Setting.broker(
                        "offsets.topic.num.partitions",
                        INT,
                        "50",
                        Limits.atLeast(1),
                        "Partitions of __consumer_offsets; must not change once the topic exists."),
                Setting.broker(
                        "offsets.topic.replication.factor",
                        SHORT,
                        "3",
                        Limits.atLeast(1),
                        "Replicas of __consumer_offsets, fewer if fewer brokers are there when it is created."),
                Setting.broker(
                        "offsets.topic.segment.bytes",
                        INT,
                        "104857600",
                        Limits.atLeast(1),
                        "Segment size of __consumer_offsets, small so that it is compacted and loaded quickly."),
                Setting.broker(
                                "offsets.topic.compression.codec",
                                INT,
                                "0",
                                Limits.between(0, 4),
                                "Codec of batches in __consumer_offsets: 0 none, 1 gzip, 2 snappy, 3 lz4, 4 zstd.")
                        .onlyDefault("offsets are stored uncompressed, so only the default is accepted"));
    }
}
