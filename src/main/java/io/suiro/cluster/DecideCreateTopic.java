package io.suiro.cluster;

import io.suiro.cluster.MetadataCommand.CreateTopic;
import io.suiro.cluster.MetadataRecord.ConfigChanged;
import io.suiro.cluster.MetadataRecord.TopicCreated;
import io.suiro.config.EffectiveSettings;
import io.suiro.config.TopicSettings;
import io.suiro.error.Outcome;
import io.suiro.error.Refused;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.internals.Topic;
import org.apache.kafka.common.protocol.Errors;
import org.pcollections.TreePVector;

/** Checks in Kafka's order: name, existence, settings, then counts or assignments. */
final class DecideCreateTopic {
    /** As in Kafka; more at once would stall everybody else's commands. */
    static final int MAX_PARTITIONS = 10_000;

    private DecideCreateTopic() {}

    static Decision<Outcome<TopicImage>> decide(MetadataImage image, CreateTopic command, DecisionContext context) {
        checkName(image, command.name());
        Map<String, String> configs = checkConfigs(command.configs());
        Uuid id = context.topicIds().get();
        List<PartitionImage> partitions =
                command.assignments().isEmpty() ? place(image, command, id, context) : assigned(image, command);
        return created(command, id, partitions, configs);
    }

    private static Decision<Outcome<TopicImage>> created(
            CreateTopic command, Uuid id, List<PartitionImage> partitions, Map<String, String> configs) {
        List<MetadataRecord> records = new ArrayList<>();
        if (!command.validateOnly()) {
            records.add(new TopicCreated(command.name(), id, partitions));
            ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, command.name());
            configs.forEach((name, value) -> records.add(new ConfigChanged(resource, name, value)));
        }
        return new Decision<>(records, Outcome.ok(new TopicImage(command.name(), id, TreePVector.from(partitions))));
    }

    private static void checkName(MetadataImage image, String name) {
        try {
            Topic.validate(name);
        } catch (InvalidTopicException e) {
            throw new Refused(Errors.INVALID_TOPIC_EXCEPTION, e.getMessage());
        }
        if (name.equals(Topic.CLUSTER_METADATA_TOPIC_NAME)) {
            throw new Refused(Errors.INVALID_REQUEST, "Creation of internal topic " + name + " is prohibited.");
        }
        if (image.topicIds().containsKey(name)) {
            throw new Refused(Errors.TOPIC_ALREADY_EXISTS, "Topic '" + name + "' already exists.");
        }
        if (Topic.hasCollisionChars(name)) {
            for (String existing : image.topicIds().keySet()) {
                if (existing.length() == name.length() && Topic.hasCollision(existing, name)) {
                    throw new Refused(
                            Errors.INVALID_TOPIC_EXCEPTION,
                            "Topic '" + name + "' collides with existing topic: " + existing);
                }
            }
        }
    }

    private static Map<String, String> checkConfigs(Map<String, String> configs) {
        return new HashMap<>(TopicSettings.check(configs).orThrow());
    }

    private static List<PartitionImage> place(
            MetadataImage image, CreateTopic command, Uuid id, DecisionContext context) {
        EffectiveSettings settings = context.settings(image);
        int replicas = command.replicationFactor();
        if (replicas < -1 || replicas == 0) {
            throw new Refused(
                    Errors.INVALID_REPLICATION_FACTOR,
                    "Replication factor must be larger than 0, or -1 to use the default value.");
        }
        int partitions = command.partitions();
        if (partitions < -1 || partitions == 0) {
            throw new Refused(
                    Errors.INVALID_PARTITIONS, "Number of partitions was set to an invalid non-positive value.");
        }
        partitions = partitions == -1 ? settings.intOf("num.partitions") : partitions;
        replicas = replicas == -1 ? settings.intOf("default.replication.factor") : replicas;
        checkCount(partitions);
        return Placement.over(image.brokers().values(), id).partitions(0, partitions, replicas);
    }

    static void checkCount(int newPartitions) {
        if (newPartitions > MAX_PARTITIONS) {
            throw new Refused(
                    Errors.POLICY_VIOLATION,
                    "Excessively large number of partitions per request: " + newPartitions + " where " + MAX_PARTITIONS
                            + " are allowed.");
        }
    }

    private static List<PartitionImage> assigned(MetadataImage image, CreateTopic command) {
        if (command.replicationFactor() != -1) {
            throw new Refused(
                    Errors.INVALID_REQUEST,
                    "A manual partition assignment was specified, but replication factor was not set to -1.");
        }
        if (command.partitions() != -1) {
            throw new Refused(
                    Errors.INVALID_REQUEST,
                    "A manual partition assignment was specified, but numPartitions was not set to -1.");
        }
        Map<Integer, List<Integer>> assignments = command.assignments();
        checkCount(assignments.size());
        List<List<Integer>> inOrder = new ArrayList<>();
        for (int partition = 0; partition < assignments.size(); partition++) {
            List<Integer> replicas = assignments.get(partition);
            if (replicas == null) {
                throw new Refused(
                        Errors.INVALID_REPLICA_ASSIGNMENT,
                        "partitions should be a consecutive 0-based integer sequence");
            }
            inOrder.add(replicas);
        }
        return Assignments.check(image, 0, inOrder, inOrder.getFirst().size());
    }
}
