package io.suiro.coordinator.group;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.utils.ByteUtils;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * Reads what {@link FieldWriter} writes, and the flexible encoding of newer versions (lengths are unsigned varints of
 * the length plus one, tagged fields end a structure). Moves the buffer's position; a field that goes beyond the limit
 * throws {@link BufferUnderflowException}.
 */
final class FieldReader {
    private final ByteBuffer buffer;
    private final boolean isFlexible;

    FieldReader(ByteBuffer buffer, boolean isFlexible) {
        this.buffer = buffer;
        this.isFlexible = isFlexible;
    }

    int int32() {
        return buffer.getInt();
    }

    long int64() {
        return buffer.getLong();
    }

    String string() {
        String value = nullableString();
        return value == null ? "" : value;
    }

    @Nullable
    String nullableString() {
        int length = isFlexible ? compactLength() : buffer.getShort();
        return length < 0 ? null : new String(take(length), StandardCharsets.UTF_8);
    }

    Bytes bytes() {
        int length = isFlexible ? compactLength() : buffer.getInt();
        return length < 0 ? Member.NO_BYTES : Bytes.wrap(take(length));
    }

    int arrayLength() {
        int length = isFlexible ? compactLength() : buffer.getInt();
        if (length > buffer.remaining()) {
            throw new BufferUnderflowException();
        }
        return Math.max(length, 0);
    }

    /** What follows a structure in a flexible version; the bytes of a tag that is wanted, else null. */
    byte @Nullable [] tagged(int wanted) {
        byte[] found = null;
        int count = isFlexible ? ByteUtils.readUnsignedVarint(buffer) : 0;
        for (int i = 0; i < count; i++) {
            int tag = ByteUtils.readUnsignedVarint(buffer);
            byte[] value = take(ByteUtils.readUnsignedVarint(buffer));
            found = tag == wanted ? value : found;
        }
        return found;
    }

    private int compactLength() {
        return ByteUtils.readUnsignedVarint(buffer) - 1;
    }

    private byte[] take(int length) {
        if (length < 0 || length > buffer.remaining()) {
            throw new BufferUnderflowException();
        }
        byte[] bytes = new byte[length];
        buffer.get(bytes);
        return bytes;
    }
}
