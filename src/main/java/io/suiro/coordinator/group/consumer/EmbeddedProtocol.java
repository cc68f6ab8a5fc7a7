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
import java.util.function.BiFunction;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.ConsumerProtocolAssignment;
import org.apache.kafka.common.message.ConsumerProtocolSubscription;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.MessageUtil;
import org.apache.kafka.common.protocol.Readable;
import org.apache.kafka.common.protocol.types.SchemaException;
import org.apache.kafka.common.utils.Bytes;

/**
 * The consumer protocol, which consumers speak with each other through the classic one. Topics are named in it, and
 * those that the image does not have are left out. Whatever is malformed is a SchemaException.
 */
public final class EmbeddedProtocol {
    /** The protocol type of its members. */
    public static final String TYPE = "consumer";

    private EmbeddedProtocol() {}

    /** What a member subscribes to. */
    public static ConsumerProtocolSubscription subscription(ClassicTerms terms) {
        return read(
                terms.first().metadata(),
                ConsumerProtocolSubscription.HIGHEST_SUPPORTED_VERSION,
                ConsumerProtocolSubscription::new);
    }

    /** The topics that a member subscribes to with this metadata; none if it is malformed. */
    public static List<String> topics(byte[] metadata) {
        try {
            return read(
                            Bytes.wrap(metadata),
                            ConsumerProtocolSubscription.HIGHEST_SUPPORTED_VERSION,
                            ConsumerProtocolSubscription::new)
                    .topics();
        } catch (SchemaException e) {
            return List.of();
        }
    }

    /** What a member may read with this assignment, by topic; nothing if it is empty or malformed. */
    public static Map<String, List<Integer>> partitions(byte[] assignment) {
        Map<String, List<Integer>> partitions = new HashMap<>();
        try {
            read(
                            Bytes.wrap(assignment),
                            ConsumerProtocolAssignment.HIGHEST_SUPPORTED_VERSION,
                            ConsumerProtocolAssignment::new)
                    .assignedPartitions()
                    .forEach(topic -> partitions.put(topic.topic(), topic.partitions()));
            return partitions;
        } catch (SchemaException e) {
            return Map.of();
        }
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
            ConsumerProtocolAssignment read = read(
                    assignment, ConsumerProtocolAssignment.HIGHEST_SUPPORTED_VERSION, ConsumerProtocolAssignment::new);
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
        short version = version(
                ByteBuffer.wrap(terms.first().metadata().get()), ConsumerProtocolAssignment.HIGHEST_SUPPORTED_VERSION);
        return MessageUtil.toVersionPrefixedBytes(
                version, new ConsumerProtocolAssignment().setAssignedPartitions(topics));
    }

    private static <T> T read(Bytes bytes, short highest, BiFunction<Readable, Short, T> message) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes.get());
        short version = version(buffer, highest);
        try {
            return message.apply(new ByteBufferAccessor(buffer), version);
        } catch (RuntimeException e) {
            throw new SchemaException(
                    "the consumer protocol's version " + version + " is malformed: " + e.getMessage());
        }
    }

    /** A newer one adds only to what ours knows. */
    private static short version(ByteBuffer buffer, short highest) {
        short version = buffer.remaining() < Short.BYTES ? -1 : buffer.getShort();
        if (version < 0) {
            throw new SchemaException("the consumer protocol has no version " + version);
        }
        return version > highest ? highest : version;
    }
}
