package io.suiro.channel;

import java.util.Set;

/**
 * The names of the attributes that {@link SuiroConnector} declares. Its annotations say the same, and take longer to be read than the rest of a configuration; a test holds both
 * together.
 */
final class DeclaredAttributes {
    static final Set<String> INCOMING = Set.of(
            "topic",
            "topics",
            "pattern",
            "group.id",
            "group.instance.id",
            "client.id",
            "auto.offset.reset",
            "isolation.level",
            "batch",
            "max.poll.records",
            "max.poll.interval.ms",
            "max.partition.fetch.bytes",
            "commit-strategy",
            "auto.commit.interval.ms",
            "exactly-once",
            "transaction.interval.ms",
            "transaction.timeout.ms",
            "failure-strategy",
            "dead-letter-queue.topic",
            "delayed-retry-topic.topics",
            "delayed-retry-topic.max-retries",
            "delayed-retry-topic.timeout",
            "graceful-shutdown",
            "key.deserializer",
            "value.deserializer",
            "broadcast",
            "validation",
            "health-enabled",
            "tracing-enabled");

    static final Set<String> OUTGOING = Set.of(
            "topic",
            "client.id",
            "key",
            "partition",
            "propagate-record-key",
            "propagate-headers",
            "acks",
            "compression.type",
            "max-inflight-messages",
            "key.serializer",
            "value.serializer",
            "validation",
            "health-enabled",
            "tracing-enabled");

    private DeclaredAttributes() {}
}
