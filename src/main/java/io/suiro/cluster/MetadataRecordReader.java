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
import java.io.DataInputStream;
import java.io.IOException;
import org.apache.kafka.common.Uuid;

/** One record from its bytes, in whichever version it was written; the table is at {@link MetadataRecordCodec}. */
final class MetadataRecordReader {
    private MetadataRecordReader() {}

    static MetadataRecord read(DataInputStream in) throws IOException {
        byte tag = in.readByte();
        byte version = in.readByte();
        if (version < 0 || version > newestVersion(tag)) {
            throw new IOException("a metadata record with tag " + tag + " has version " + version
                    + ", which this version of Suiro cannot read");
        }
        return switch (tag) {
            case MetadataRecordWriter.BROKER_REGISTERED -> readRegistration(in, version);
            case MetadataRecordWriter.BROKER_CHANGED ->
                new BrokerChanged(
                        in.readInt(),
                        in.readLong(),
                        in.readBoolean(),
                        in.readBoolean(),
                        in.readBoolean(),
                        version > 0 && in.readBoolean());
            case MetadataRecordWriter.BROKER_UNREGISTERED -> new BrokerUnregistered(in.readInt());
            case MetadataRecordWriter.TOPIC_CREATED ->
                new TopicCreated(
                        MetadataFields.readString(in),
                        MetadataFields.readUuid(in),
                        MetadataFields.readPartitions(in, version));
            case MetadataRecordWriter.TOPIC_DELETED -> new TopicDeleted(MetadataFields.readUuid(in));
            case MetadataRecordWriter.PARTITIONS_ADDED ->
                new PartitionsAdded(
                        MetadataFields.readUuid(in), in.readInt(), MetadataFields.readPartitions(in, version));
            case MetadataRecordWriter.PARTITION_CHANGED ->
                new PartitionChanged(MetadataFields.readUuid(in), in.readInt(), MetadataFields.readPartition(in, 1));
            case MetadataRecordWriter.CONFIG_CHANGED ->
                new ConfigChanged(
                        MetadataFields.readResource(in),
                        MetadataFields.readString(in),
                        MetadataFields.readNullableString(in));
            case MetadataRecordWriter.PRODUCER_IDS_ALLOCATED -> new ProducerIdsAllocated(in.readInt(), in.readLong());
            default -> new VotersChanged(MetadataFields.readVoters(in));
        };
    }

    private static int newestVersion(byte tag) throws IOException {
        return switch (tag) {
            case MetadataRecordWriter.BROKER_REGISTERED,
                    MetadataRecordWriter.TOPIC_CREATED,
                    MetadataRecordWriter.PARTITIONS_ADDED,
                    MetadataRecordWriter.BROKER_CHANGED -> 1;
            case MetadataRecordWriter.TOPIC_DELETED,
                    MetadataRecordWriter.CONFIG_CHANGED,
                    MetadataRecordWriter.PRODUCER_IDS_ALLOCATED,
                    MetadataRecordWriter.BROKER_UNREGISTERED,
                    MetadataRecordWriter.PARTITION_CHANGED,
                    MetadataRecordWriter.VOTERS_CHANGED -> 0;
            default ->
                throw new IOException("a metadata record has tag " + tag + ", which this version of Suiro cannot read");
        };
    }

    private static BrokerRegistered readRegistration(DataInputStream in, byte version) throws IOException {
        int id = in.readInt();
        if (version == 0) {
            return new BrokerRegistered(
                    id,
                    Uuid.ZERO_UUID,
                    Uuid.ZERO_UUID,
                    Uuid.ZERO_UUID,
                    MetadataFields.readString(in),
                    in.readInt(),
                    "",
                    -1,
                    MetadataFields.readNullableString(in),
                    false);
        }
        return new BrokerRegistered(
                id,
                MetadataFields.readUuid(in),
                MetadataFields.readUuid(in),
                MetadataFields.readUuid(in),
                MetadataFields.readString(in),
                in.readInt(),
                MetadataFields.readString(in),
                in.readInt(),
                MetadataFields.readNullableString(in),
                in.readBoolean());
    }
}
