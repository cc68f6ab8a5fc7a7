package io.suiro.coordinator.group.consumer;

import io.suiro.coordinator.group.consumer.ConsumerGroup.PartitionId;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.protocol.types.Struct;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;
import org.pcollections.HashPMap;
import org.pcollections.HashTreePMap;

/** Between what is known of a member and the values of {@link StoredForms}. */
final class StoredMembers {
    private StoredMembers() {}

    static Struct terms(MemberTerms terms) {
        return StoredForms.flexible(StoredForms.TERMS_VALUE)
                .set("instance_id", terms.instanceId())
                .set("rack_id", terms.rackId())
                .set("client_id", terms.clientId())
                .set("client_host", terms.clientHost())
                .set("subscribed_topic_names", terms.topicNames().toArray())
                .set("subscribed_topic_regex", terms.topicRegex())
                .set("rebalance_timeout_ms", terms.rebalanceTimeoutMs())
                .set("server_assignor", terms.serverAssignor())
                .set(StoredForms.TAGS, classicTag(terms.classic()));
    }

    /** Written also where there are none: Kafka takes a tag that is missing for a classic member without any. */
    private static NavigableMap<Integer, Object> classicTag(@Nullable ClassicTerms classic) {
        NavigableMap<Integer, Object> tags = new TreeMap<>();
        tags.put(StoredForms.CLASSIC_TAG, classic == null ? null : struct(classic));
        return tags;
    }

    private static Struct struct(ClassicTerms classic) {
        Object[] protocols = classic.protocols().stream()
                .map(protocol -> StoredForms.flexible(StoredForms.CLASSIC_PROTOCOL)
                        .set("name", protocol.name())
                        .set("metadata", ByteBuffer.wrap(protocol.metadata().get())))
                .toArray();
        return StoredForms.flexible(StoredForms.CLASSIC_TERMS)
                .set("session_timeout_ms", classic.sessionTimeoutMs())
                .set("supported_protocols", protocols);
    }

    private static @Nullable ClassicTerms classic(Struct stored) {
        if (!(stored.get(StoredForms.TAGS) instanceof Map<?, ?> tags
                && tags.get(StoredForms.CLASSIC_TAG) instanceof Struct classic)) {
            return null;
        }
        List<ClassicTerms.Protocol> protocols = Arrays.stream(classic.getArray("supported_protocols"))
                .map(Struct.class::cast)
                .map(protocol -> new ClassicTerms.Protocol(
                        protocol.getString("name"), Bytes.wrap(Utils.toArray(protocol.getBytes("metadata")))))
                .toList();
        return new ClassicTerms(classic.getInt("session_timeout_ms"), protocols);
    }

    static MemberTerms terms(Struct stored) {
        return new MemberTerms(
                stored.getString("instance_id"),
                stored.getString("rack_id"),
                stored.getString("client_id"),
                stored.getString("client_host"),
                strings(stored, "subscribed_topic_names"),
                stored.getString("subscribed_topic_regex"),
                stored.getInt("rebalance_timeout_ms"),
                stored.getString("server_assignor"),
                classic(stored));
    }

    static Struct target(PartitionSet target) {
        return StoredForms.flexible(StoredForms.TARGET_VALUE).set("topic_partitions", partitions(target));
    }

    static PartitionSet target(Struct stored) {
        return partitions(stored, "topic_partitions");
    }

    static Struct progress(MemberProgress progress) {
        return StoredForms.flexible(StoredForms.PROGRESS_VALUE)
                .set("member_epoch", progress.memberEpoch())
                .set("previous_member_epoch", progress.previousEpoch())
                .set("state", progress.state().stored())
                .set("assigned_partitions", assigned(progress))
                .set("partitions_pending_revocation", pending(progress.pendingRevocation()));
    }

    static MemberProgress progress(Struct stored) {
        return new MemberProgress(
                stored.getInt("member_epoch"),
                stored.getInt("previous_member_epoch"),
                MemberState.of((Byte) stored.get("state")),
                partitions(stored, "assigned_partitions"),
                partitions(stored, "partitions_pending_revocation"),
                assignedSince(stored));
    }

    private static Object[] assigned(MemberProgress progress) {
        return progress.assigned().topicIds().stream()
                .map(topicId -> StoredForms.flexible(StoredForms.ASSIGNED_PARTITIONS)
                        .set("topic_id", topicId)
                        .set(
                                "partitions",
                                progress.assigned().partitions(topicId).toArray())
                        .set(StoredForms.TAGS, epochs(progress, topicId)))
                .toArray();
    }

    private static NavigableMap<Integer, Object> epochs(MemberProgress progress, Uuid topicId) {
        NavigableMap<Integer, Object> tags = new TreeMap<>();
        tags.put(
                StoredForms.ASSIGNMENT_EPOCHS_TAG,
                progress.assigned().partitions(topicId).stream()
                        .map(partition -> progress.assignedSince()
                                .getOrDefault(new PartitionId(topicId, partition), progress.memberEpoch()))
                        .toArray());
        return tags;
    }

    private static Object[] pending(PartitionSet partitions) {
        return partitions.topicIds().stream()
                .map(topicId -> StoredForms.flexible(StoredForms.ASSIGNED_PARTITIONS)
                        .set("topic_id", topicId)
                        .set("partitions", partitions.partitions(topicId).toArray()))
                .toArray();
    }

    /** Before Kafka 4.3 they were not stored. */
    private static HashPMap<PartitionId, Integer> assignedSince(Struct stored) {
        Map<PartitionId, Integer> since = new HashMap<>();
        for (Object topic : stored.getArray("assigned_partitions")) {
            Struct ofTopic = (Struct) topic;
            Object[] partitions = ofTopic.getArray("partitions");
            if (ofTopic.get(StoredForms.TAGS) instanceof Map<?, ?> tags
                    && tags.get(StoredForms.ASSIGNMENT_EPOCHS_TAG) instanceof Object[] epochs
                    && epochs.length == partitions.length) {
                for (int i = 0; i < partitions.length; i++) {
                    since.put(new PartitionId((Uuid) ofTopic.get("topic_id"), (Integer) partitions[i]), (Integer)
                            epochs[i]);
                }
            }
        }
        return HashTreePMap.from(since);
    }

    static List<String> strings(Struct stored, String field) {
        return Arrays.stream(stored.getArray(field)).map(String.class::cast).toList();
    }

    private static Object[] partitions(PartitionSet partitions) {
        return partitions.topicIds().stream()
                .map(topicId -> StoredForms.flexible(StoredForms.TOPIC_PARTITIONS)
                        .set("topic_id", topicId)
                        .set("partitions", partitions.partitions(topicId).toArray()))
                .toArray();
    }

    private static PartitionSet partitions(Struct stored, String field) {
        Map<Uuid, List<Integer>> partitions = new HashMap<>();
        for (Object topic : stored.getArray(field)) {
            Struct ofTopic = (Struct) topic;
            partitions.put(
                    (Uuid) ofTopic.get("topic_id"),
                    Arrays.stream(ofTopic.getArray("partitions"))
                            .map(Integer.class::cast)
                            .toList());
        }
        return PartitionSet.of(partitions);
    }
}
