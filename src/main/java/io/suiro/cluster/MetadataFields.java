package io.suiro.cluster;

import io.suiro.cluster.raft.Voter;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.ConfigResource;
import org.jspecify.annotations.Nullable;

/**
 * Fields that log entries, snapshots and commands have in common. Integers are big-endian; a string is its length in bytes (int,
 * -1 for null) and UTF-8; a list is its count (int) and its items; a uuid is two longs.
 */
final class MetadataFields {
    private MetadataFields() {}

    static void writeString(DataOutput out, @Nullable String text) throws IOException {
        if (text == null) {
            out.writeInt(-1);
            return;
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    static @Nullable String readNullableString(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length == -1) {
            return null;
        }
        checkLeft(in, length, 1);
        byte[] bytes = new byte[length];
        in.readFully(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    static String readString(DataInputStream in) throws IOException {
        String text = readNullableString(in);
        if (text == null) {
            throw new IOException("null where a text is required");
        }
        return text;
    }

    static void writeUuid(DataOutput out, Uuid id) throws IOException {
        out.writeLong(id.getMostSignificantBits());
        out.writeLong(id.getLeastSignificantBits());
    }

    static Uuid readUuid(DataInput in) throws IOException {
        return new Uuid(in.readLong(), in.readLong());
    }

    static void writePartitions(DataOutput out, List<PartitionImage> partitions) throws IOException {
        out.writeInt(partitions.size());
        for (PartitionImage partition : partitions) {
            writePartition(out, partition);
        }
    }

    static void writePartition(DataOutput out, PartitionImage partition) throws IOException {
        out.writeInt(partition.leader());
        writeInts(out, partition.replicas());
        writeInts(out, partition.isr());
        out.writeInt(partition.leaderEpoch());
        out.writeInt(partition.partitionEpoch());
        writeInts(out, partition.elr());
        out.writeInt(partition.lastKnownLeader());
        writeInts(out, partition.adding());
        writeInts(out, partition.removing());
    }

    /** @param version 0 without and 1 with what follows the partition epoch */
    static List<PartitionImage> readPartitions(DataInputStream in, int version) throws IOException {
        int count = readCount(in, 20);
        List<PartitionImage> partitions = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            partitions.add(readPartition(in, version));
        }
        return partitions;
    }

    static PartitionImage readPartition(DataInputStream in, int version) throws IOException {
        int leader = in.readInt();
        List<Integer> replicas = readInts(in);
        List<Integer> isr = readInts(in);
        int leaderEpoch = in.readInt();
        int partitionEpoch = in.readInt();
        if (version == 0) {
            return new PartitionImage(leader, replicas, isr, leaderEpoch, partitionEpoch);
        }
        return new PartitionImage(
                leader,
                replicas,
                isr,
                readInts(in),
                in.readInt(),
                readInts(in),
                readInts(in),
                leaderEpoch,
                partitionEpoch);
    }

    static void writeResource(DataOutput out, ConfigResource resource) throws IOException {
        out.writeByte(resource.type().id());
        writeString(out, resource.name());
    }

    static ConfigResource readResource(DataInputStream in) throws IOException {
        return new ConfigResource(ConfigResource.Type.forId(in.readByte()), readString(in));
    }

    static void writeVoters(DataOutput out, List<Voter> voters) throws IOException {
        out.writeInt(voters.size());
        for (Voter voter : voters) {
            out.writeInt(voter.id());
            writeUuid(out, voter.directoryId());
        }
    }

    static List<Voter> readVoters(DataInputStream in) throws IOException {
        int count = readCount(in, Integer.BYTES + 2 * Long.BYTES);
        List<Voter> voters = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            voters.add(new Voter(in.readInt(), readUuid(in)));
        }
        return voters;
    }

    /** A count of items that take at least so many bytes each; nothing is allocated for what cannot be there. */
    static int readCount(DataInputStream in, int leastBytes) throws IOException {
        int count = in.readInt();
        checkLeft(in, count, leastBytes);
        return count;
    }

    static void writeInts(DataOutput out, List<Integer> values) throws IOException {
        out.writeInt(values.size());
        for (int value : values) {
            out.writeInt(value);
        }
    }

    static List<Integer> readInts(DataInputStream in) throws IOException {
        int count = readCount(in, Integer.BYTES);
        List<Integer> values = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            values.add(in.readInt());
        }
        return values;
    }

    private static void checkLeft(DataInputStream in, int count, int leastBytes) throws IOException {
        if (count < 0 || (long) count * leastBytes > in.available()) {
            throw new IOException("a length of " + count + " where " + in.available() + " bytes are left");
        }
    }
}
