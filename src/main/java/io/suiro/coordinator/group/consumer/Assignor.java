package io.suiro.coordinator.group.consumer;

import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/**
 * Divides the partitions of the subscribed topics among the members. Pure: the same problem has the same answer on
 * every broker.
 */
interface Assignor {
    /** As members ask for it. */
    String name();

    /** A target for each member; each partition of a subscribed topic is in exactly one of them. */
    Map<String, PartitionSet> assign(Problem problem);

    /**
     * What is to be divided among whom.
     *
     * @param subscribers by member id
     * @param partitionCounts of the topics that exist
     */
    record Problem(SortedMap<String, Subscriber> subscribers, Map<Uuid, Integer> partitionCounts) {
        /** 0 if the topic does not exist. */
        int partitionCount(Uuid topicId) {
            return partitionCounts.getOrDefault(topicId, 0);
        }
    }

    /**
     * A member that wants partitions.
     *
     * @param topicIds what it subscribes to, as far as that exists
     * @param current its target so far
     */
    record Subscriber(@Nullable String instanceId, Set<Uuid> topicIds, PartitionSet current) {}
}
