package io.suiro.cluster;

import io.suiro.error.Refused;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.protocol.Errors;

/** Replicas that somebody assigned by hand: each refusal is INVALID_REPLICA_ASSIGNMENT. */
final class Assignments {
    private Assignments() {}

    /**
     * New partitions with these replicas; the first active one leads and all active ones are in sync.
     *
     * @param firstPartition number of the first
     * @param replicationFactor how many replicas each has to have
     */
    static List<PartitionImage> check(
            MetadataImage image, int firstPartition, List<List<Integer>> assignments, int replicationFactor) {
        List<PartitionImage> partitions = new ArrayList<>();
        for (List<Integer> replicas : assignments) {
            checkReplicas(image, replicas);
            checkFactor(replicas, replicationFactor);
            List<Integer> isr =
                    replicas.stream().filter(id -> isActive(image, id)).toList();
            if (isr.isEmpty()) {
                throw refused("All brokers specified in the manual partition assignment for partition "
                        + (firstPartition + partitions.size()) + " are fenced or in controlled shutdown.");
            }
            partitions.add(new PartitionImage(isr.getFirst(), replicas, isr, 0, 0));
        }
        return partitions;
    }

    /** That there are some, each a registered broker and each once. */
    static void checkReplicas(MetadataImage image, List<Integer> replicas) {
        if (replicas.isEmpty()) {
            throw refused("The manual partition assignment includes an empty replica list.");
        }
        Set<Integer> seen = new HashSet<>();
        for (int id : replicas) {
            if (!image.brokers().containsKey(id)) {
                throw refused("The manual partition assignment includes broker " + id
                        + ", but no such broker is registered.");
            }
            if (!seen.add(id)) {
                throw refused("The manual partition assignment includes the broker " + id + " more than once.");
            }
        }
    }

    private static void checkFactor(List<Integer> replicas, int replicationFactor) {
        if (replicas.size() != replicationFactor) {
            throw refused("The manual partition assignment includes a partition with " + replicas.size()
                    + " replica(s), but this is not consistent with previous partitions, which have "
                    + replicationFactor + " replica(s).");
        }
    }

    private static boolean isActive(MetadataImage image, int id) {
        BrokerImage broker = image.brokers().get(id);
        return broker != null && broker.isActive();
    }

    private static Refused refused(String detail) {
        return new Refused(Errors.INVALID_REPLICA_ASSIGNMENT, detail);
    }
}
