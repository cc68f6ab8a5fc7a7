package io.suiro.record;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Records in the shape that {@link RecordCursor} reads, in memory that grows as needed. */
final class RecordOutput {
    private static final int NULL = -1;

    private ByteBuffer bytes = ByteBuffer.allocate(512);

    int size() {
        return bytes.position();
    }

    /** What has been written; valid until the next append. */
    ByteBuffer written() {
        return bytes.slice(0, bytes.position());
    }

    void append(
            long timestampDelta,
            int offsetDelta,
            @Nullable ByteBuffer key,
            @Nullable ByteBuffer value,
            List<RecordHeader> headers) {
        int body = 1
                + varlongBytes(timestampDelta)
                + varlongBytes(offsetDelta)
                + fieldBytes(key)
                + fieldBytes(value)
                + varlongBytes(headers.size());
        byte[][] names = new byte[headers.size()][];
        for (int i = 0; i < names.length; i++) {
            names[i] = headers.get(i).key().getBytes(UTF_8);
            body += varlongBytes(names[i].length)
                    + names[i].length
                    + fieldBytes(headers.get(i).value());
        }
        reserve(varlongBytes(body) + body);
        putVarlong(body);
        bytes.put((byte) 0);
        putVarlong(timestampDelta);
        putVarlong(offsetDelta);
        putField(key);
        putField(value);
        putVarlong(names.length);
        for (int i = 0; i < names.length; i++) {
            putField(ByteBuffer.wrap(names[i]));
            putField(headers.get(i).value());
        }
    }

    /** A record as it stands, whatever base its timestamp counts from. */
    void append(RawRecord record) {
        ByteBuffer body = record.body();
        reserve(varlongBytes(body.remaining()) + body.remaining());
        putVarlong(body.remaining());
        bytes.put(body.duplicate());
    }

    /** A record of which all but the timestamp stays as it stands. */
    void append(RawRecord record, long timestampDelta) {
        ByteBuffer rest = record.behindTimestamp();
        int length = 1 + varlongBytes(timestampDelta) + rest.remaining();
        reserve(varlongBytes(length) + length);
        putVarlong(length);
        bytes.put(record.attributes());
        putVarlong(timestampDelta);
        bytes.put(rest);
    }

    /** Writes out what has been appended since the last call. */
    void drainTo(OutputStream target) throws IOException {
        target.write(bytes.array(), 0, bytes.position());
        bytes.clear();
    }

    private void reserve(int more) {
        if (bytes.remaining() < more) {
            int needed = Math.addExact(bytes.position(), more);
            bytes = ByteBuffer.allocate((int) Math.min(Integer.MAX_VALUE - 8L, Math.max(needed, needed * 2L)))
                    .put(bytes.flip());
        }
    }

    private static int fieldBytes(@Nullable ByteBuffer field) {
        return field == null ? varlongBytes(NULL) : Math.addExact(varlongBytes(field.remaining()), field.remaining());
    }

    private void putField(@Nullable ByteBuffer field) {
        if (field == null) {
            putVarlong(NULL);
        } else {
            putVarlong(field.remaining());
            bytes.put(field.duplicate());
        }
    }

    /** Zigzag; a varint is a varlong of a small number. */
    private void putVarlong(long value) {
        long bits = (value << 1) ^ (value >> 63);
        while ((bits & ~0x7fL) != 0) {
            bytes.put((byte) ((bits & 0x7f) | 0x80));
            bits >>>= 7;
        }
        bytes.put((byte) bits);
    }

    private static int varlongBytes(long value) {
        long bits = (value << 1) ^ (value >> 63);
        return (70 - Long.numberOfLeadingZeros(bits | 1)) / 7;
    }
}
