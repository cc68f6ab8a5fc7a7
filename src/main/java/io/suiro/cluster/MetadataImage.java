package io.suiro.cluster;

import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.ConfigResource;
import org.jspecify.annotations.Nullable;
import org.pcollections.HashPMap;
import org.pcollections.HashTreePMap;
import org.pcollections.TreePMap;

/**
 * All cluster metadata at one index of the metadata log. Immutable; equal on every broker at the same index.
 *
 * @param index of the last entry applied, -1 if none; an entry holds the records of one command
 * @param topicIds name to id, sorted by name
 * @param configs settings that were altered dynamically, by resource: Kafka's name to value; BROKER "" is the
 *     cluster-wide default
 * @param nextProducerId first producer id not yet handed out
 */
public record MetadataImage(
        long index,
        HashPMap<Integer, BrokerImage> brokers,
        TreePMap<String, Uuid> topicIds,
        HashPMap<Uuid, TopicImage> topics,
        HashPMap<ConfigResource, HashPMap<String, String>> configs,
        long nextProducerId) {

    public static final MetadataImage EMPTY = new MetadataImage(
            -1, HashTreePMap.empty(), TreePMap.empty(), HashTreePMap.empty(), HashTreePMap.empty(), 0);

    public @Nullable TopicImage topic(String name) {
        Uuid id = topicIds.get(name);
        return id == null ? null : topics.get(id);
    }

    public @Nullable TopicImage topic(Uuid id) {
        return topics.get(id);
    }

    /** Altered settings of the resource; empty if there are none. */
    public HashPMap<String, String> configs(ConfigResource resource) {
        HashPMap<String, String> altered = configs.get(resource);
        return altered == null ? HashTreePMap.empty() : altered;
    }
}
