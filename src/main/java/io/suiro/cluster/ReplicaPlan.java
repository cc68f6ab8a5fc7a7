package io.suiro.cluster;

import io.suiro.error.Refused;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.protocol.Errors;

/**
 * Which brokers are to hold partitions that get more or fewer replicas, or leave a broker: as far as there is a choice, on a rack
 * that has none yet, and where the fewest replicas are. Counts what it has planned, so that one plan spreads many partitions.
 * A reassignment under way is taken as done. Not thread-safe.
 */
public final class ReplicaPlan {
    private final MetadataImage image;
    /** Replicas by broker. */
    private final Map<Integer, Integer> load = new HashMap<>();

    public ReplicaPlan(MetadataImage image) {
        this.image = image;
        image.topics().values().forEach(topic -> topic.partitions()
                .forEach(partition -> lasting(partition).forEach(id -> load.merge(id, 1, Integer::sum))));
    }

    /** The replicas that a partition has once nothing is under way any more. */
    public static List<Integer> lasting(PartitionImage partition) {
        List<Integer> lasting = new ArrayList<>(partition.replicas());
        lasting.removeAll(partition.removing());
        return lasting;
    }

    /**
     * The replicas of a partition that is to have so many; those that go are the last, and before them those that are not in
     * sync.
     *
     * @throws Refused INVALID_REPLICATION_FACTOR if it is not positive, or there are not enough brokers that take replicas
     */
    public List<Integer> withFactor(PartitionImage partition, int factor) {
        if (factor < 1) {
            throw new Refused(Errors.INVALID_REPLICATION_FACTOR, "Replication factor must be larger than 0.");
        }
        List<Integer> next = lasting(partition);
        while (next.size() < factor) {
            next.add(take(next));
        }
        while (next.size() > factor) {
            Integer gone = next.reversed().stream()
                    .filter(id -> !partition.isr().contains(id))
                    .findFirst()
                    .orElseGet(next::getLast);
            next.remove(gone);
            load.merge(gone, -1, Integer::sum);
        }
        return next;
    }

    /**
     * The replicas of a partition that is to leave a broker: another takes its place.
     *
     * @throws Refused INVALID_REPLICATION_FACTOR if there is no other that takes replicas
     */
    public List<Integer> without(PartitionImage partition, int broker) {
        List<Integer> next = lasting(partition);
        int place = next.indexOf(broker);
        if (place >= 0) {
            next.set(place, take(next));
            load.merge(broker, -1, Integer::sum);
        }
        return next;
    }

    private Integer take(List<Integer> taken) {
        Set<String> racks = taken.stream().map(this::rack).collect(Collectors.toSet());
        Integer best = image.brokers().values().stream()
                .filter(broker -> broker.takesReplicas() && !taken.contains(broker.id()))
                .map(BrokerImage::id)
                .min(Comparator.comparing((Integer id) -> racks.contains(rack(id)))
                        .thenComparing(id -> load.getOrDefault(id, 0))
                        .thenComparing(id -> id))
                .orElseThrow(() -> new Refused(
                        Errors.INVALID_REPLICATION_FACTOR,
                        "There is no broker beside " + taken
                                + " that takes replicas; fenced and cordoned ones do not."));
        load.merge(best, 1, Integer::sum);
        return best;
    }

    /** A broker that names none is on a rack of its own, as is one that is gone. */
    private String rack(int id) {
        BrokerImage broker = image.broker(id);
        return broker == null || broker.rack() == null ? "/" + id : Objects.requireNonNull(broker.rack());
    }
}
