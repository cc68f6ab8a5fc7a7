package io.suiro.cluster.raft;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A group of entries that was written and forced at once, so that a crash leaves all of it or nothing that counts.
 *
 * <pre>
 *  0  marker int      "SUMF", by which frames behind a damaged one are found
 *  4  length int      bytes from 12 on
 *  8  crc int         CRC-32C of the bytes from 12 on
 * 12  term long       of the entries; in a seal of no meaning
 * 20  first index long
 * 28  count int       0 in a seal, which says that everything before it was forced
 * 32  entries         length int, bytes
 * </pre>
 *
 * A frame whose first index is not beyond the last entry before it takes the place of all from there on: so a follower gives
 * up entries that never were committed, in one write. Terms of entries do not fall from one to the next.
 */
public record MetadataFrame(long term, long firstIndex, List<byte[]> entries) {
    static final int MARKER = 0x53554d46;
    private static final int BODY = 12;
    private static final int ENTRIES = 32;

    public long nextIndex() {
        return firstIndex + entries.size();
    }

    public int sizeInBytes() {
        int size = ENTRIES;
        for (byte[] entry : entries) {
            size = Math.addExact(size, Integer.BYTES + entry.length);
        }
        return size;
    }

    public ByteBuffer encode() {
        ByteBuffer buffer = ByteBuffer.allocate(sizeInBytes());
        buffer.putInt(MARKER).putInt(buffer.capacity() - BODY).putInt(0);
        buffer.putLong(term).putLong(firstIndex).putInt(entries.size());
        for (byte[] entry : entries) {
            buffer.putInt(entry.length).put(entry);
        }
        buffer.flip();
        return buffer.putInt(8, crc(buffer, BODY, buffer.limit() - BODY));
    }

    /** The frame at the position, or null if no whole and sound frame begins there. */
    static @Nullable MetadataFrame decode(ByteBuffer file, int position) {
        if (file.limit() - position < ENTRIES || file.getInt(position) != MARKER) {
            return null;
        }
        int length = file.getInt(position + 4);
        if (length < ENTRIES - BODY || length > file.limit() - position - BODY) {
            return null;
        }
        if (file.getInt(position + 8) != crc(file, position + BODY, length)) {
            return null;
        }
        ByteBuffer body = file.slice(position + BODY, length);
        long term = body.getLong();
        long firstIndex = body.getLong();
        int count = body.getInt();
        List<byte[]> entries = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            byte[] entry = new byte[body.getInt()];
            body.get(entry);
            entries.add(entry);
        }
        return new MetadataFrame(term, firstIndex, entries);
    }

    static int crc(ByteBuffer buffer, int offset, int length) {
        CRC32C crc = new CRC32C();
        crc.update(buffer.slice(offset, length));
        return (int) crc.getValue();
    }
}
