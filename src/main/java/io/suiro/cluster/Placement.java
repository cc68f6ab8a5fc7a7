package io.suiro.cluster;

import io.suiro.error.Refused;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.protocol.Errors;

/**
 * Where the replicas of new partitions go: leaders go round all unfenced brokers, and with each round the followers
 * move one on, so that a broker's partitions are followed by all others alike. Topics start at different brokers by
 * their id, so that topics of one partition are spread too; partitions added later continue their topic's rounds.
 */
final class Placement {
    private final List<Integer> brokers;
    private final int start;
    private final int shift;

    private Placement(List<Integer> brokers, int start, int shift) {
        this.brokers = brokers;
        this.start = start;
        this.shift = shift;
    }

    static Placement over(Collection<BrokerImage> brokers, Uuid topicId) {
        List<Integer> unfenced = brokers.stream()
                .filter(broker -> !broker.fenced())
                .map(BrokerImage::id)
                .sorted()
                .toList();
        if (unfenced.isEmpty()) {
            throw new Refused(Errors.INVALID_REPLICATION_FACTOR, "All brokers are currently fenced.");
        }
        int start = Math.floorMod(topicId.getMostSignificantBits(), unfenced.size());
        int shift = Math.floorMod(topicId.getLeastSignificantBits(), Math.max(1, unfenced.size() - 1));
        return new Placement(unfenced, start, shift);
    }

    /** @throws Refused INVALID_REPLICATION_FACTOR if there are fewer brokers than replicas */
    List<PartitionImage> partitions(int first, int count, int replicationFactor) {
        if (replicationFactor > brokers.size()) {
            throw new Refused(
                    Errors.INVALID_REPLICATION_FACTOR,
                    "Unable to replicate the partition " + replicationFactor
                            + " time(s): The target replication factor of " + replicationFactor
                            + " cannot be reached because only " + brokers.size() + " broker(s) are registered.");
        }
        List<PartitionImage> partitions = new ArrayList<>(count);
        for (int partition = first; partition < first + count; partition++) {
            List<Integer> replicas = replicas(partition, replicationFactor);
            partitions.add(new PartitionImage(replicas.getFirst(), replicas, replicas, 0, 0));
        }
        return partitions;
    }

    private List<Integer> replicas(int partition, int replicationFactor) {
        int size = brokers.size();
        int leader = (start + partition) % size;
        int round = partition / size;
        List<Integer> replicas = new ArrayList<>(replicationFactor);
        replicas.add(brokers.get(leader));
        for (int follower = 0; follower < replicationFactor - 1; follower++) {
            int distance = 1 + (shift + round + follower) % (size - 1);
            replicas.add(brokers.get((leader + distance) % size));
        }
        return replicas;
    }
}
