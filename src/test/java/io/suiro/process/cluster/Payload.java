package io.suiro.process.cluster;

import java.nio.ByteBuffer;
import org.apache.kafka.common.utils.Crc32C;
import org.jspecify.annotations.Nullable;

/**
 * The value of a record: who sent it, where to, and its number among the sender's records of that partition, from 0. A value that was
 * torn, mixed with another or delivered to another partition gives itself away.
 *
 * <pre>
 * 0   int   producer
 * 4   int   partition
 * 8   long  number
 * 16  ...   filling, made from the number
 * n-4 int   CRC-32C of all before it
 * </pre>
 */
record Payload(int producer, int partition, long number) {
    static final int LEAST_BYTES = 20;

    private static final int FILLING = 16;

    byte[] encode(int bytes) {
        ByteBuffer value = ByteBuffer.allocate(bytes);
        value.putInt(producer).putInt(partition).putLong(number);
        while (value.remaining() > Integer.BYTES) {
            value.put((byte) (number * 31 + value.position()));
        }
        value.putInt(crc(value.array()));
        return value.array();
    }

    /** Null if it is torn. */
    static @Nullable Payload decode(byte @Nullable [] value) {
        if (value == null || value.length < LEAST_BYTES) {
            return null;
        }
        ByteBuffer buffer = ByteBuffer.wrap(value);
        if (buffer.getInt(value.length - Integer.BYTES) != crc(value)) {
            return null;
        }
        return new Payload(buffer.getInt(0), buffer.getInt(Integer.BYTES), buffer.getLong(FILLING - Long.BYTES));
    }

    private static int crc(byte[] value) {
        return (int) Crc32C.compute(value, 0, value.length - Integer.BYTES);
    }
}
