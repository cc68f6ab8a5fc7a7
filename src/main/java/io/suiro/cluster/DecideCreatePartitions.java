package io.suiro.cluster;

import io.suiro.cluster.MetadataCommand.CreatePartitions;
import io.suiro.error.Outcome;
import io.suiro.error.Refused;
import java.util.List;
import org.apache.kafka.common.protocol.Errors;

/** Partitions can only become more; new ones have as many replicas as the topic's first. */
final class DecideCreatePartitions {
    private DecideCreatePartitions() {}

    static Decision<Outcome<TopicImage>> decide(MetadataImage image, CreatePartitions command) {
        TopicImage topic = image.topic(command.topic());
        if (topic == null) {
            return Decision.refused(Errors.UNKNOWN_TOPIC_OR_PARTITION, Errors.UNKNOWN_TOPIC_OR_PARTITION.message());
        }
        List<PartitionImage> added = added(image, topic, command);
        TopicImage grown =
                new TopicImage(topic.name(), topic.id(), topic.partitions().plusAll(added));
        var record = new MetadataRecord.PartitionsAdded(
                topic.id(), topic.partitions().size(), added);
        return new Decision<>(command.validateOnly() ? List.of() : List.of(record), Outcome.ok(grown));
    }

    private static List<PartitionImage> added(MetadataImage image, TopicImage topic, CreatePartitions command) {
        int present = topic.partitions().size();
        if (command.count() == present) {
            throw new Refused(Errors.INVALID_PARTITIONS, "Topic already has " + present + " partition(s).");
        }
        if (command.count() < present) {
            throw new Refused(
                    Errors.INVALID_PARTITIONS,
                    "The topic " + topic.name() + " currently has " + present + " partition(s); " + command.count()
                            + " would not be an increase.");
        }
        int additional = command.count() - present;
        int replicationFactor =
                PartitionDraft.original(topic.partitions().getFirst()).size();
        List<List<Integer>> assignments = command.assignments();
        if (assignments == null) {
            DecideCreateTopic.checkCount(additional);
            return Placement.over(image.brokers().values(), topic.id())
                    .partitions(present, additional, replicationFactor);
        }
        if (assignments.size() != additional) {
            throw new Refused(
                    Errors.INVALID_REPLICA_ASSIGNMENT,
                    "Attempted to add " + additional + " additional partition(s), but only " + assignments.size()
                            + " assignment(s) were specified.");
        }
        DecideCreateTopic.checkCount(additional);
        return Assignments.check(image, present, assignments, replicationFactor);
    }
}
