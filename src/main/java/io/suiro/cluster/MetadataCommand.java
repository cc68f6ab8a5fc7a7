package io.suiro.cluster;

import io.suiro.error.Outcome;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.ConfigResource;
import org.jspecify.annotations.Nullable;

/**
 * What may be asked of the controller. Each is decided alone and takes effect wholly or not at all.
 *
 * @param <R> what the caller learns once the change is durable
 */
public sealed interface MetadataCommand<R> {

    /** Announces a broker at its start; the answer is its broker epoch. */
    record RegisterBroker(
            int id, String host, int port, @Nullable String rack) implements MetadataCommand<Outcome<Long>> {}

    /**
     * Creates a topic as KIP-4 has it; -1 for partitions and replicationFactor means the broker's default.
     *
     * @param assignments partition number to broker ids, empty to let the controller place replicas
     * @param validateOnly decides, answers and changes nothing
     */
    record CreateTopic(
            String name,
            int partitions,
            short replicationFactor,
            Map<Integer, List<Integer>> assignments,
            Map<String, String> configs,
            boolean validateOnly)
            implements MetadataCommand<Outcome<TopicImage>> {}

    record DeleteTopic(Uuid topicId) implements MetadataCommand<Outcome<TopicImage>> {}

    /**
     * Adds partitions up to {@code count} in all.
     *
     * @param assignments broker ids of each new partition in order, null to let the controller place them
     */
    record CreatePartitions(
            String topic, int count, @Nullable List<List<Integer>> assignments, boolean validateOnly)
            implements MetadataCommand<Outcome<TopicImage>> {}

    /** Changes settings of one resource; the map's keys are Kafka's config names. */
    record AlterConfigs(ConfigResource resource, Map<String, ConfigChange> changes, boolean validateOnly)
            implements MetadataCommand<Outcome<Void>> {}

    /** Replaces all settings of one resource (the older AlterConfigs API). */
    record ReplaceConfigs(ConfigResource resource, Map<String, String> configs, boolean validateOnly)
            implements MetadataCommand<Outcome<Void>> {}

    /** Hands out a block of producer ids; the answer is the first. */
    record AllocateProducerIds(int brokerId, int count) implements MetadataCommand<Outcome<Long>> {}

    /** One change of one setting (KIP-339). */
    sealed interface ConfigChange {
        record Set(String value) implements ConfigChange {}

        record Delete() implements ConfigChange {}

        /** To a list-valued setting; what is there already stays once. */
        record Append(String value) implements ConfigChange {}

        record Subtract(String value) implements ConfigChange {}
    }
}
