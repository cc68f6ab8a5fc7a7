package io.suiro.cluster;

import io.suiro.cluster.MetadataRecord.BrokerRegistered;
import io.suiro.cluster.MetadataRecord.ConfigChanged;
import io.suiro.cluster.MetadataRecord.PartitionsAdded;
import io.suiro.cluster.MetadataRecord.ProducerIdsAllocated;
import io.suiro.cluster.MetadataRecord.TopicCreated;
import io.suiro.cluster.MetadataRecord.TopicDeleted;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.config.ConfigResource;

/**
 * An entry of the metadata log: the records of one command, which take effect together.
 *
 * <pre>
 * entry   count int, records
 * record  tag byte, version byte, fields
 *         1 BrokerRegistered      id int, host string, port int, rack string
 *         2 TopicCreated          name string, id uuid, partitions
 *         3 TopicDeleted          id uuid
 *         4 PartitionsAdded       topic id uuid, first partition int, partitions
 *         5 ConfigChanged         resource type byte (Kafka's id), resource name string, name string, value string
 *         6 ProducerIdsAllocated  broker id int, next producer id long
 * partition  leader int, replicas int list, isr int list, leader epoch int, partition epoch int
 * </pre>
 *
 * A tag or version that is not known here was written by a newer Suiro: reading stops with an {@link IOException} that
 * says so, because to skip a change would be to fork the metadata.
 */
final class MetadataRecordCodec {
    private static final byte VERSION = 0;

    private static final byte BROKER_REGISTERED = 1;
    private static final byte TOPIC_CREATED = 2;
    private static final byte TOPIC_DELETED = 3;
    private static final byte PARTITIONS_ADDED = 4;
    private static final byte CONFIG_CHANGED = 5;
    private static final byte PRODUCER_IDS_ALLOCATED = 6;

    private MetadataRecordCodec() {}

    static byte[] encode(List<MetadataRecord> records) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeInt(records.size());
            for (MetadataRecord record : records) {
                write(out, record);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory cannot fail", e);
        }
        return bytes.toByteArray();
    }

    static List<MetadataRecord> decode(byte[] entry) throws IOException {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(entry))) {
            int count = MetadataFields.readCount(in, 2);
            List<MetadataRecord> records = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                records.add(read(in));
            }
            if (in.available() > 0) {
                throw new IOException(in.available() + " bytes behind the last record of a metadata entry");
            }
            return records;
        }
    }

    private static void write(DataOutputStream out, MetadataRecord record) throws IOException {
        switch (record) {
            case BrokerRegistered broker -> {
                start(out, BROKER_REGISTERED);
                out.writeInt(broker.id());
                MetadataFields.writeString(out, broker.host());
                out.writeInt(broker.port());
                MetadataFields.writeString(out, broker.rack());
            }
            case TopicCreated topic -> {
                start(out, TOPIC_CREATED);
                MetadataFields.writeString(out, topic.name());
                MetadataFields.writeUuid(out, topic.id());
                MetadataFields.writePartitions(out, topic.partitions());
            }
            case TopicDeleted topic -> {
                start(out, TOPIC_DELETED);
                MetadataFields.writeUuid(out, topic.id());
            }
            case PartitionsAdded added -> {
                start(out, PARTITIONS_ADDED);
                MetadataFields.writeUuid(out, added.topicId());
                out.writeInt(added.firstPartition());
                MetadataFields.writePartitions(out, added.partitions());
            }
            case ConfigChanged config -> {
                start(out, CONFIG_CHANGED);
                out.writeByte(config.resource().type().id());
                MetadataFields.writeString(out, config.resource().name());
                MetadataFields.writeString(out, config.name());
                MetadataFields.writeString(out, config.value());
            }
            case ProducerIdsAllocated ids -> {
                start(out, PRODUCER_IDS_ALLOCATED);
                out.writeInt(ids.brokerId());
                out.writeLong(ids.nextProducerId());
            }
        }
    }

    private static void start(DataOutputStream out, byte tag) throws IOException {
        out.writeByte(tag);
        out.writeByte(VERSION);
    }

    private static MetadataRecord read(DataInputStream in) throws IOException {
        byte tag = in.readByte();
        byte version = in.readByte();
        if (version != VERSION) {
            throw new IOException("a metadata record with tag " + tag + " has version " + version
                    + ", which this version of Suiro cannot read");
        }
        return switch (tag) {
            case BROKER_REGISTERED ->
                new BrokerRegistered(
                        in.readInt(),
                        MetadataFields.readString(in),
                        in.readInt(),
                        MetadataFields.readNullableString(in));
            case TOPIC_CREATED ->
                new TopicCreated(
                        MetadataFields.readString(in), MetadataFields.readUuid(in), MetadataFields.readPartitions(in));
            case TOPIC_DELETED -> new TopicDeleted(MetadataFields.readUuid(in));
            case PARTITIONS_ADDED ->
                new PartitionsAdded(MetadataFields.readUuid(in), in.readInt(), MetadataFields.readPartitions(in));
            case CONFIG_CHANGED ->
                new ConfigChanged(
                        new ConfigResource(ConfigResource.Type.forId(in.readByte()), MetadataFields.readString(in)),
                        MetadataFields.readString(in),
                        MetadataFields.readNullableString(in));
            case PRODUCER_IDS_ALLOCATED -> new ProducerIdsAllocated(in.readInt(), in.readLong());
            default ->
                throw new IOException("a metadata record has tag " + tag + ", which this version of Suiro cannot read");
        };
    }
}
