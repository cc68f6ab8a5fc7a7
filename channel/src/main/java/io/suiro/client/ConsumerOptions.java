package io.suiro.client;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a {@link LocalConsumer} consumes; names are those of Kafka's consumer.
 *
 * @param topics subscribed by name; empty if {@code pattern} says which
 * @param pattern RE2 regular expression over whole names, null if {@code topics} says which
 * @param memberName which no other consumer of this broker has: after a restart of the process the member is the same one, whose
 *     partitions need not wait until its session has timed out; null for a new member each time
 * @param groupInstanceId of a static member (KIP-345), null for a dynamic one
 * @param rebalanceTimeoutMs how long the member may take to give partitions up: {@code max.poll.interval.ms}
 * @param maxPartitionBytes of one read of a partition: {@code max.partition.fetch.bytes}
 */
public record ConsumerOptions(
        String groupId,
        String clientId,
        Set<String> topics,
        @Nullable String pattern,
        @Nullable String memberName,
        @Nullable String groupInstanceId,
        OffsetReset reset,
        boolean readCommitted,
        int rebalanceTimeoutMs,
        int maxPartitionBytes) {
    public ConsumerOptions {
        topics = Set.copyOf(topics);
    }
}
