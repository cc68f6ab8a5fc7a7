package io.suiro.coordinator.group.consumer;

import io.suiro.coordinator.group.consumer.UniformShares.Share;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.kafka.common.Uuid;

/**
 * As many partitions for everybody as can be, moving as few as that takes.
 *
 * <ol>
 *   <li>Members keep what they have of the topics that they still subscribe to.
 *   <li>What nobody has goes to whoever has least, the topics with the fewest subscribers first.
 *   <li>While some member could give a partition to one that has at least two less, it does.
 * </ol>
 *
 * If all subscribe to the same topics, no two members differ by more than one partition. In between, no partition
 * could be given to a subscriber that has two less than its owner.
 */
final class UniformAssignor implements Assignor {
    @Override
    public String name() {
        return "uniform";
    }

    @Override
    public Map<String, PartitionSet> assign(Problem problem) {
        UniformShares shares = new UniformShares(problem);
        Map<Uuid, SortedSet<Integer>> unassigned = keepCurrent(problem, shares);
        distribute(unassigned, shares);
        balance(shares);
        Map<String, PartitionSet> targets = new HashMap<>();
        shares.all().forEach(share -> targets.put(share.memberId(), share.partitions()));
        return targets;
    }

    /** Returns what nobody has. A partition that two have had, because one of them was fenced, stays with the first. */
    private static Map<Uuid, SortedSet<Integer>> keepCurrent(Problem problem, UniformShares shares) {
        Map<Uuid, SortedSet<Integer>> unassigned = new HashMap<>();
        for (Uuid topicId : shares.topicIds()) {
            SortedSet<Integer> partitions = new TreeSet<>();
            for (int i = 0; i < problem.partitionCount(topicId); i++) {
                partitions.add(i);
            }
            unassigned.put(topicId, partitions);
        }
        for (Share share : shares.all()) {
            share.current().forEach((topicId, partition) -> {
                SortedSet<Integer> left = unassigned.get(topicId);
                if (left != null && share.subscribes(topicId) && left.remove(partition)) {
                    shares.give(share, topicId, partition);
                }
            });
        }
        return unassigned;
    }

    private static void distribute(Map<Uuid, SortedSet<Integer>> unassigned, UniformShares shares) {
        List<Uuid> topicIds = new ArrayList<>(unassigned.keySet());
        topicIds.sort(Comparator.comparingInt(shares::subscriberCount).thenComparing(Comparator.naturalOrder()));
        for (Uuid topicId : topicIds) {
            for (int partition : unassigned.getOrDefault(topicId, new TreeSet<>())) {
                shares.give(shares.smallest(topicId), topicId, partition);
            }
        }
    }

    /**
     * The largest share that can gives first, one at a time, so that none gives more than it has to. Ends, because each
     * move lessens the sum of the squares of the loads.
     */
    private static void balance(UniformShares shares) {
        boolean hasMoved = true;
        while (hasMoved) {
            hasMoved = false;
            shares.nominateAll();
            for (Share largest = shares.largestNominee(); largest != null; largest = shares.largestNominee()) {
                if (giveToSmaller(largest, shares)) {
                    hasMoved = true;
                } else {
                    shares.dismiss(largest);
                }
            }
        }
    }

    /** Moves one partition to the smallest share that may have it, if that has at least two less. */
    private static boolean giveToSmaller(Share from, UniformShares shares) {
        Uuid best = null;
        int smallest = from.load() - 1;
        for (Uuid topicId : from.topicsHeld()) {
            int load = shares.smallest(topicId).load();
            if (load < smallest) {
                best = topicId;
                smallest = load;
            }
        }
        if (best == null) {
            return false;
        }
        Share to = shares.smallest(best);
        shares.give(to, best, shares.takeLast(from, best));
        return true;
    }
}
