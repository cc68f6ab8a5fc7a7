package io.suiro.cluster;

import io.suiro.cluster.MetadataRecord.BrokerRegistered;
import io.suiro.cluster.MetadataRecord.ConfigChanged;
import io.suiro.cluster.MetadataRecord.PartitionsAdded;
import io.suiro.cluster.MetadataRecord.ProducerIdsAllocated;
import io.suiro.cluster.MetadataRecord.TopicCreated;
import io.suiro.cluster.MetadataRecord.TopicDeleted;
import java.util.List;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.ConfigResource;
import org.pcollections.HashPMap;
import org.pcollections.TreePVector;

/**
 * The only way in which an image changes: pure, so that equal entries give equal images on every broker. Old and new
 * image share what did not change. A record that contradicts the image is corruption or a bug, never a request's fault,
 * and throws {@link IllegalStateException}.
 */
final class MetadataApply {
    private MetadataApply() {}

    /** All records of the entry at the index, or none. */
    static MetadataImage apply(MetadataImage image, long index, List<MetadataRecord> records) {
        if (index != image.index() + 1) {
            throw new IllegalStateException("entry " + index + " does not follow " + image.index());
        }
        MetadataImage next = at(image, index);
        for (MetadataRecord record : records) {
            next = apply(next, record);
        }
        return next;
    }

    private static MetadataImage apply(MetadataImage image, MetadataRecord record) {
        return switch (record) {
            case BrokerRegistered broker -> registered(image, broker);
            case TopicCreated topic -> created(image, topic);
            case TopicDeleted topic -> deleted(image, topic);
            case PartitionsAdded added -> added(image, added);
            case ConfigChanged config -> altered(image, config);
            case ProducerIdsAllocated ids -> allocated(image, ids);
        };
    }

    private static MetadataImage at(MetadataImage image, long index) {
        return new MetadataImage(
                index, image.brokers(), image.topicIds(), image.topics(), image.configs(), image.nextProducerId());
    }

    private static MetadataImage registered(MetadataImage image, BrokerRegistered record) {
        BrokerImage broker =
                new BrokerImage(record.id(), record.host(), record.port(), record.rack(), image.index(), false);
        return new MetadataImage(
                image.index(),
                image.brokers().plus(broker.id(), broker),
                image.topicIds(),
                image.topics(),
                image.configs(),
                image.nextProducerId());
    }

    private static MetadataImage created(MetadataImage image, TopicCreated record) {
        require(image.topic(record.name()) == null && image.topic(record.id()) == null, record, "is there already");
        TopicImage topic = new TopicImage(record.name(), record.id(), TreePVector.from(record.partitions()));
        return new MetadataImage(
                image.index(),
                image.brokers(),
                image.topicIds().plus(topic.name(), topic.id()),
                image.topics().plus(topic.id(), topic),
                image.configs(),
                image.nextProducerId());
    }

    private static MetadataImage deleted(MetadataImage image, TopicDeleted record) {
        TopicImage topic = existing(image, record.id(), record);
        return new MetadataImage(
                image.index(),
                image.brokers(),
                image.topicIds().minus(topic.name()),
                image.topics().minus(topic.id()),
                image.configs().minus(new ConfigResource(ConfigResource.Type.TOPIC, topic.name())),
                image.nextProducerId());
    }

    private static MetadataImage added(MetadataImage image, PartitionsAdded record) {
        TopicImage topic = existing(image, record.topicId(), record);
        require(record.firstPartition() == topic.partitions().size(), record, "does not continue the partitions");
        TopicImage grown =
                new TopicImage(topic.name(), topic.id(), topic.partitions().plusAll(record.partitions()));
        return new MetadataImage(
                image.index(),
                image.brokers(),
                image.topicIds(),
                image.topics().plus(topic.id(), grown),
                image.configs(),
                image.nextProducerId());
    }

    private static MetadataImage altered(MetadataImage image, ConfigChanged record) {
        HashPMap<String, String> before = image.configs(record.resource());
        HashPMap<String, String> after =
                record.value() == null ? before.minus(record.name()) : before.plus(record.name(), record.value());
        return new MetadataImage(
                image.index(),
                image.brokers(),
                image.topicIds(),
                image.topics(),
                after.isEmpty()
                        ? image.configs().minus(record.resource())
                        : image.configs().plus(record.resource(), after),
                image.nextProducerId());
    }

    private static MetadataImage allocated(MetadataImage image, ProducerIdsAllocated record) {
        require(record.nextProducerId() >= image.nextProducerId(), record, "gives ids away twice");
        return new MetadataImage(
                image.index(),
                image.brokers(),
                image.topicIds(),
                image.topics(),
                image.configs(),
                record.nextProducerId());
    }

    private static TopicImage existing(MetadataImage image, Uuid id, MetadataRecord record) {
        TopicImage topic = image.topic(id);
        if (topic == null) {
            throw new IllegalStateException(record + " is about a topic that is not there");
        }
        return topic;
    }

    private static void require(boolean condition, MetadataRecord record, String complaint) {
        if (!condition) {
            throw new IllegalStateException(record + " " + complaint);
        }
    }
}
