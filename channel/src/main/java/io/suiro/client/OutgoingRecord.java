package io.suiro.client;

import io.suiro.record.RecordHeader;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A record to be appended.
 *
 * @param partition null for the partitioner's choice
 * @param timestampMs milliseconds since the epoch
 * @param key its bytes are not to be changed until the record is acknowledged, nor are the value's
 */
public record OutgoingRecord(
        String topic,
        @Nullable Integer partition,
        long timestampMs,
        @Nullable ByteBuffer key,
        @Nullable ByteBuffer value,
        List<RecordHeader> headers) {

    /** Bytes of key, value and headers, without what a batch adds for each. */
    int payloadBytes() {
        int bytes = (key == null ? 0 : key.remaining()) + (value == null ? 0 : value.remaining());
        for (RecordHeader header : headers) {
            ByteBuffer of = header.value();
            bytes += header.key().length() + (of == null ? 0 : of.remaining());
        }
        return bytes;
    }
}
