package io.suiro.cluster;

import io.suiro.cluster.raft.Voter;
import java.util.Comparator;
import java.util.List;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.ConfigResource;
import org.jspecify.annotations.Nullable;

/** One change of the metadata, as it stands in the log; see {@link MetadataRecordCodec} for the bytes. */
public sealed interface MetadataRecord {

    /**
     * A new life of the broker; its epoch is the index of the entry. It is cordoned if its settings say so.
     *
     * @param fenced not in the records of a Suiro that knew only one broker
     */
    record BrokerRegistered(
            int id,
            Uuid incarnation,
            Uuid directoryId,
            Uuid logDirectoryId,
            String host,
            int port,
            String peerHost,
            int peerPort,
            @Nullable String rack,
            boolean fenced)
            implements MetadataRecord {}

    /** What the cluster thinks of a broker, in the life of that epoch. */
    record BrokerChanged(
            int id, long brokerEpoch, boolean fenced, boolean shuttingDown, boolean cordoned, boolean removedFromVoters)
            implements MetadataRecord {}

    record BrokerUnregistered(int id) implements MetadataRecord {}

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

    /** The partition is from now on as {@code after}, whose partition epoch is one more than before. */
    record PartitionChanged(Uuid topicId, int partition, PartitionImage after) implements MetadataRecord {}

    /** A setting is altered, or with a null value returns to its default. */
    record ConfigChanged(
            ConfigResource resource, String name, @Nullable String value) implements MetadataRecord {}

    /** Producer ids below {@code nextProducerId} are given away, the latest block to the broker. */
    record ProducerIdsAllocated(int brokerId, long nextProducerId) implements MetadataRecord {}

    /** Who votes from this entry on, whether or not it is committed; stands first in its entry. */
    record VotersChanged(List<Voter> voters) implements MetadataRecord {
        public VotersChanged {
            voters = voters.stream().sorted(Comparator.comparing(Voter::id)).toList();
        }
    }
}
