package io.suiro.record;

import java.nio.ByteBuffer;

/**
 * Stamps the broker's time on a batch of a topic with {@code message.timestamp.type=LogAppendTime}: readers then take
 * the batch's maxTimestamp as the time of each of its records and ignore the records' own, so that nothing but the
 * header is written. Source: KIP-32.
 */
public final class LogAppendTime {
    private static final int LOG_APPEND_TIME = 0x08;

    private LogAppendTime() {}

    /** Sets timestamp type and maxTimestamp and rewrites the checksum; the caller owns the buffer. */
    public static void stamp(ByteBuffer buffer, int at, long ms) {
        buffer.putShort(at + Batch.ATTRIBUTES_AT, (short) (Batch.attributes(buffer, at) | LOG_APPEND_TIME));
        buffer.putLong(at + Batch.MAX_TIMESTAMP_AT, ms);
        Checksum.rewrite(buffer, at);
    }
}
