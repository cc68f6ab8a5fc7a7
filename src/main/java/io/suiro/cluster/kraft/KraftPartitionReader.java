package io.suiro.cluster.kraft;

import io.suiro.cluster.kraft.KraftRecord.PartitionChanged;
import io.suiro.cluster.kraft.KraftRecord.PartitionStored;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/**
 * The two records about a partition in Kafka's metadata log.
 *
 * <pre>
 * 3 Partition         partition int32, topic id uuid, replicas, isr, removing replicas, adding replicas int32 arrays,
 *                     leader int32, leader epoch int32, partition epoch int32, directories uuid array (version 1 on);
 *                     tagged: 0 recovery state int8, 1 eligible leader replicas, 2 those known last
 * 5 PartitionChange   partition int32, topic id uuid;
 *                     tagged: 0 isr, 1 leader int32 (-2: the same), 2 replicas, 3 removing, 4 adding replicas,
 *                     5 recovery state, 6 eligible leader replicas, 7 those known last, 8 directories
 * </pre>
 *
 * Tagged arrays may be null. A change that says who leads counts the leader epoch up by one.
 * Source: PartitionRecord.json, PartitionChangeRecord.json; KIP-858, KIP-966.
 */
final class KraftPartitionReader {
    private static final int STORED_ELR = 1;
    private static final int CHANGED_ISR = 0;
    private static final int CHANGED_LEADER = 1;
    private static final int CHANGED_REPLICAS = 2;
    private static final int CHANGED_ELR = 6;
    private static final int CHANGED_DIRECTORIES = 8;
    private static final int SAME_LEADER = -2;
    private static final int DIRECTORIES_FROM = 1;

    private KraftPartitionReader() {}

    static PartitionStored stored(int version, KraftFields fields) {
        int partition = fields.int32();
        Uuid topicId = fields.uuid();
        List<Integer> replicas = fields.int32s();
        List<Integer> isr = fields.int32s();
        fields.int32s();
        fields.int32s();
        fields.int32();
        int leaderEpoch = fields.int32();
        fields.int32();
        List<Uuid> directories = version >= DIRECTORIES_FROM ? fields.uuids() : List.of();
        List<Integer> elr = int32s(fields.tagged(), STORED_ELR);
        return new PartitionStored(
                topicId,
                partition,
                new KraftPartition(replicas, isr, elr == null ? List.of() : elr, leaderEpoch, directories));
    }

    static PartitionChanged changed(KraftFields fields) {
        int partition = fields.int32();
        Uuid topicId = fields.uuid();
        Map<Integer, KraftFields> tagged = fields.tagged();
        KraftFields leader = tagged.get(CHANGED_LEADER);
        KraftFields directories = tagged.get(CHANGED_DIRECTORIES);
        return new PartitionChanged(
                topicId,
                partition,
                leader != null && leader.int32() != SAME_LEADER,
                int32s(tagged, CHANGED_REPLICAS),
                int32s(tagged, CHANGED_ISR),
                int32s(tagged, CHANGED_ELR),
                directories == null ? null : directories.nullableUuids());
    }

    private static @Nullable List<Integer> int32s(Map<Integer, KraftFields> tagged, int tag) {
        KraftFields field = tagged.get(tag);
        return field == null ? null : field.nullableInt32s();
    }
}
