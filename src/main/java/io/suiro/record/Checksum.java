package io.suiro.record;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * The CRC-32C (Castagnoli) of a batch: of all its bytes from the attributes on. What the leader stamps (base offset and
 * leader epoch) lies before and is not covered, so that stamping costs no checksum. Never moves the buffer's position;
 * the batch must lie whole below the buffer's limit. Any thread.
 */
public final class Checksum {
    private Checksum() {}

    /** Whether the stored checksum is that of the bytes. */
    public static boolean matches(ByteBuffer buffer, int at) {
        return Batch.crc(buffer, at) == of(buffer, at);
    }

    /** Stores the checksum of the bytes as they are now. */
    public static void rewrite(ByteBuffer buffer, int at) {
        buffer.putInt(at + Batch.CRC_AT, of(buffer, at));
    }

    private static int of(ByteBuffer buffer, int at) {
        int from = at + Batch.ATTRIBUTES_AT;
        int bytes = Batch.sizeInBytes(buffer, at) - Batch.ATTRIBUTES_AT;
        var crc = new CRC32C();
        if (buffer.hasArray()) {
            crc.update(buffer.array(), buffer.arrayOffset() + from, bytes);
        } else {
            crc.update(buffer.slice(from, bytes));
        }
        return (int) crc.getValue();
    }
}
