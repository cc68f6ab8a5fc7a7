package io.suiro.coordinator.group.consumer;

import io.suiro.coordinator.group.consumer.Assignor.Problem;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/**
 * Who has what while partitions are being divided. Members with the same subscription stand in one queue, smallest
 * first, so that the smallest subscriber of a topic is found without a look at all of them; mostly there is one queue.
 */
final class UniformShares {
    private static final Comparator<Share> SMALLEST_FIRST =
            Comparator.comparingInt(Share::load).thenComparing(Share::memberId);

    private final List<Share> shares = new ArrayList<>();
    private final NavigableSet<Share> nominees = new TreeSet<>(SMALLEST_FIRST);
    private final Map<Uuid, List<NavigableSet<Share>>> queues = new TreeMap<>();

    /** What one member gets. */
    static final class Share {
        private final String memberId;
        private final Assignor.Subscriber subscriber;
        private final NavigableSet<Share> queue;
        private final Map<Uuid, TreeSet<Integer>> held = new TreeMap<>();
        private int load;

        private Share(String memberId, Assignor.Subscriber subscriber, NavigableSet<Share> queue) {
            this.memberId = memberId;
            this.subscriber = subscriber;
            this.queue = queue;
        }

        String memberId() {
            return memberId;
        }

        int load() {
            return load;
        }

        PartitionSet current() {
            return subscriber.current();
        }

        boolean subscribes(Uuid topicId) {
            return subscriber.topicIds().contains(topicId);
        }

        Set<Uuid> topicsHeld() {
            return held.keySet();
        }

        PartitionSet partitions() {
            return PartitionSet.of(held);
        }
    }

    UniformShares(Problem problem) {
        Map<Set<Uuid>, NavigableSet<Share>> bySubscription = new HashMap<>();
        problem.subscribers().forEach((memberId, subscriber) -> {
            NavigableSet<Share> queue = bySubscription.computeIfAbsent(subscriber.topicIds(), topicIds -> {
                NavigableSet<Share> created = new TreeSet<>(SMALLEST_FIRST);
                topicIds.forEach(topicId ->
                        queues.computeIfAbsent(topicId, id -> new ArrayList<>()).add(created));
                return created;
            });
            Share share = new Share(memberId, subscriber, queue);
            queue.add(share);
            shares.add(share);
        });
    }

    /** By member id. */
    Collection<Share> all() {
        return shares;
    }

    /** The topics that somebody subscribes to. */
    Set<Uuid> topicIds() {
        return queues.keySet();
    }

    int subscriberCount(Uuid topicId) {
        return queuesOf(topicId).stream().mapToInt(Set::size).sum();
    }

    /** The subscriber that has least, the first by id if several do. */
    Share smallest(Uuid topicId) {
        return queuesOf(topicId).stream()
                .map(NavigableSet::first)
                .min(SMALLEST_FIRST)
                .orElseThrow();
    }

    void give(Share share, Uuid topicId, int partition) {
        share.held.computeIfAbsent(topicId, id -> new TreeSet<>()).add(partition);
        resize(share, 1);
    }

    /** The share must hold some of the topic. */
    int takeLast(Share share, Uuid topicId) {
        TreeSet<Integer> partitions = share.held.getOrDefault(topicId, new TreeSet<>());
        int taken = partitions.removeLast();
        if (partitions.isEmpty()) {
            share.held.remove(topicId);
        }
        resize(share, -1);
        return taken;
    }

    private void resize(Share share, int change) {
        boolean isNominee = nominees.remove(share);
        share.queue.remove(share);
        share.load += change;
        share.queue.add(share);
        if (isNominee) {
            nominees.add(share);
        }
    }

    /** Everybody may have something to give. */
    void nominateAll() {
        nominees.addAll(shares);
    }

    /** Null if nobody is left. */
    @Nullable
    Share largestNominee() {
        return nominees.isEmpty() ? null : nominees.last();
    }

    void dismiss(Share nominee) {
        nominees.remove(nominee);
    }

    private List<NavigableSet<Share>> queuesOf(Uuid topicId) {
        return queues.getOrDefault(topicId, List.of());
    }
}
