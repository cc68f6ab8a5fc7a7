package io.suiro.log.verify;

import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;

/**
 * What the cluster's metadata says of a data directory.
 *
 * @param clusterId of the cluster that its broker is in
 * @param partitions that it is to hold, with the id of their topic
 * @param compactedTopics names of those that are compacted
 */
public record Expected(String clusterId, Map<TopicPartition, Uuid> partitions, Set<String> compactedTopics) {
    public Expected {
        partitions = Map.copyOf(partitions);
        compactedTopics = Set.copyOf(compactedTopics);
    }
}
