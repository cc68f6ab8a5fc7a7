package io.suiro.coordinator;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Between a state machine's records and the keys and values of its internal topic. */
public interface RecordCodec<R> {
    /**
     * Key and value of one record.
     *
     * @param value null for a tombstone
     */
    record Encoded(ByteBuffer key, @Nullable ByteBuffer value) {}

    Encoded encode(R record);

    /**
     * Returns null for a record that this version does not know, which is skipped.
     *
     * @param key position to limit
     * @param value null for a tombstone
     * @throws RuntimeException if the bytes are not what their version says
     */
    @Nullable
    R decode(ByteBuffer key, @Nullable ByteBuffer value);
}
