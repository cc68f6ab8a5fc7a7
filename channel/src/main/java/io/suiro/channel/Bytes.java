package io.suiro.channel;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Copies out of buffers that others share. */
final class Bytes {
    private Bytes() {}

    /** The remaining bytes; the buffer's position is left alone. */
    static byte[] of(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(buffer.position(), bytes);
        return bytes;
    }

    static byte @Nullable [] ofNullable(@Nullable ByteBuffer buffer) {
        return buffer == null ? null : of(buffer);
    }
}
