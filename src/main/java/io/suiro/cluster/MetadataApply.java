package io.suiro.cluster;

import io.suiro.cluster.MetadataRecord.BrokerChanged;
import io.suiro.cluster.MetadataRecord.BrokerRegistered;
import io.suiro.cluster.MetadataRecord.BrokerUnregistered;
import io.suiro.cluster.MetadataRecord.ConfigChanged;
import io.suiro.cluster.MetadataRecord.PartitionChanged;
import io.suiro.cluster.MetadataRecord.PartitionsAdded;
import io.suiro.cluster.MetadataRecord.ProducerIdsAllocated;
import io.suiro.cluster.MetadataRecord.TopicCreated;
import io.suiro.cluster.MetadataRecord.TopicDeleted;
import io.suiro.cluster.MetadataRecord.VotersChanged;
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
        MetadataImage next = image.withIndex(index);
        for (MetadataRecord record : records) {
            next = apply(next, record);
        }
        return next;
    }

    private static MetadataImage apply(MetadataImage image, MetadataRecord record) {
        return switch (record) {
            case BrokerRegistered broker -> image.with(registered(image, broker));
            case BrokerChanged broker -> image.with(changed(image, broker));
            case BrokerUnregistered broker -> unregistered(image, broker);
            case TopicCreated topic -> created(image, topic);
            case TopicDeleted topic -> deleted(image, topic);
            case PartitionsAdded added -> image.with(added(image, added));
            case PartitionChanged changed -> image.with(changed(image, changed));
            case ConfigChanged config -> altered(image, config);
            case ProducerIdsAllocated ids -> allocated(image, ids);
            case VotersChanged voters -> image.withVoters(voters.voters());
        };
    }

    private static BrokerImage registered(MetadataImage image, BrokerRegistered record) {
        ConfigResource settings = new ConfigResource(ConfigResource.Type.BROKER, Integer.toString(record.id()));
        return new BrokerImage(
                record.id(),
                record.incarnation(),
                record.directoryId(),
                record.logDirectoryId(),
                record.host(),
                record.port(),
                record.peerHost(),
                record.peerPort(),
                record.rack(),
                image.index(),
                record.fenced(),
                false,
                BrokerLife.isCordoned(image.configs(settings)),
                false);
    }

    private static BrokerImage changed(MetadataImage image, BrokerChanged record) {
        BrokerImage before = image.broker(record.id());
        if (before == null || before.brokerEpoch() != record.brokerEpoch()) {
            throw new IllegalStateException(record + " is about a life of the broker that is over: " + before);
        }
        return before.with(record);
    }

    private static MetadataImage unregistered(MetadataImage image, BrokerUnregistered record) {
        require(image.broker(record.id()) != null, record, "is about a broker that is not there");
        return image.withoutBroker(record.id());
    }

    private static MetadataImage created(MetadataImage image, TopicCreated record) {
        require(image.topic(record.name()) == null && image.topic(record.id()) == null, record, "is there already");
        return image.with(new TopicImage(record.name(), record.id(), TreePVector.from(record.partitions())));
    }

    private static MetadataImage deleted(MetadataImage image, TopicDeleted record) {
        TopicImage topic = existing(image, record.id(), record);
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic.name());
        return image.without(topic).withConfigs(image.configs().minus(resource));
    }

    private static TopicImage added(MetadataImage image, PartitionsAdded record) {
        TopicImage topic = existing(image, record.topicId(), record);
        require(record.firstPartition() == topic.partitions().size(), record, "does not continue the partitions");
        return new TopicImage(topic.name(), topic.id(), topic.partitions().plusAll(record.partitions()));
    }

    private static TopicImage changed(MetadataImage image, PartitionChanged record) {
        TopicImage topic = existing(image, record.topicId(), record);
        PartitionImage before = topic.partition(record.partition());
        if (before == null || record.after().partitionEpoch() != before.partitionEpoch() + 1) {
            throw new IllegalStateException(record + " does not follow " + before);
        }
        return topic.with(record.partition(), record.after());
    }

    private static MetadataImage altered(MetadataImage image, ConfigChanged record) {
        HashPMap<String, String> before = image.configs(record.resource());
        HashPMap<String, String> after =
                record.value() == null ? before.minus(record.name()) : before.plus(record.name(), record.value());
        return image.withConfigs(
                after.isEmpty()
                        ? image.configs().minus(record.resource())
                        : image.configs().plus(record.resource(), after));
    }

    private static MetadataImage allocated(MetadataImage image, ProducerIdsAllocated record) {
        require(record.nextProducerId() >= image.nextProducerId(), record, "gives ids away twice");
        return image.withNextProducerId(record.nextProducerId());
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
