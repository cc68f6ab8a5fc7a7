package io.suiro.coordinator;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

/** Writes Kafka's classic (not flexible) encoding: big-endian, strings with an int16 length, bytes with an int32 one. */
public final class FieldWriter {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    public FieldWriter int8(int value) {
        out.write(value);
        return this;
    }

    public FieldWriter int16(int value) {
        return int8(value >>> 8).int8(value);
    }

    public FieldWriter int32(int value) {
        return int16(value >>> 16).int16(value);
    }

    public FieldWriter int64(long value) {
        return int32((int) (value >>> 32)).int32((int) value);
    }

    /** At most 32767 bytes of UTF-8; the length of null is -1. */
    public FieldWriter string(@Nullable String value) {
        if (value == null) {
            return int16(-1);
        }
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        if (utf8.length > Short.MAX_VALUE) {
            throw new IllegalArgumentException("a string of " + utf8.length + " bytes does not fit");
        }
        int16(utf8.length);
        out.writeBytes(utf8);
        return this;
    }

    /** As flexible versions write it: the length plus one as an unsigned varint. */
    public FieldWriter compactString(String value) {
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        unsignedVarint(utf8.length + 1);
        out.writeBytes(utf8);
        return this;
    }

    /** As flexible versions write counts, tags and sizes; of an array or a string its length plus one. */
    public FieldWriter unsignedVarint(int value) {
        int left = value;
        for (; (left & ~0x7f) != 0; left >>>= 7) {
            int8((left & 0x7f) | 0x80);
        }
        return int8(left);
    }

    public FieldWriter bytes(Bytes value) {
        int32(value.get().length);
        out.writeBytes(value.get());
        return this;
    }

    public ByteBuffer toBuffer() {
        return ByteBuffer.wrap(out.toByteArray());
    }
}
