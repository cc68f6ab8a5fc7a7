package io.suiro.cluster.kraft;

import io.suiro.cluster.kraft.KraftRecord.Change;
import io.suiro.cluster.kraft.KraftRecord.ConfigChanged;
import io.suiro.cluster.kraft.KraftRecord.ElrCleared;
import io.suiro.cluster.kraft.KraftRecord.FeatureSet;
import io.suiro.cluster.kraft.KraftRecord.Nothing;
import io.suiro.cluster.kraft.KraftRecord.OtherChanged;
import io.suiro.cluster.kraft.KraftRecord.PartitionChanged;
import io.suiro.cluster.kraft.KraftRecord.PartitionStored;
import io.suiro.cluster.kraft.KraftRecord.ProducerIdsAllocated;
import io.suiro.cluster.kraft.KraftRecord.TopicCreated;
import io.suiro.cluster.kraft.KraftRecord.TopicRemoved;
import io.suiro.cluster.kraft.KraftRecord.TransactionMark;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.ConfigResource;
import org.jspecify.annotations.Nullable;

/**
 * What Kafka's metadata comes to, record by record, from the first of a snapshot to the last of the log. A record that
 * contradicts those before it is refused with an {@link IllegalStateException}. One thread.
 */
final class KraftState {
    private final Map<Uuid, Topic> topics = new HashMap<>();
    private final Map<ConfigResource, NavigableMap<String, String>> configs = new HashMap<>();
    private final NavigableMap<String, Short> features = new TreeMap<>();
    private final NavigableMap<KraftImage.Other, Set<String>> others = new TreeMap<>();
    private final NavigableSet<Integer> voters = new TreeSet<>();
    private long nextProducerId;
    /** Changes of the metadata transaction that is open; null if none is. */
    private @Nullable List<Change> transaction;

    private record Topic(String name, Uuid id, TreeMap<Integer, KraftPartition> partitions) {}

    void accept(KraftRecord record) {
        switch (record) {
            case TransactionMark mark -> accept(mark);
            case Change change -> {
                if (transaction == null) {
                    apply(change);
                } else {
                    transaction.add(change);
                }
            }
        }
    }

    private void accept(TransactionMark mark) {
        List<Change> open = transaction;
        if (mark == TransactionMark.BEGIN ? open != null : open == null) {
            throw new IllegalStateException("a metadata transaction meets " + mark + " while "
                    + (open == null ? "none is" : "one is") + " open");
        }
        transaction = mark == TransactionMark.BEGIN ? new ArrayList<>() : null;
        if (open != null && mark == TransactionMark.END) {
            open.forEach(this::apply);
        }
    }

    private void apply(Change change) {
        switch (change) {
            case TopicCreated topic -> topics.put(topic.id(), new Topic(topic.name(), topic.id(), new TreeMap<>()));
            case TopicRemoved topic -> remove(topic);
            case PartitionStored stored -> topic(stored.topicId()).partitions.put(stored.partition(), stored.state());
            case PartitionChanged changed -> change(changed);
            case ElrCleared cleared -> clear(cleared);
            case ConfigChanged config -> alter(config);
            case ProducerIdsAllocated ids -> nextProducerId = Math.max(nextProducerId, ids.nextProducerId());
            case FeatureSet feature -> set(feature);
            case OtherChanged other -> change(other);
            case Nothing nothing -> {}
        }
    }

    private void remove(TopicRemoved removed) {
        Topic topic = topic(removed.id());
        topics.remove(topic.id);
        configs.remove(new ConfigResource(ConfigResource.Type.TOPIC, topic.name));
    }

    private void change(PartitionChanged changed) {
        TreeMap<Integer, KraftPartition> partitions = topic(changed.topicId()).partitions;
        KraftPartition before = partitions.get(changed.partition());
        if (before == null) {
            throw new IllegalStateException("partition " + changed.partition() + " of topic " + changed.topicId()
                    + " changes and is not there");
        }
        partitions.put(
                changed.partition(),
                new KraftPartition(
                        orBefore(changed.replicas(), before.replicas()),
                        orBefore(changed.isr(), before.isr()),
                        orBefore(changed.elr(), before.elr()),
                        before.leaderEpoch() + (changed.newLeader() ? 1 : 0),
                        orBefore(changed.directories(), before.directories())));
    }

    private static <T> List<T> orBefore(@Nullable List<T> changed, List<T> before) {
        return changed == null ? before : changed;
    }

    private void clear(ElrCleared cleared) {
        for (Topic topic : topics.values()) {
            if (cleared.topic().isEmpty() || cleared.topic().equals(topic.name)) {
                topic.partitions.replaceAll((number, partition) -> new KraftPartition(
                        partition.replicas(),
                        partition.isr(),
                        List.of(),
                        partition.leaderEpoch(),
                        partition.directories()));
            }
        }
    }

    private void alter(ConfigChanged config) {
        NavigableMap<String, String> altered = configs.computeIfAbsent(config.resource(), resource -> new TreeMap<>());
        if (config.value() == null) {
            altered.remove(config.name());
        } else {
            altered.put(config.name(), config.value());
        }
    }

    private void set(FeatureSet feature) {
        if (feature.level() == 0) {
            features.remove(feature.name());
        } else {
            features.put(feature.name(), feature.level());
        }
    }

    private void change(OtherChanged other) {
        Set<String> keys = others.computeIfAbsent(other.kind(), kind -> new HashSet<>());
        if (other.removed()) {
            keys.remove(other.key());
        } else {
            keys.add(other.key());
        }
    }

    private Topic topic(Uuid id) {
        Topic topic = topics.get(id);
        if (topic == null) {
            throw new IllegalStateException("topic " + id + " changes and is not there");
        }
        return topic;
    }

    /** Who votes in the metadata quorum from here on. */
    void elect(Collection<Integer> ids) {
        voters.clear();
        voters.addAll(ids);
    }

    /** What it has come to; a transaction that has not ended counts for nothing, as for Kafka's next controller. */
    KraftImage image() {
        NavigableMap<String, KraftTopic> byName = new TreeMap<>();
        for (Topic topic : topics.values()) {
            int count = topic.partitions.size();
            if (count == 0 || topic.partitions.lastKey() != count - 1) {
                throw new IllegalStateException(
                        "topic " + topic.name + " has the partitions " + topic.partitions.keySet());
            }
            if (byName.put(topic.name, new KraftTopic(topic.name, topic.id, List.copyOf(topic.partitions.values())))
                    != null) {
                throw new IllegalStateException("topic " + topic.name + " is there twice");
            }
        }
        configs.values().removeIf(NavigableMap::isEmpty);
        NavigableMap<KraftImage.Other, Integer> counts = new TreeMap<>();
        others.forEach((kind, keys) -> {
            if (!keys.isEmpty()) {
                counts.put(kind, keys.size());
            }
        });
        return new KraftImage(byName, configs, nextProducerId, features, counts, voters);
    }
}
