package io.suiro.cluster.raft;

import io.suiro.base.Disk;
import io.suiro.base.NumberedName;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/**
 * Names and small parts of the files in the metadata directory.
 *
 * <pre>
 * meta                      magic "SUMI" int, version short, length of the cluster id int, cluster id; since version 2: directory
 *                           id uuid, byte 1 if the directory founded the cluster, or 0; crc int
 * vote                      magic "SUMV" int, version short, term long, id of the node voted for int (-1: none), its
 *                           directory id uuid, crc int
 * (first index).log         magic "SUML" int, version short, first index long, crc int; then {@link MetadataFrame}s
 * (last index).snapshot     magic "SUMS" int, version short, last index long, term long, length int, state, crc int
 * </pre>
 *
 * Indexes in names have 20 digits. Each CRC-32C covers all bytes before it. Integers are big-endian, a
 * uuid is two longs.
 */
public final class MetadataFiles {
    public static final int LOG_HEADER_BYTES = 18;
    private static final int META_MAGIC = 0x53554d49;
    private static final int LOG_MAGIC = 0x53554d4c;
    private static final int SNAPSHOT_MAGIC = 0x53554d53;
    private static final int VOTE_MAGIC = 0x53554d56;
    private static final short VERSION = 1;
    private static final short META_VERSION = 2;

    private MetadataFiles() {}

    /**
     * What a directory is.
     *
     * @param directoryId null in a file of version 1
     * @param founder whether it founded the cluster, as each of version 1 did
     */
    public record Meta(String clusterId, @Nullable Uuid directoryId, boolean founder) {}

    record Vote(long term, @Nullable Voter vote) {}

    public static Path meta(Path directory) {
        return directory.resolve("meta");
    }

    static Path vote(Path directory) {
        return directory.resolve("vote");
    }

    public static Path log(Path directory, long firstIndex) {
        return directory.resolve(NumberedName.of(firstIndex, ".log"));
    }

    public static Path snapshot(Path directory, long lastIndex) {
        return directory.resolve(NumberedName.of(lastIndex, ".snapshot"));
    }

    /** The index that a log's or snapshot's name carries. */
    static long index(Path file) {
        return NumberedName.number(file.getFileName().toString());
    }

    /** Files of one kind, ordered by index; whatever else lies in the directory is not ours to judge. */
    public static List<Path> list(Disk disk, Path directory, String suffix) throws IOException {
        return disk.list(directory).stream()
                .map(directory::resolve)
                .filter(path -> path.getFileName().toString().matches("\\d{20}\\." + suffix))
                .sorted(Comparator.comparing(path -> path.getFileName().toString()))
                .toList();
    }

    /** Of version 1, for a directory that has no id yet: it gets one when it is opened. */
    public static byte[] encodeMeta(String clusterId) {
        byte[] id = clusterId.getBytes(StandardCharsets.UTF_8);
        ByteBuffer buffer = ByteBuffer.allocate(14 + id.length);
        buffer.putInt(META_MAGIC).putShort(VERSION).putInt(id.length).put(id);
        return sealed(buffer);
    }

    static byte[] encodeMeta(String clusterId, Uuid directoryId, boolean founder) {
        byte[] id = clusterId.getBytes(StandardCharsets.UTF_8);
        ByteBuffer buffer = ByteBuffer.allocate(14 + id.length + 17);
        buffer.putInt(META_MAGIC).putShort(META_VERSION).putInt(id.length).put(id);
        putUuid(buffer, directoryId).put((byte) (founder ? 1 : 0));
        return sealed(buffer);
    }

    public static Meta readMeta(Disk disk, Path file) throws IOException {
        ByteBuffer buffer = open(file, disk.readAll(file), META_MAGIC, META_VERSION);
        boolean old = buffer.getShort(4) == VERSION;
        String clusterId = new String(bytes(file, buffer, old ? 0 : 17), StandardCharsets.UTF_8);
        return old ? new Meta(clusterId, null, true) : new Meta(clusterId, getUuid(buffer), buffer.get() != 0);
    }

    static byte[] encodeVote(long term, @Nullable Voter vote) {
        ByteBuffer buffer = ByteBuffer.allocate(38);
        buffer.putInt(VOTE_MAGIC).putShort(VERSION).putLong(term).putInt(vote == null ? -1 : vote.id());
        putUuid(buffer, vote == null ? Uuid.ZERO_UUID : vote.directoryId());
        return sealed(buffer);
    }

    static Vote readVote(Disk disk, Path file) throws IOException {
        ByteBuffer buffer = open(file, disk.readAll(file), VOTE_MAGIC, VERSION);
        if (buffer.remaining() != 28) {
            throw new MetadataCorruptException(file, "has another length than it must have");
        }
        long term = buffer.getLong();
        int id = buffer.getInt();
        Uuid directoryId = getUuid(buffer);
        return new Vote(term, id == -1 ? null : new Voter(id, directoryId));
    }

    private static ByteBuffer putUuid(ByteBuffer buffer, Uuid id) {
        return buffer.putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits());
    }

    private static Uuid getUuid(ByteBuffer buffer) {
        return new Uuid(buffer.getLong(), buffer.getLong());
    }

    public static byte[] encodeLogHeader(long firstIndex) {
        ByteBuffer buffer = ByteBuffer.allocate(LOG_HEADER_BYTES);
        buffer.putInt(LOG_MAGIC).putShort(VERSION).putLong(firstIndex);
        return sealed(buffer);
    }

    /** First index of a log file, or null if its header was not completely written. */
    static @Nullable Long readLogHeader(Path file, byte[] content) throws IOException {
        if (content.length < LOG_HEADER_BYTES) {
            return null;
        }
        ByteBuffer header = ByteBuffer.wrap(content, 0, LOG_HEADER_BYTES);
        int crc = MetadataFrame.crc(header, 0, LOG_HEADER_BYTES - Integer.BYTES);
        if (header.getInt(LOG_HEADER_BYTES - Integer.BYTES) != crc) {
            return null;
        }
        checkKind(file, header, LOG_MAGIC, VERSION);
        return header.getLong();
    }

    public static byte[] encodeSnapshot(Snapshot snapshot) {
        ByteBuffer buffer = ByteBuffer.allocate(30 + snapshot.state().length);
        buffer.putInt(SNAPSHOT_MAGIC)
                .putShort(VERSION)
                .putLong(snapshot.index())
                .putLong(snapshot.term());
        buffer.putInt(snapshot.state().length).put(snapshot.state());
        return sealed(buffer);
    }

    public static Snapshot readSnapshot(Disk disk, Path file) throws IOException {
        ByteBuffer buffer = open(file, disk.readAll(file), SNAPSHOT_MAGIC, VERSION);
        if (buffer.remaining() < 2 * Long.BYTES) {
            throw new MetadataCorruptException(file, "is too short");
        }
        return new Snapshot(buffer.getLong(), buffer.getLong(), bytes(file, buffer, 0));
    }

    private static byte[] sealed(ByteBuffer buffer) {
        int end = buffer.position();
        buffer.putInt(MetadataFrame.crc(buffer, 0, end));
        byte[] bytes = new byte[buffer.capacity()];
        buffer.get(0, bytes);
        return bytes;
    }

    /** The content behind magic and version and before the CRC. */
    private static ByteBuffer open(Path file, byte[] content, int magic, short newest) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(content);
        int end = content.length - Integer.BYTES;
        if (end < 6 || buffer.getInt(end) != MetadataFrame.crc(buffer, 0, end)) {
            throw new MetadataCorruptException(file, "is damaged: its checksum does not match its content");
        }
        checkKind(file, buffer, magic, newest);
        return buffer.limit(end);
    }

    private static void checkKind(Path file, ByteBuffer buffer, int magic, short newest) throws IOException {
        if (buffer.getInt() != magic) {
            throw new MetadataCorruptException(file, "is not what its name says: the magic number is another");
        }
        short version = buffer.getShort();
        if (version < VERSION || version > newest) {
            throw new MetadataCorruptException(
                    file, "has version " + version + ", which this version of Suiro cannot read");
        }
    }

    /** A length and as many bytes, behind which so many are left. */
    private static byte[] bytes(Path file, ByteBuffer buffer, int left) throws IOException {
        if (buffer.remaining() < Integer.BYTES || buffer.getInt() != buffer.remaining() - left) {
            throw new MetadataCorruptException(file, "announces another length than it has");
        }
        byte[] bytes = new byte[buffer.remaining() - left];
        buffer.get(bytes);
        return bytes;
    }
}
