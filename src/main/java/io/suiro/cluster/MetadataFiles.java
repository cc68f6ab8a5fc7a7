package io.suiro.cluster;

import io.suiro.base.Disk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Names and small parts of the files in the metadata directory.
 *
 * <pre>
 * meta                      magic "SUMI" int, version short, length of the cluster id int, cluster id, crc int
 * (first index).log         magic "SUML" int, version short, first index long, crc int; then {@link MetadataFrame}s
 * (last index).snapshot     magic "SUMS" int, version short, last index long, term long, length int, state, crc int
 * </pre>
 *
 * Indexes in names have 20 digits. Each CRC-32C covers all bytes before it. Integers are big-endian.
 */
final class MetadataFiles {
    static final int LOG_HEADER_BYTES = 18;
    private static final int META_MAGIC = 0x53554d49;
    private static final int LOG_MAGIC = 0x53554d4c;
    private static final int SNAPSHOT_MAGIC = 0x53554d53;
    private static final short VERSION = 1;

    private MetadataFiles() {}

    /** The state at the index, which is that of the last entry it covers. */
    static final class Snapshot {
        private final long index;
        private final long term;
        private final byte[] state;

        Snapshot(long index, long term, byte[] state) {
            this.index = index;
            this.term = term;
            this.state = state;
        }

        long index() {
            return index;
        }

        long term() {
            return term;
        }

        byte[] state() {
            return state;
        }
    }

    static Path meta(Path directory) {
        return directory.resolve("meta");
    }

    static Path log(Path directory, long firstIndex) {
        return directory.resolve(String.format(Locale.ROOT, "%020d.log", firstIndex));
    }

    static Path snapshot(Path directory, long lastIndex) {
        return directory.resolve(String.format(Locale.ROOT, "%020d.snapshot", lastIndex));
    }

    /** The index that a log's or snapshot's name carries. */
    static long index(Path file) {
        return Long.parseLong(file.getFileName().toString().substring(0, 20));
    }

    /** Files of one kind, ordered by index; whatever else lies in the directory is not ours to judge. */
    static List<Path> list(Disk disk, Path directory, String suffix) throws IOException {
        return disk.list(directory).stream()
                .map(directory::resolve)
                .filter(path -> path.getFileName().toString().matches("\\d{20}\\." + suffix))
                .sorted(Comparator.comparing(path -> path.getFileName().toString()))
                .toList();
    }

    static byte[] encodeMeta(String clusterId) {
        byte[] id = clusterId.getBytes(StandardCharsets.UTF_8);
        ByteBuffer buffer = ByteBuffer.allocate(14 + id.length);
        buffer.putInt(META_MAGIC).putShort(VERSION).putInt(id.length).put(id);
        return sealed(buffer);
    }

    static String readMeta(Disk disk, Path file) throws IOException {
        ByteBuffer buffer = open(file, disk.readAll(file), META_MAGIC);
        byte[] id = bytes(file, buffer);
        return new String(id, StandardCharsets.UTF_8);
    }

    static byte[] encodeLogHeader(long firstIndex) {
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
        checkKind(file, header, LOG_MAGIC);
        return header.getLong();
    }

    static byte[] encodeSnapshot(Snapshot snapshot) {
        ByteBuffer buffer = ByteBuffer.allocate(30 + snapshot.state.length);
        buffer.putInt(SNAPSHOT_MAGIC).putShort(VERSION).putLong(snapshot.index).putLong(snapshot.term);
        buffer.putInt(snapshot.state.length).put(snapshot.state);
        return sealed(buffer);
    }

    static Snapshot readSnapshot(Disk disk, Path file) throws IOException {
        ByteBuffer buffer = open(file, disk.readAll(file), SNAPSHOT_MAGIC);
        if (buffer.remaining() < 2 * Long.BYTES) {
            throw new MetadataCorruptException(file, "is too short");
        }
        return new Snapshot(buffer.getLong(), buffer.getLong(), bytes(file, buffer));
    }

    private static byte[] sealed(ByteBuffer buffer) {
        int end = buffer.position();
        buffer.putInt(MetadataFrame.crc(buffer, 0, end));
        byte[] bytes = new byte[buffer.capacity()];
        buffer.get(0, bytes);
        return bytes;
    }

    /** The content behind magic and version and before the CRC. */
    private static ByteBuffer open(Path file, byte[] content, int magic) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(content);
        int end = content.length - Integer.BYTES;
        if (end < 6 || buffer.getInt(end) != MetadataFrame.crc(buffer, 0, end)) {
            throw new MetadataCorruptException(file, "is damaged: its checksum does not match its content");
        }
        checkKind(file, buffer, magic);
        return buffer.limit(end);
    }

    private static void checkKind(Path file, ByteBuffer buffer, int magic) throws IOException {
        if (buffer.getInt() != magic) {
            throw new MetadataCorruptException(file, "is not what its name says: the magic number is another");
        }
        short version = buffer.getShort();
        if (version != VERSION) {
            throw new MetadataCorruptException(
                    file, "has version " + version + ", which this version of Suiro cannot read");
        }
    }

    private static byte[] bytes(Path file, ByteBuffer buffer) throws IOException {
        if (buffer.remaining() < Integer.BYTES || buffer.getInt() != buffer.remaining()) {
            throw new MetadataCorruptException(file, "announces another length than it has");
        }
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }
}
