package io.suiro.record;

import io.suiro.error.Refused;
import java.nio.ByteBuffer;

/**
 * Looks over snappy data before it is decompressed, because the library believes the lengths in it: it allocates what
 * they announce, and ends a thread with an Error where they make no sense.
 *
 * <pre>
 * framed (Java clients): magic 0x82 "SNAPPY" 0x00 | version int32 | compatible int32 | chunks: length int32, block
 * plain (librdkafka and others): one block
 * block: uncompressed length as an unsigned varint of at most 32 bits | elements
 * </pre>
 *
 * Source: snappy's format description; snappy-java's stream format.
 */
final class SnappyFrames {
    private static final long MAGIC = 0x82_53_4e_41_50_50_59_00L;
    private static final int HEADER_BYTES = 16;
    private static final int LENGTH_BYTES = 4;
    /** An element of 3 bytes yields 64 at most. */
    private static final int MOST_EXPANSION = 22;

    private SnappyFrames() {}

    /** Whole chunks, none of which announces more than it can hold; the buffer is looked at from 0 to its limit. */
    static void check(ByteBuffer data, Fault blame) {
        int end = data.limit();
        boolean framed = end >= HEADER_BYTES && data.getLong(0) == MAGIC;
        if (!framed) {
            checkBlock(data, 0, end, blame);
            return;
        }
        int at = HEADER_BYTES;
        while (at < end) {
            int bytes = end - at < LENGTH_BYTES ? -1 : data.getInt(at);
            at += LENGTH_BYTES;
            if (bytes < 0 || bytes > end - at) {
                throw new Refused(blame.code(), "a snappy chunk of " + bytes + " bytes");
            }
            checkBlock(data, at, at + bytes, blame);
            at += bytes;
        }
    }

    private static void checkBlock(ByteBuffer data, int from, int end, Fault blame) {
        long uncompressed = 0;
        int shift = 0;
        for (int at = from; at < end && shift < Integer.SIZE; at++, shift += 7) {
            byte next = data.get(at);
            uncompressed |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                if (uncompressed > (long) MOST_EXPANSION * (end - from)) {
                    throw new Refused(
                            blame.code(),
                            "a snappy block of " + (end - from) + " bytes that announces " + uncompressed);
                }
                return;
            }
        }
        throw new Refused(blame.code(), "a snappy block without its length");
    }
}
