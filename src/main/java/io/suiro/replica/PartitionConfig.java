package io.suiro.replica;

import io.suiro.log.LogConfig;
import java.util.function.Function;

/**
 * What a topic's settings mean to its partitions.
 *
 * @param minInsyncReplicas with fewer in sync, or fewer than all where there are fewer replicas, writes with acks=all are refused
 * @param flushMessages so many records without a force make the next append wait for one
 * @param flushMs records are forced this long after they were appended
 * @param leaderThrottled replicas from which others are copied at a bounded rate, where they lead
 * @param followerThrottled replicas that are copied at a bounded rate
 */
public record PartitionConfig(
        LogConfig log,
        int minInsyncReplicas,
        long flushMessages,
        long flushMs,
        ThrottledReplicas leaderThrottled,
        ThrottledReplicas followerThrottled) {

    /** From Kafka's topic config names to checked values: every name used here is a row of the topic table. */
    public static PartitionConfig of(Function<String, String> value, long producerIdExpirationMs) {
        return new PartitionConfig(
                LogConfig.of(value, producerIdExpirationMs),
                Integer.parseInt(value.apply("min.insync.replicas")),
                Long.parseLong(value.apply("flush.messages")),
                Long.parseLong(value.apply("flush.ms")),
                ThrottledReplicas.of(value.apply("leader.replication.throttled.replicas")),
                ThrottledReplicas.of(value.apply("follower.replication.throttled.replicas")));
    }
}
