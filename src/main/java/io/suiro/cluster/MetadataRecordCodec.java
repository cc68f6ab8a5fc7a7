package io.suiro.cluster;

import io.suiro.cluster.MetadataRecord.VotersChanged;
import io.suiro.cluster.raft.Voter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An entry of the metadata log: the records of one command, which take effect together.
 *
 * <pre>
 * entry   count int, records
 * record  tag byte, version byte, fields
 *         1 BrokerRegistered 0    id int, host string, port int, rack string; unfenced
 *         1 BrokerRegistered 1    id int, incarnation uuid, directory id uuid, log directory id uuid, host string,
 *                                 port int, peer host string, peer port int, rack string, fenced boolean
 *         2 TopicCreated 0, 1     name string, id uuid, partitions
 *         3 TopicDeleted 0        id uuid
 *         4 PartitionsAdded 0, 1  topic id uuid, first partition int, partitions
 *         5 ConfigChanged 0       resource type byte (Kafka's id), resource name string, name string, value string
 *         6 ProducerIdsAllocated 0  broker id int, next producer id long
 *         7 BrokerChanged 0, 1    id int, broker epoch long, fenced boolean, shutting down boolean, cordoned boolean;
 *                                 1: removed from voters boolean
 *         8 BrokerUnregistered 0  id int
 *         9 PartitionChanged 0    topic id uuid, partition int, partition of version 1
 *        10 VotersChanged 0       count int; by id: id int, directory id uuid
 * partition of version 0  leader int, replicas int list, isr int list, leader epoch int, partition epoch int
 * partition of version 1  as 0, then elr int list, last known leader int, adding int list, removing int list
 * </pre>
 *
 * The newest version is written. VotersChanged stands first in its entry, so that Raft can tell by four bytes and a tag
 * which entries change the voters. A tag or version that is not known here was written by a newer Suiro: reading stops
 * with an {@link IOException} that says so, because to skip a change would be to fork the metadata.
 */
final class MetadataRecordCodec {
    private MetadataRecordCodec() {}

    static byte[] encode(List<MetadataRecord> records) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeInt(records.size());
            for (int i = 0; i < records.size(); i++) {
                if (i > 0 && records.get(i) instanceof VotersChanged) {
                    throw new IllegalArgumentException("voters change behind other records: " + records);
                }
                MetadataRecordWriter.write(out, records.get(i));
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
                records.add(MetadataRecordReader.read(in));
            }
            if (in.available() > 0) {
                throw new IOException(in.available() + " bytes behind the last record of a metadata entry");
            }
            return records;
        }
    }

    /** The voters from this entry on, null if it does not change them; an entry that does not is not read. */
    static @Nullable List<Voter> voters(byte[] entry) throws IOException {
        boolean changes = entry.length > Integer.BYTES
                && ByteBuffer.wrap(entry).getInt() > 0
                && entry[Integer.BYTES] == MetadataRecordWriter.VOTERS_CHANGED;
        return changes && decode(entry).getFirst() instanceof VotersChanged changed ? changed.voters() : null;
    }
}
