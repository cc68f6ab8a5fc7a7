package io.suiro.coordinator.group.consumer;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/**
 * Each topic by itself, in ranges: who subscribes to topics with the same number of partitions gets the same numbers
 * of each. Members stand in the order of their instance ids, those without one after them by member id, so that a
 * static member finds its ranges again.
 */
final class RangeAssignor implements Assignor {
    private static final Comparator<Map.Entry<String, Subscriber>> ORDER = Comparator.comparing(
                    (Map.Entry<String, Subscriber> entry) -> entry.getValue().instanceId(),
                    Comparator.<@Nullable String>nullsLast(Comparator.naturalOrder()))
            .thenComparing(Map.Entry::getKey);

    @Override
    public String name() {
        return "range";
    }

    @Override
    public Map<String, PartitionSet> assign(Problem problem) {
        Map<Uuid, List<String>> subscribers = new HashMap<>();
        Map<String, Map<Uuid, Set<Integer>>> ranges = new TreeMap<>();
        problem.subscribers().entrySet().stream().sorted(ORDER).forEach(entry -> {
            ranges.put(entry.getKey(), new HashMap<>());
            for (Uuid topicId : entry.getValue().topicIds()) {
                subscribers.computeIfAbsent(topicId, id -> new ArrayList<>()).add(entry.getKey());
            }
        });
        subscribers.forEach((topicId, members) -> divide(topicId, problem.partitionCount(topicId), members, ranges));
        Map<String, PartitionSet> targets = new HashMap<>();
        ranges.forEach((memberId, partitions) -> targets.put(memberId, PartitionSet.of(partitions)));
        return targets;
    }

    /** The first members get one more each if it does not divide evenly. */
    private static void divide(
            Uuid topicId, int count, List<String> members, Map<String, Map<Uuid, Set<Integer>>> ranges) {
        int next = 0;
        for (int i = 0; i < members.size(); i++) {
            int size = count / members.size() + (i < count % members.size() ? 1 : 0);
            Set<Integer> range = new TreeSet<>();
            for (int end = next + size; next < end; next++) {
                range.add(next);
            }
            Map<Uuid, Set<Integer>> ofMember = ranges.get(members.get(i));
            if (ofMember != null) {
                ofMember.put(topicId, range);
            }
        }
    }
}
