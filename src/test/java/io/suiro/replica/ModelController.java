package io.suiro.replica;

import io.suiro.cluster.PartitionImage;
import io.suiro.error.Outcome;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.protocol.Errors;

/**
 * The controller as far as one partition goes: registrations, fencing, in-sync replicas by compare-and-set, elections by the rules of
 * eligible leader replicas (KIP-966). Each change is a new {@link View}.
 */
final class ModelController {
    /** The metadata at one moment: broker epochs of registrations, brokers that are fenced, and the partition. */
    record View(int version, Map<Integer, Long> epochs, Set<Integer> fenced, PartitionImage partition) {}

    private final List<Integer> replicas;
    private final int minInSync;
    private final boolean unclean;
    private final List<View> views = new ArrayList<>();
    private final Map<Integer, Long> epochs = new HashMap<>();
    private final Set<Integer> fenced = new HashSet<>();
    private List<Integer> isr;
    private List<Integer> elr = List.of();
    private int lastKnownLeader = -1;
    private int leader;
    private int leaderEpoch;
    private int partitionEpoch;
    private int uncleanElections;

    /** @param unclean whether a broker outside of ISR and ELR may be elected when nobody else is left */
    ModelController(List<Integer> brokers, List<Integer> replicas, int minInSync, boolean unclean) {
        this.replicas = List.copyOf(replicas);
        this.minInSync = Math.min(minInSync, replicas.size());
        this.unclean = unclean;
        this.isr = this.replicas;
        this.leader = replicas.getFirst();
        brokers.forEach(id -> epochs.put(id, 0L));
        publish();
    }

    private void publish() {
        views.add(new View(
                views.size(),
                Map.copyOf(epochs),
                Set.copyOf(fenced),
                new PartitionImage(leader, replicas, isr, leaderEpoch, partitionEpoch)));
    }

    View latest() {
        return views.getLast();
    }

    View view(int version) {
        return views.get(version);
    }

    List<Integer> isr() {
        return isr;
    }

    List<Integer> elr() {
        return elr;
    }

    int leader() {
        return leader;
    }

    int uncleanElections() {
        return uncleanElections;
    }

    boolean isFenced(int id) {
        return fenced.contains(id);
    }

    /** Returns the new broker epoch. It stays fenced until it has applied that. */
    long register(int id, boolean clean) {
        long epoch = views.size();
        epochs.put(id, epoch);
        fenced.add(id);
        if (!clean) {
            List<Integer> before = new ArrayList<>(isr);
            before.addAll(elr);
            isr = without(isr, id);
            elr = without(elr, id);
            if (isr.isEmpty() && elr.isEmpty() && before.contains(id)) {
                lastKnownLeader = id;
            }
        }
        leave(id);
        publish();
        return epoch;
    }

    void fence(int id) {
        fenced.add(id);
        leave(id);
        publish();
    }

    /** A broker that cannot serve: out of the in-sync replicas, to be remembered where they are too few, and not the leader. */
    private void leave(int id) {
        if (isr.contains(id)) {
            changeIsr(without(isr, id));
        }
        if (leader == id) {
            leader = -1;
        }
        elect();
        partitionEpoch++;
    }

    void unfence(int id) {
        fenced.remove(id);
        if (leader < 0) {
            elect();
            partitionEpoch++;
        }
        publish();
    }

    private void changeIsr(List<Integer> next) {
        List<Integer> eligible = new ArrayList<>();
        if (next.size() < minInSync) {
            for (int id : replicas) {
                if ((isr.contains(id) || elr.contains(id)) && !next.contains(id)) {
                    eligible.add(id);
                }
            }
        }
        isr = next;
        elr = eligible;
    }

    private void elect() {
        if (leader >= 0) {
            return;
        }
        int chosen = firstUnfenced(isr);
        if (chosen < 0) {
            chosen = firstUnfenced(elr);
        }
        if (chosen < 0 && isr.isEmpty() && elr.isEmpty()) {
            if (lastKnownLeader >= 0 && !fenced.contains(lastKnownLeader)) {
                chosen = lastKnownLeader;
            }
        }
        if (chosen < 0 && unclean) {
            chosen = firstUnfenced(replicas);
            if (chosen >= 0) {
                uncleanElections++;
                isr = List.of(chosen);
                elr = List.of();
            }
        }
        leaderEpoch++;
        leader = chosen;
        if (chosen >= 0) {
            lastKnownLeader = -1;
            if (!isr.contains(chosen)) {
                List<Integer> next = new ArrayList<>(isr);
                next.add(chosen);
                changeIsr(next);
            }
        }
    }

    private int firstUnfenced(List<Integer> among) {
        return replicas.stream()
                .filter(id -> among.contains(id) && !fenced.contains(id))
                .findFirst()
                .orElse(-1);
    }

    /** A planned move of leadership, if another may lead. */
    void moveLeader(int to) {
        if (leader >= 0 && to != leader && isr.contains(to) && !fenced.contains(to)) {
            leader = to;
            leaderEpoch++;
            partitionEpoch++;
            publish();
        }
    }

    Outcome<PartitionImage> alter(
            int from, long brokerEpoch, int epoch, int expected, List<Integer> next, List<Long> nextEpochs) {
        if (epochOf(from) != brokerEpoch) {
            return Outcome.failed(Errors.STALE_BROKER_EPOCH);
        } else if (from != leader || epoch != leaderEpoch) {
            return Outcome.failed(Errors.FENCED_LEADER_EPOCH);
        } else if (expected != partitionEpoch) {
            return Outcome.failed(Errors.INVALID_UPDATE_VERSION);
        } else if (!next.contains(leader) || !replicas.containsAll(next)) {
            return Outcome.failed(Errors.INVALID_REQUEST);
        }
        for (int i = 0; i < next.size(); i++) {
            long given = nextEpochs.get(i);
            if (fenced.contains(next.get(i)) || (given >= 0 && given != epochOf(next.get(i)))) {
                return Outcome.failed(Errors.INELIGIBLE_REPLICA);
            }
        }
        changeIsr(List.copyOf(next));
        partitionEpoch++;
        publish();
        return Outcome.ok(latest().partition());
    }

    private long epochOf(int id) {
        return epochs.getOrDefault(id, -1L);
    }

    private static List<Integer> without(List<Integer> ids, int id) {
        return ids.stream().filter(one -> one != id).toList();
    }
}
