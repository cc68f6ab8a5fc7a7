package io.suiro.coordinator.group.consumer;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.protocol.types.Struct;

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
                .set("server_assignor", terms.serverAssignor());
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
                stored.getString("server_assignor"));
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
                .set("assigned_partitions", partitions(progress.assigned()))
                .set("partitions_pending_revocation", partitions(progress.pendingRevocation()));
    }

    static MemberProgress progress(Struct stored) {
        return new MemberProgress(
                stored.getInt("member_epoch"),
                stored.getInt("previous_member_epoch"),
                MemberState.of((Byte) stored.get("state")),
                partitions(stored, "assigned_partitions"),
                partitions(stored, "partitions_pending_revocation"));
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
