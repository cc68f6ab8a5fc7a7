package io.suiro.coordinator.group.share;

import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.common.Uuid;
import org.pcollections.HashPMap;
import org.pcollections.HashTreePMap;

/**
 * Of which partitions a share group has state with the share coordinator. Immutable.
 *
 * @param initializing that is being begun; it may have been, and nobody has said so yet
 * @param initialized that is there: members may have these partitions
 * @param deleting topics of which it is being deleted
 */
public record StatePartitions(
        HashPMap<Uuid, OfTopic> initializing, HashPMap<Uuid, OfTopic> initialized, HashPMap<Uuid, String> deleting) {
    static final StatePartitions NONE =
            new StatePartitions(HashTreePMap.empty(), HashTreePMap.empty(), HashTreePMap.empty());

    private static final OfTopic NOTHING = new OfTopic("", Set.of());

    /** Some partitions of a topic. */
    public record OfTopic(String name, Set<Integer> partitions) {
        public OfTopic {
            partitions = Set.copyOf(partitions);
        }

        OfTopic plus(Collection<Integer> more) {
            Set<Integer> all = new TreeSet<>(partitions);
            all.addAll(more);
            return new OfTopic(name, all);
        }
    }

    public boolean isInitialized(Uuid topicId, int partition) {
        OfTopic topic = initialized.get(topicId);
        return topic != null && topic.partitions.contains(partition);
    }

    boolean isEmpty() {
        return equals(NONE);
    }

    StatePartitions begin(Uuid topicId, String name, Collection<Integer> partitions) {
        return new StatePartitions(
                initializing.plus(topicId, of(initializing, topicId, name).plus(partitions)),
                initialized,
                deleting.minus(topicId));
    }

    StatePartitions done(Uuid topicId, String name, Collection<Integer> partitions) {
        Set<Integer> left = new TreeSet<>(of(initializing, topicId, name).partitions);
        left.removeAll(partitions);
        return new StatePartitions(
                left.isEmpty() ? initializing.minus(topicId) : initializing.plus(topicId, new OfTopic(name, left)),
                initialized.plus(topicId, of(initialized, topicId, name).plus(partitions)),
                deleting);
    }

    /**
     * With the state of those topics, as far as there is some, being deleted.
     *
     * @param isDone or gone
     */
    public StatePartitions deleting(Collection<Uuid> topicIds, boolean isDone) {
        HashPMap<Uuid, String> left = deleting;
        for (Uuid topicId : topicIds) {
            OfTopic topic = initialized.getOrDefault(topicId, initializing.getOrDefault(topicId, NOTHING));
            left = isDone ? left.minus(topicId) : topic.partitions.isEmpty() ? left : left.plus(topicId, topic.name);
        }
        return new StatePartitions(initializing.minusAll(topicIds), initialized.minusAll(topicIds), left);
    }

    private static OfTopic of(HashPMap<Uuid, OfTopic> topics, Uuid topicId, String name) {
        return topics.getOrDefault(topicId, new OfTopic(name, Set.of()));
    }
}
