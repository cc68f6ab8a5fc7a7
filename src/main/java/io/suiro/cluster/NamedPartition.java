package io.suiro.cluster;

import io.suiro.cluster.MetadataRecord.PartitionChanged;
import io.suiro.error.Outcome;
import io.suiro.error.Refused;
import java.util.List;
import org.apache.kafka.common.protocol.Errors;

/** A partition that somebody named by topic and number, and the decision to change it. */
record NamedPartition(TopicImage topic, int number, PartitionImage partition) {

    /** @throws Refused UNKNOWN_TOPIC_OR_PARTITION */
    static NamedPartition find(MetadataImage image, String name, int number) {
        TopicImage topic = image.topic(name);
        if (topic == null) {
            throw new Refused(Errors.UNKNOWN_TOPIC_OR_PARTITION, "No such topic as " + name);
        }
        PartitionImage partition = topic.partition(number);
        if (partition == null) {
            throw new Refused(Errors.UNKNOWN_TOPIC_OR_PARTITION, "No such partition as " + name + "-" + number);
        }
        return new NamedPartition(topic, number, partition);
    }

    PartitionDraft draft(MetadataImage image, DecisionContext context) {
        return new PartitionDraft(partition, ElectionRules.of(image, topic.name(), context.settings(image)));
    }

    Decision<Outcome<PartitionImage>> decision(PartitionImage after) {
        List<MetadataRecord> records =
                after.equals(partition) ? List.of() : List.of(new PartitionChanged(topic.id(), number, after));
        return new Decision<>(records, Outcome.ok(after));
    }
}
