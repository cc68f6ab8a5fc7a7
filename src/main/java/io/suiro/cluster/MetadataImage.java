package io.suiro.cluster;

import io.suiro.cluster.raft.Voter;
import java.util.List;
import java.util.Objects;
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
 * @param voters of the metadata log, sorted by id; empty where it was never replicated
 */
public record MetadataImage(
        long index,
        HashPMap<Integer, BrokerImage> brokers,
        TreePMap<String, Uuid> topicIds,
        HashPMap<Uuid, TopicImage> topics,
        HashPMap<ConfigResource, HashPMap<String, String>> configs,
        long nextProducerId,
        List<Voter> voters) {

    public static final MetadataImage EMPTY = new MetadataImage(
            -1, HashTreePMap.empty(), TreePMap.empty(), HashTreePMap.empty(), HashTreePMap.empty(), 0, List.of());

    public MetadataImage {
        voters = List.copyOf(voters);
    }

    public @Nullable TopicImage topic(String name) {
        Uuid id = topicIds.get(name);
        return id == null ? null : topics.get(id);
    }

    public @Nullable TopicImage topic(Uuid id) {
        return topics.get(id);
    }

    /** All topics, sorted by name. */
    public List<TopicImage> topicsByName() {
        return topicIds.values().stream()
                .map(id -> Objects.requireNonNull(topics.get(id)))
                .toList();
    }

    public @Nullable BrokerImage broker(int id) {
        return brokers.get(id);
    }

    /** Those of the partition's replicas that are on brokers which are fenced, or not registered any more. */
    public List<Integer> offlineReplicas(PartitionImage partition) {
        return partition.replicas().stream()
                .filter(id -> {
                    BrokerImage broker = brokers.get(id);
                    return broker == null || broker.fenced();
                })
                .toList();
    }

    /** Altered settings of the resource; empty if there are none. */
    public HashPMap<String, String> configs(ConfigResource resource) {
        HashPMap<String, String> altered = configs.get(resource);
        return altered == null ? HashTreePMap.empty() : altered;
    }

    public MetadataImage withIndex(long newIndex) {
        return new MetadataImage(newIndex, brokers, topicIds, topics, configs, nextProducerId, voters);
    }

    public MetadataImage with(BrokerImage broker) {
        return withBrokers(brokers.plus(broker.id(), broker));
    }

    public MetadataImage withoutBroker(int id) {
        return withBrokers(brokers.minus(id));
    }

    public MetadataImage with(TopicImage topic) {
        return new MetadataImage(
                index,
                brokers,
                topicIds.plus(topic.name(), topic.id()),
                topics.plus(topic.id(), topic),
                configs,
                nextProducerId,
                voters);
    }

    public MetadataImage without(TopicImage topic) {
        return new MetadataImage(
                index,
                brokers,
                topicIds.minus(topic.name()),
                topics.minus(topic.id()),
                configs,
                nextProducerId,
                voters);
    }

    public MetadataImage withConfigs(HashPMap<ConfigResource, HashPMap<String, String>> newConfigs) {
        return new MetadataImage(index, brokers, topicIds, topics, newConfigs, nextProducerId, voters);
    }

    public MetadataImage withNextProducerId(long newNextProducerId) {
        return new MetadataImage(index, brokers, topicIds, topics, configs, newNextProducerId, voters);
    }

    public MetadataImage withVoters(List<Voter> newVoters) {
        return new MetadataImage(index, brokers, topicIds, topics, configs, nextProducerId, newVoters);
    }

    private MetadataImage withBrokers(HashPMap<Integer, BrokerImage> newBrokers) {
        return new MetadataImage(index, newBrokers, topicIds, topics, configs, nextProducerId, voters);
    }
}
