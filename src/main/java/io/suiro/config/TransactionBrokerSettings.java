package io.suiro.config;

import static org.apache.kafka.common.config.ConfigDef.Type.INT;
import static org.apache.kafka.common.config.ConfigDef.Type.SHORT;

import java.util.List;

/** Rows for transactions. */
final class TransactionBrokerSettings {
    private TransactionBrokerSettings() {}

    static List<Setting> rows() {
        return List.of(
                Setting.broker(
                        "transaction.max.timeout.ms",
                        INT,
                        "900000",
                        Limits.atLeast(1),
                        "The longest time that a client may give its transactions."),
                Setting.broker(
                        "transactional.id.expiration.ms",
                        INT,
                        "604800000",
                        Limits.atLeast(1),
                        "A transactional id that nobody has used for so long is forgotten."),
                Setting.broker(
                        "transaction.abort.timed.out.transaction.cleanup.interval.ms",
                        INT,
                        "10000",
                        Limits.atLeast(1),
                        "How often it is looked whether transactions have gone on for too long."),
                Setting.broker(
                        "transaction.remove.expired.transaction.cleanup.interval.ms",
                        INT,
                        "3600000",
                        Limits.atLeast(1),
                        "How often it is looked whether transactional ids are to be forgotten."),
                Setting.broker(
                        "transaction.state.log.num.partitions",
                        INT,
                        "50",
                        Limits.atLeast(1),
                        "Partitions of __transaction_state; must not change once the topic exists."),
                Setting.broker(
                        "transaction.state.log.replication.factor",
                        SHORT,
                        "3",
                        Limits.atLeast(1),
                        "Replicas of __transaction_state, fewer if fewer brokers are there when it is created."),
                Setting.broker(
                        "transaction.state.log.min.isr",
                        INT,
                        "2",
                        Limits.atLeast(1),
                        "The min.insync.replicas of __transaction_state."),
                Setting.broker(
                        "transaction.state.log.segment.bytes",
                        INT,
                        "104857600",
                        Limits.atLeast(1),
                        "Segment size of __transaction_state, small so that it is compacted and loaded quickly."));
    }
}
