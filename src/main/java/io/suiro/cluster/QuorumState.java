package io.suiro.cluster;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.Uuid;

/**
 * The voters and learners of the metadata log at one moment, as the controller sees them.
 *
 * @param commitIndex last index that is safe
 */
public record QuorumState(int leaderId, long term, long commitIndex, List<Replica> replicas) {
    public QuorumState {
        replicas = List.copyOf(replicas);
    }

    /**
     * A copy of the log.
     *
     * @param lastIndex known to be the leader's up to here, -1 for nothing
     * @param heardMs when it was last heard of, milliseconds since the epoch; -1 never
     * @param caughtUpMs when it last had everything, likewise
     */
    public record Replica(int id, Uuid directoryId, boolean votes, long lastIndex, long heardMs, long caughtUpMs) {}

    byte[] encode() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeInt(leaderId);
            out.writeLong(term);
            out.writeLong(commitIndex);
            out.writeInt(replicas.size());
            for (Replica replica : replicas) {
                out.writeInt(replica.id);
                MetadataFields.writeUuid(out, replica.directoryId);
                out.writeBoolean(replica.votes);
                out.writeLong(replica.lastIndex);
                out.writeLong(replica.heardMs);
                out.writeLong(replica.caughtUpMs);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory cannot fail", e);
        }
        return bytes.toByteArray();
    }

    static QuorumState decode(byte[] bytes) throws IOException {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            int leaderId = in.readInt();
            long term = in.readLong();
            long commitIndex = in.readLong();
            int count = MetadataFields.readCount(in, 45);
            List<Replica> replicas = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                replicas.add(new Replica(
                        in.readInt(),
                        MetadataFields.readUuid(in),
                        in.readBoolean(),
                        in.readLong(),
                        in.readLong(),
                        in.readLong()));
            }
            return new QuorumState(leaderId, term, commitIndex, replicas);
        }
    }
}
