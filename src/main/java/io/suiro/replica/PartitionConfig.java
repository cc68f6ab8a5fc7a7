package io.suiro.replica;

import io.suiro.log.LogConfig;
import java.util.function.Function;

/**
 * What a topic's settings mean to its partitions.
 *
 * @param minInsyncReplicas with fewer in sync, writes with acks=all are refused
 */
public record PartitionConfig(LogConfig log, int minInsyncReplicas) {

    /** From Kafka's topic config names to checked values: every name used here is a row of the topic table. */
    public static PartitionConfig of(Function<String, String> value, long producerIdExpirationMs) {
        return new PartitionConfig(
                LogConfig.of(value, producerIdExpirationMs), Integer.parseInt(value.apply("min.insync.replicas")));
    }
}
