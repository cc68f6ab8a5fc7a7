package io.suiro.cluster.kraft;

import java.util.List;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.ConfigResource;
import org.jspecify.annotations.Nullable;

/** One record of Kafka's metadata log, as far as it matters here; see {@link KraftRecordReader} for the bytes. */
sealed interface KraftRecord {

    /** What lies between BEGIN and END counts once END does; if ABORT comes, never (KIP-868). */
    enum TransactionMark implements KraftRecord {
        BEGIN,
        END,
        ABORT
    }

    /** Something becomes different. */
    sealed interface Change extends KraftRecord {}

    record TopicCreated(String name, Uuid id) implements Change {}

    /** The topic goes, and with it its partitions and what was altered of its settings. */
    record TopicRemoved(Uuid id) implements Change {}

    /** A partition is there, or is as a snapshot has it. */
    record PartitionStored(Uuid topicId, int partition, KraftPartition state) implements Change {}

    /**
     * What has changed of a partition; null where nothing has.
     *
     * @param newLeader whether the leader was elected anew, be it the same one, or lost
     */
    record PartitionChanged(
            Uuid topicId,
            int partition,
            boolean newLeader,
            @Nullable List<Integer> replicas,
            @Nullable List<Integer> isr,
            @Nullable List<Integer> elr,
            @Nullable List<Uuid> directories)
            implements Change {}

    /** Eligible leader replicas are forgotten: of the topic, or, with an empty name, of all. */
    record ElrCleared(String topic) implements Change {}

    /** A setting is altered, or with a null value returns to its default. */
    record ConfigChanged(
            ConfigResource resource, String name, @Nullable String value) implements Change {}

    /** Producer ids below are given away. */
    record ProducerIdsAllocated(long nextProducerId) implements Change {}

    /** A level of 0 means that the feature is off. */
    record FeatureSet(String name, short level) implements Change {}

    /** Something is there, or with {@code removed} no longer, that is not taken over; the key tells it from others. */
    record OtherChanged(KraftImage.Other kind, String key, boolean removed) implements Change {}

    /** Of no consequence to a broker that is alone: brokers and controllers that come and go, and nothing at all. */
    record Nothing() implements Change {}
}
