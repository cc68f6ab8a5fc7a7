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
import java.io.DataOutputStream;
import java.io.IOException;

/** One record's bytes, in its newest version; the table is at {@link MetadataRecordCodec}. */
final class MetadataRecordWriter {
    static final byte BROKER_REGISTERED = 1;
    static final byte TOPIC_CREATED = 2;
    static final byte TOPIC_DELETED = 3;
    static final byte PARTITIONS_ADDED = 4;
    static final byte CONFIG_CHANGED = 5;
    static final byte PRODUCER_IDS_ALLOCATED = 6;
    static final byte BROKER_CHANGED = 7;
    static final byte BROKER_UNREGISTERED = 8;
    static final byte PARTITION_CHANGED = 9;
    static final byte VOTERS_CHANGED = 10;

    private MetadataRecordWriter() {}

    static void write(DataOutputStream out, MetadataRecord record) throws IOException {
        switch (record) {
            case BrokerRegistered broker -> {
                start(out, BROKER_REGISTERED, 1);
                write(out, broker);
            }
            case BrokerChanged broker -> {
                start(out, BROKER_CHANGED, 1);
                out.writeInt(broker.id());
                out.writeLong(broker.brokerEpoch());
                out.writeBoolean(broker.fenced());
                out.writeBoolean(broker.shuttingDown());
                out.writeBoolean(broker.cordoned());
                out.writeBoolean(broker.removedFromVoters());
            }
            case BrokerUnregistered broker -> {
                start(out, BROKER_UNREGISTERED, 0);
                out.writeInt(broker.id());
            }
            case TopicCreated topic -> {
                start(out, TOPIC_CREATED, 1);
                MetadataFields.writeString(out, topic.name());
                MetadataFields.writeUuid(out, topic.id());
                MetadataFields.writePartitions(out, topic.partitions());
            }
            case TopicDeleted topic -> {
                start(out, TOPIC_DELETED, 0);
                MetadataFields.writeUuid(out, topic.id());
            }
            case PartitionsAdded added -> {
                start(out, PARTITIONS_ADDED, 1);
                MetadataFields.writeUuid(out, added.topicId());
                out.writeInt(added.firstPartition());
                MetadataFields.writePartitions(out, added.partitions());
            }
            case PartitionChanged changed -> {
                start(out, PARTITION_CHANGED, 0);
                MetadataFields.writeUuid(out, changed.topicId());
                out.writeInt(changed.partition());
                MetadataFields.writePartition(out, changed.after());
            }
            case ConfigChanged config -> {
                start(out, CONFIG_CHANGED, 0);
                MetadataFields.writeResource(out, config.resource());
                MetadataFields.writeString(out, config.name());
                MetadataFields.writeString(out, config.value());
            }
            case ProducerIdsAllocated ids -> {
                start(out, PRODUCER_IDS_ALLOCATED, 0);
                out.writeInt(ids.brokerId());
                out.writeLong(ids.nextProducerId());
            }
            case VotersChanged changed -> {
                start(out, VOTERS_CHANGED, 0);
                MetadataFields.writeVoters(out, changed.voters());
            }
        }
    }

    private static void write(DataOutputStream out, BrokerRegistered broker) throws IOException {
        out.writeInt(broker.id());
        MetadataFields.writeUuid(out, broker.incarnation());
        MetadataFields.writeUuid(out, broker.directoryId());
        MetadataFields.writeUuid(out, broker.logDirectoryId());
        MetadataFields.writeString(out, broker.host());
        out.writeInt(broker.port());
        MetadataFields.writeString(out, broker.peerHost());
        out.writeInt(broker.peerPort());
        MetadataFields.writeString(out, broker.rack());
        out.writeBoolean(broker.fenced());
    }

    private static void start(DataOutputStream out, byte tag, int version) throws IOException {
        out.writeByte(tag);
        out.writeByte(version);
    }
}
