package io.suiro.cluster;

import java.util.List;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.ConfigResource;
import org.jspecify.annotations.Nullable;

/** One change of the metadata, as it stands in the log; see {@link MetadataRecordCodec} for the bytes. */
public sealed interface MetadataRecord {

    /** The broker is there and not fenced; its epoch is the index of the entry. */
    record BrokerRegistered(
            int id, String host, int port, @Nullable String rack) implements MetadataRecord {}

    record TopicCreated(String name, Uuid id, List<PartitionImage> partitions) implements MetadataRecord {
        public TopicCreated {
            partitions = List.copyOf(partitions);
        }
    }

    /** The topic goes, and with it what was altered of its settings. */
    record TopicDeleted(Uuid id) implements MetadataRecord {}

    /** The first of the partitions gets number {@code firstPartition}, which is how many there were. */
    record PartitionsAdded(Uuid topicId, int firstPartition, List<PartitionImage> partitions)
            implements MetadataRecord {
        public PartitionsAdded {
            partitions = List.copyOf(partitions);
        }
    }

    /** A setting is altered, or with a null value returns to its default. */
    record ConfigChanged(
            ConfigResource resource, String name, @Nullable String value) implements MetadataRecord {}

    /** Producer ids below {@code nextProducerId} are given away, the latest block to the broker. */
    record ProducerIdsAllocated(int brokerId, long nextProducerId) implements MetadataRecord {}
}
