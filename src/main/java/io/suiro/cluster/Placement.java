package io.suiro.cluster;

import io.suiro.error.Refused;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.protocol.Errors;

/**
 * Where the replicas of new partitions go: leaders go round all active brokers that take any, and with each round the
 * followers move one on, so that a broker's partitions are followed by all others alike. Neighbours in the round are on
 * different racks, and each replica goes to a rack that has as few of the partition's replicas as any; brokers that name
 * no rack share one. Topics start at different brokers by their id, so that topics of one partition are spread too;
 * partitions added later continue their topic's rounds. Brokers that are fenced or shutting down come last, and are not
 * in sync: so a topic can be created while one of just enough brokers restarts (Kafka takes those that crashed, but none
 * that was stopped).
 */
final class Placement {
    private final List<BrokerImage> active;
    private final List<BrokerImage> absent;
    private final int start;
    private final int shift;

    private Placement(List<BrokerImage> active, List<BrokerImage> absent, int start, int shift) {
        this.active = active;
        this.absent = absent;
        this.start = start;
        this.shift = shift;
    }

    /** @throws Refused INVALID_REPLICATION_FACTOR if no active broker takes replicas */
    static Placement over(Collection<BrokerImage> brokers, Uuid topicId) {
        List<BrokerImage> active = alternating(brokers, BrokerImage::takesReplicas);
        if (active.isEmpty()) {
            throw new Refused(
                    Errors.INVALID_REPLICATION_FACTOR, "All brokers are currently fenced, shutting down or cordoned.");
        }
        List<BrokerImage> absent = alternating(brokers, broker -> broker.canHoldReplicas() && !broker.isActive());
        int start = Math.floorMod(topicId.getMostSignificantBits(), active.size());
        int shift = Math.floorMod(topicId.getLeastSignificantBits(), Math.max(1, active.size() - 1));
        return new Placement(active, absent, start, shift);
    }

    /** One broker of each rack in turn, until there are none left. */
    private static List<BrokerImage> alternating(Collection<BrokerImage> brokers, Predicate<BrokerImage> wanted) {
        Map<String, ArrayDeque<BrokerImage>> racks = new TreeMap<>();
        brokers.stream()
                .filter(wanted)
                .sorted(Comparator.comparing(BrokerImage::id))
                .forEach(broker -> racks.computeIfAbsent(rack(broker), name -> new ArrayDeque<>())
                        .add(broker));
        List<BrokerImage> alternating = new ArrayList<>();
        while (!racks.isEmpty()) {
            racks.values().forEach(rack -> alternating.add(rack.remove()));
            racks.values().removeIf(ArrayDeque::isEmpty);
        }
        return alternating;
    }

    private static String rack(BrokerImage broker) {
        return Objects.requireNonNullElse(broker.rack(), "");
    }

    /** @throws Refused INVALID_REPLICATION_FACTOR if that is no count or there are fewer brokers than replicas */
    List<PartitionImage> partitions(int first, int count, int replicationFactor) {
        if (replicationFactor < 1) {
            throw new Refused(
                    Errors.INVALID_REPLICATION_FACTOR,
                    "Invalid replication factor " + replicationFactor + ": the replication factor must be positive.");
        }
        int brokers = active.size() + absent.size();
        if (replicationFactor > brokers) {
            throw new Refused(
                    Errors.INVALID_REPLICATION_FACTOR,
                    "Unable to replicate the partition " + replicationFactor
                            + " time(s): The target replication factor of " + replicationFactor
                            + " cannot be reached because only " + brokers
                            + " broker(s) are there to take replicas.");
        }
        List<PartitionImage> partitions = new ArrayList<>(count);
        for (int partition = first; partition < first + count; partition++) {
            List<Integer> replicas = replicas(partition, replicationFactor);
            List<Integer> isr = replicas.subList(0, Math.min(replicationFactor, active.size()));
            partitions.add(new PartitionImage(replicas.getFirst(), replicas, isr, 0, 0));
        }
        return partitions;
    }

    private List<Integer> replicas(int partition, int replicationFactor) {
        BrokerImage leader = active.get((start + partition) % active.size());
        List<Integer> replicas = new ArrayList<>(List.of(leader.id()));
        Map<String, Integer> perRack = new HashMap<>(Map.of(rack(leader), 1));
        spread(followers(partition), replicationFactor, replicas, perRack);
        List<BrokerImage> last = new ArrayList<>(absent);
        Collections.rotate(last, -partition);
        spread(last, replicationFactor, replicas, perRack);
        return replicas;
    }

    /** All other active brokers, whoever should come first in front. */
    private List<BrokerImage> followers(int partition) {
        int size = active.size();
        int leader = (start + partition) % size;
        int round = partition / size;
        List<BrokerImage> followers = new ArrayList<>();
        for (int follower = 0; follower < size - 1; follower++) {
            int distance = 1 + (shift + round + follower) % (size - 1);
            followers.add(active.get((leader + distance) % size));
        }
        return followers;
    }

    private static void spread(
            List<BrokerImage> left, int replicationFactor, List<Integer> replicas, Map<String, Integer> perRack) {
        while (replicas.size() < replicationFactor && !left.isEmpty()) {
            BrokerImage next =
                    Collections.min(left, Comparator.comparing(broker -> perRack.getOrDefault(rack(broker), 0)));
            left.remove(next);
            replicas.add(next.id());
            perRack.merge(rack(next), 1, Integer::sum);
        }
    }
}
