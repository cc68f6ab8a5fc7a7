package io.suiro.coordinator.group.consumer;

import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.common.Uuid;

/** Partitions of some topics, sorted by topic id and number. Immutable. */
public final class PartitionSet {
    public static final PartitionSet NONE = new PartitionSet(new TreeMap<>());

    /** Which partitions to keep. */
    @FunctionalInterface
    interface Test {
        boolean keeps(Uuid topicId, int partition);
    }

    /** Takes one partition after the other. */
    @FunctionalInterface
    public interface Visitor {
        void visit(Uuid topicId, int partition);
    }

    private final SortedMap<Uuid, SortedSet<Integer>> byTopic; // no set is empty

    private PartitionSet(SortedMap<Uuid, SortedSet<Integer>> byTopic) {
        this.byTopic = byTopic;
    }

    public static PartitionSet of(Map<Uuid, ? extends Collection<Integer>> partitions) {
        SortedMap<Uuid, SortedSet<Integer>> copy = new TreeMap<>();
        partitions.forEach((topicId, numbers) -> {
            if (!numbers.isEmpty()) {
                copy.computeIfAbsent(topicId, id -> new TreeSet<>()).addAll(numbers);
            }
        });
        return copy.isEmpty() ? NONE : new PartitionSet(copy);
    }

    public boolean isEmpty() {
        return byTopic.isEmpty();
    }

    public int size() {
        return byTopic.values().stream().mapToInt(Set::size).sum();
    }

    public boolean contains(Uuid topicId, int partition) {
        return partitions(topicId).contains(partition);
    }

    public Set<Uuid> topicIds() {
        return Collections.unmodifiableSet(byTopic.keySet());
    }

    /** Numbers of the topic's partitions, ascending; empty if there are none. */
    public SortedSet<Integer> partitions(Uuid topicId) {
        SortedSet<Integer> numbers = byTopic.get(topicId);
        return numbers == null ? Collections.emptySortedSet() : Collections.unmodifiableSortedSet(numbers);
    }

    public void forEach(Visitor visitor) {
        byTopic.forEach((topicId, numbers) -> numbers.forEach(number -> visitor.visit(topicId, number)));
    }

    PartitionSet filter(Test test) {
        SortedMap<Uuid, SortedSet<Integer>> kept = new TreeMap<>();
        forEach((topicId, number) -> {
            if (test.keeps(topicId, number)) {
                kept.computeIfAbsent(topicId, id -> new TreeSet<>()).add(number);
            }
        });
        return new PartitionSet(kept);
    }

    PartitionSet intersect(PartitionSet other) {
        return filter(other::contains);
    }

    public PartitionSet minus(PartitionSet other) {
        return other.isEmpty() ? this : filter((topicId, number) -> !other.contains(topicId, number));
    }

    public PartitionSet plus(PartitionSet other) {
        if (other.isEmpty()) {
            return this;
        }
        SortedMap<Uuid, SortedSet<Integer>> all = new TreeMap<>();
        byTopic.forEach((topicId, numbers) -> all.put(topicId, new TreeSet<>(numbers)));
        other.byTopic.forEach((topicId, numbers) ->
                all.computeIfAbsent(topicId, id -> new TreeSet<>()).addAll(numbers));
        return new PartitionSet(all);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PartitionSet set && set.byTopic.equals(byTopic);
    }

    @Override
    public int hashCode() {
        return byTopic.hashCode();
    }

    @Override
    public String toString() {
        return byTopic.toString();
    }
}
