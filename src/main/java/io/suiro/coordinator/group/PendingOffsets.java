package io.suiro.coordinator.group;

import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/**
 * Offsets that were committed in transactions without an end: of each producer the last one per group and partition.
 *
 * <p>Of two offsets for one partition the one that stands later in the log holds, whichever transaction ends first, since compaction
 * keeps no other. One that comes to be committed therefore supersedes those that are pending before it; they stay pending, but come to
 * nothing. Lane only.
 */
final class PendingOffsets {
    private final Map<Long, Map<Target, Pending>> byProducer = new HashMap<>();
    private final Map<String, Map<TopicPartition, Set<Long>>> producers = new HashMap<>();

    private record Target(String groupId, TopicPartition partition) {}

    /**
     * One of them.
     *
     * @param position offset of its record in the partition of {@code __consumer_offsets}
     */
    record Pending(GroupRecord.OffsetStored record, long position, boolean isSuperseded) {}

    void add(long producerId, GroupRecord.OffsetStored record, long position) {
        byProducer
                .computeIfAbsent(producerId, id -> new LinkedHashMap<>())
                .put(new Target(record.groupId(), record.partition()), new Pending(record, position, false));
        producers
                .computeIfAbsent(record.groupId(), groupId -> new HashMap<>())
                .computeIfAbsent(record.partition(), partition -> new HashSet<>())
                .add(producerId);
    }

    /** One at this position is committed. */
    void supersede(String groupId, TopicPartition partition, long position) {
        for (long producerId : producersOf(groupId, partition)) {
            of(producerId)
                    .computeIfPresent(
                            new Target(groupId, partition),
                            (target, pending) -> new Pending(
                                    pending.record(),
                                    pending.position(),
                                    pending.isSuperseded() || pending.position() < position));
        }
    }

    /** What the producer's transaction comes to, if it commits; nothing of it is pending any more. */
    List<Pending> end(long producerId) {
        Collection<Pending> ended = List.copyOf(of(producerId).values());
        ended.forEach(
                pending -> remove(pending.record().groupId(), pending.record().partition(), producerId));
        return ended.stream().filter(pending -> !pending.isSuperseded()).toList();
    }

    /** The offset is deleted, whatever the transactions come to. */
    void forget(String groupId, TopicPartition partition) {
        Set.copyOf(producersOf(groupId, partition)).forEach(producerId -> remove(groupId, partition, producerId));
    }

    private void remove(String groupId, TopicPartition partition, long producerId) {
        byProducer.computeIfPresent(producerId, (id, ofProducer) -> {
            ofProducer.remove(new Target(groupId, partition));
            return ofProducer.isEmpty() ? null : ofProducer;
        });
        producers.computeIfPresent(groupId, (id, ofGroup) -> {
            ofGroup.computeIfPresent(partition, (key, ids) -> {
                ids.remove(producerId);
                return ids.isEmpty() ? null : ids;
            });
            return ofGroup.isEmpty() ? null : ofGroup;
        });
    }

    private Map<Target, Pending> of(long producerId) {
        return byProducer.getOrDefault(producerId, Map.of());
    }

    private Set<Long> producersOf(String groupId, TopicPartition partition) {
        return producers.getOrDefault(groupId, Map.of()).getOrDefault(partition, Set.of());
    }

    /** Those of the group that some transaction has an offset for. */
    Set<TopicPartition> partitions(String groupId) {
        return Collections.unmodifiableSet(
                producers.getOrDefault(groupId, Map.of()).keySet());
    }
}
