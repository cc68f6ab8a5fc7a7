package io.suiro.coordinator.group.consumer;

import io.suiro.cluster.MetadataImage;
import io.suiro.cluster.TopicImage;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.internals.ConsumerProtocol;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.ConsumerProtocolAssignment;
import org.apache.kafka.common.message.ConsumerProtocolSubscription;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.common.utils.Utils;

/**
 * The consumer protocol, which consumers speak with each other through the classic one. Topics are named in it, and
 * those that the image does not have are left out. Whatever is malformed is a SchemaException.
 */
public final class EmbeddedProtocol {
    private EmbeddedProtocol() {}

    /** What a member subscribes to. */
    public static ConsumerProtocolSubscription subscription(ClassicTerms terms) {
        return ConsumerProtocol.deserializeConsumerProtocolSubscription(
                ByteBuffer.wrap(terms.first().metadata().get()));
    }

    /** What it owns when it joins. */
    public static PartitionSet owned(ConsumerProtocolSubscription subscription, MetadataImage image) {
        Map<Uuid, Set<Integer>> owned = new HashMap<>();
        for (ConsumerProtocolSubscription.TopicPartition topic : subscription.ownedPartitions()) {
            add(owned, image, topic.topic(), topic.partitions());
        }
        return PartitionSet.of(owned);
    }

    /** None if the leader has not brought any yet. */
    public static PartitionSet assigned(Bytes assignment, MetadataImage image) {
        Map<Uuid, Set<Integer>> assigned = new HashMap<>();
        if (assignment.get().length > 0) {
            ConsumerProtocolAssignment read =
                    ConsumerProtocol.deserializeConsumerProtocolAssignment(ByteBuffer.wrap(assignment.get()));
            for (ConsumerProtocolAssignment.TopicPartition topic : read.assignedPartitions()) {
                add(assigned, image, topic.topic(), topic.partitions());
            }
        }
        return PartitionSet.of(assigned);
    }

    private static void add(
            Map<Uuid, Set<Integer>> partitions, MetadataImage image, String name, List<Integer> numbers) {
        TopicImage topic = image.topic(name);
        if (topic != null) {
            partitions.computeIfAbsent(topic.id(), id -> new HashSet<>()).addAll(numbers);
        }
    }

    /** As the member understands it: in the version of its subscription. */
    public static byte[] assignment(PartitionSet partitions, ClassicTerms terms, MetadataImage image) {
        var topics = new ConsumerProtocolAssignment.TopicPartitionCollection();
        for (Uuid topicId : partitions.topicIds()) {
            TopicImage topic = image.topic(topicId);
            if (topic != null) {
                topics.add(new ConsumerProtocolAssignment.TopicPartition()
                        .setTopic(topic.name())
                        .setPartitions(new ArrayList<>(partitions.partitions(topicId))));
            }
        }
        short version = ConsumerProtocol.deserializeVersion(
                ByteBuffer.wrap(terms.first().metadata().get()));
        return Utils.toArray(ConsumerProtocol.serializeAssignment(
                new ConsumerProtocolAssignment().setAssignedPartitions(topics), version));
    }
}
