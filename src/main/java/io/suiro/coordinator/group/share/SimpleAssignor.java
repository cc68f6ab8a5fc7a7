package io.suiro.coordinator.group.share;

import io.suiro.coordinator.group.consumer.PartitionSet;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/**
 * Kafka's {@code simple} assignor: each partition has a member, and each member that wants any has a partition, so that
 * several share one where there are more members than partitions. Members keep what they have as far as that allows:
 *
 * <ol>
 *   <li>what nobody has goes to the subscriber that has least
 *   <li>who has nothing gets the partition that the fewest have, which somebody with several gives up if there is one
 *   <li>while one member has two more than another that could take one of them, it gives it one
 *   <li>while a partition has two members more than another that one of them could have instead, that one moves there
 * </ol>
 *
 * If all subscribe to the same topics, members differ by one partition at most, and so do partitions by their members. Source: KIP-932.
 */
final class SimpleAssignor {
    private final TreeMap<String, Share> shares = new TreeMap<>();
    private final TreeMap<Key, Set<String>> holders = new TreeMap<>();

    /**
     * A member.
     *
     * @param wanted partitions that it may have
     * @param current its target so far
     */
    record Subscriber(PartitionSet wanted, PartitionSet current) {}

    private record Key(Uuid topicId, int partition) implements Comparable<Key> {
        private static final Comparator<Key> ORDER =
                Comparator.comparing(Key::topicId).thenComparingInt(Key::partition);

        @Override
        public int compareTo(Key other) {
            return ORDER.compare(this, other);
        }
    }

    private record Share(String memberId, PartitionSet wanted, TreeSet<Key> held) {
        boolean wants(Key key) {
            return wanted.contains(key.topicId, key.partition);
        }
    }

    private SimpleAssignor(SortedMap<String, Subscriber> subscribers) {
        subscribers.forEach((memberId, subscriber) -> {
            Share share = new Share(memberId, subscriber.wanted, new TreeSet<>());
            shares.put(memberId, share);
            subscriber.wanted.forEach((topicId, partition) ->
                    holders.computeIfAbsent(new Key(topicId, partition), key -> new TreeSet<>()));
        });
        subscribers.forEach((memberId, subscriber) -> subscriber.current.forEach((topicId, partition) -> {
            if (subscriber.wanted.contains(topicId, partition)) {
                give(share(memberId), new Key(topicId, partition));
            }
        }));
    }

    /** A target for each. The same problem has the same answer everywhere. */
    static Map<String, PartitionSet> assign(SortedMap<String, Subscriber> subscribers) {
        SimpleAssignor assignor = new SimpleAssignor(subscribers);
        assignor.shareOutUnassigned();
        assignor.serveEmptyHanded();
        assignor.evenOutMembers();
        assignor.dropSpare();
        assignor.evenOutPartitions();
        return assignor.targets();
    }

    private void shareOutUnassigned() {
        for (Map.Entry<Key, Set<String>> partition : holders.entrySet()) {
            if (partition.getValue().isEmpty()) {
                give(least(partition.getKey()), partition.getKey());
            }
        }
    }

    private Share least(Key key) {
        return shares.values().stream()
                .filter(share -> share.wants(key))
                .min(Comparator.comparingInt((Share share) -> share.held.size()))
                .orElseThrow();
    }

    private void serveEmptyHanded() {
        for (Share share : shares.values()) {
            if (share.held.isEmpty() && !share.wanted.isEmpty()) {
                List<Key> wanted = wanted(share);
                Key best =
                        wanted.stream().min(Comparator.comparingInt(this::ease)).orElseThrow();
                Share giver = richest(best);
                give(share, best);
                if (giver != null && giver.held.size() > 1) {
                    take(giver, best);
                }
            }
        }
    }

    /** Least for a partition whose only holder has most others; then for one that few share. */
    private int ease(Key key) {
        Share richest = richest(key);
        return richest != null && richest.held.size() > 1
                ? -richest.held.size()
                : holders(key).size();
    }

    private @Nullable Share richest(Key key) {
        return holders(key).stream()
                .map(this::share)
                .max(Comparator.comparingInt(share -> share.held.size()))
                .orElse(null);
    }

    private void evenOutMembers() {
        boolean moved = true;
        while (moved) {
            moved = false;
            List<Share> richestFirst = new ArrayList<>(shares.values());
            richestFirst.sort(Comparator.comparingInt((Share share) -> -share.held.size()));
            for (Share from : richestFirst) {
                moved |= giveOne(from);
            }
        }
    }

    private boolean giveOne(Share from) {
        for (Key key : from.held.descendingSet()) {
            Share to = shares.values().stream()
                    .filter(share -> share.wants(key) && !share.held.contains(key))
                    .min(Comparator.comparingInt(share -> share.held.size()))
                    .orElse(null);
            if (to != null && to.held.size() + 1 < from.held.size()) {
                give(to, key);
                take(from, key);
                return true;
            }
        }
        return false;
    }

    /** Nobody shares a partition and has another to himself besides. */
    private void dropSpare() {
        for (Share share : shares.values()) {
            for (Key key : List.copyOf(share.held)) {
                if (share.held.size() > 1 && holders(key).size() > 1) {
                    take(share, key);
                }
            }
        }
    }

    private void evenOutPartitions() {
        boolean moved = true;
        while (moved) {
            moved = false;
            for (Share share : shares.values()) {
                if (share.held.size() == 1) {
                    Key from = share.held.first();
                    Key to = wanted(share).stream()
                            .min(Comparator.comparingInt(key -> holders(key).size()))
                            .orElse(from);
                    if (holders(to).size() + 1 < holders(from).size()) {
                        give(share, to);
                        take(share, from);
                        moved = true;
                    }
                }
            }
        }
    }

    private Map<String, PartitionSet> targets() {
        Map<String, PartitionSet> targets = new HashMap<>();
        shares.forEach((memberId, share) -> {
            Map<Uuid, List<Integer>> held = new HashMap<>();
            share.held.forEach(key ->
                    held.computeIfAbsent(key.topicId, id -> new ArrayList<>()).add(key.partition));
            targets.put(memberId, PartitionSet.of(held));
        });
        return targets;
    }

    private static List<Key> wanted(Share share) {
        List<Key> keys = new ArrayList<>();
        share.wanted.forEach((topicId, partition) -> keys.add(new Key(topicId, partition)));
        return keys;
    }

    private Share share(String memberId) {
        return Objects.requireNonNull(shares.get(memberId));
    }

    private Set<String> holders(Key key) {
        return Objects.requireNonNull(holders.get(key));
    }

    private void give(Share share, Key key) {
        share.held.add(key);
        holders(key).add(share.memberId);
    }

    private void take(Share share, Key key) {
        share.held.remove(key);
        holders(key).remove(share.memberId);
    }
}
