package io.suiro.coordinator;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.utils.ByteUtils;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * Reads what {@link FieldWriter} writes, and the flexible encoding of newer versions (lengths are unsigned varints of
 * the length plus one, tagged fields end a structure). Moves the buffer's position; a field that goes beyond the limit
 * throws {@link BufferUnderflowException}.
 */
public final class FieldReader {
    private final ByteBuffer buffer;
    private final boolean isFlexible;

    /**
     * Reads from the buffer's position on.
     *
     * @param isFlexible whether the version encodes as flexible ones do
     */
    public FieldReader(ByteBuffer buffer, boolean isFlexible) {
        this.buffer = buffer;
        this.isFlexible = isFlexible;
    }

    public int int8() {
        return buffer.get();
    }

    public int int16() {
        return buffer.getShort();
    }

    public int int32() {
        return buffer.getInt();
    }

    public long int64() {
        return buffer.getLong();
    }

    /** Empty where it is null. */
    public String string() {
        String value = nullableString();
        return value == null ? "" : value;
    }

    public @Nullable String nullableString() {
        int length = isFlexible ? compactLength() : buffer.getShort();
        return length < 0 ? null : new String(take(length), StandardCharsets.UTF_8);
    }

    /** Empty where they are null. */
    public Bytes bytes() {
        int length = isFlexible ? compactLength() : buffer.getInt();
        return Bytes.wrap(length < 0 ? Bytes.EMPTY : take(length));
    }

    /** Elements that follow; 0 where the array is null. */
    public int arrayLength() {
        int length = isFlexible ? compactLength() : buffer.getInt();
        if (length > buffer.remaining()) {
            throw new BufferUnderflowException();
        }
        return Math.max(length, 0);
    }

    /** What follows a structure in a flexible version, by tag; empty in others. */
    public Map<Integer, ByteBuffer> tags() {
        Map<Integer, ByteBuffer> tags = new HashMap<>();
        int count = isFlexible ? ByteUtils.readUnsignedVarint(buffer) : 0;
        for (int i = 0; i < count; i++) {
            int tag = ByteUtils.readUnsignedVarint(buffer);
            tags.put(tag, ByteBuffer.wrap(take(ByteUtils.readUnsignedVarint(buffer))));
        }
        return tags;
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
