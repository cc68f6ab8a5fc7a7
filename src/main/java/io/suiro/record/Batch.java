package io.suiro.record;

import java.nio.ByteBuffer;

/**
 * Reads and stamps the header of a record batch in place: static methods over a buffer and the batch's position in it,
 * so that the hot path allocates nothing. Never moves the buffer's position.
 *
 * <pre>
 *  0 baseOffset int64 | 8 batchLength int32 (bytes after this field) | 12 partitionLeaderEpoch int32 | 16 magic int8
 * 17 crc uint32 (CRC-32C of all from 21) | 21 attributes int16 | 23 lastOffsetDelta int32 | 27 baseTimestamp int64
 * 35 maxTimestamp int64 | 43 producerId int64 | 51 producerEpoch int16 | 53 baseSequence int32 | 57 count int32 | 61 records
 * attributes: 0-2 codec (none gzip snappy lz4 zstd), 3 timestamp type (0 create, 1 append), 4 transactional, 5 control,
 *             6 base timestamp is the delete horizon
 * </pre>
 *
 * Source: Kafka protocol guide, "Record Batch"; KIP-98, KIP-405 (delete horizon: KIP-534).
 */
public final class Batch {
    /** Bytes before the records. */
    public static final int HEADER_BYTES = 61;
    /** Bytes of baseOffset and batchLength, which batchLength does not count. */
    public static final int LOG_OVERHEAD_BYTES = 12;

    public static final byte MAGIC = 2;
    public static final long NO_TIMESTAMP = -1;
    public static final long NO_PRODUCER_ID = -1;

    static final int LENGTH_AT = 8;
    static final int LEADER_EPOCH_AT = 12;
    static final int MAGIC_AT = 16;
    static final int CRC_AT = 17;
    static final int ATTRIBUTES_AT = 21;
    static final int LAST_OFFSET_DELTA_AT = 23;
    static final int BASE_TIMESTAMP_AT = 27;
    static final int MAX_TIMESTAMP_AT = 35;
    static final int PRODUCER_ID_AT = 43;
    static final int PRODUCER_EPOCH_AT = 51;
    static final int BASE_SEQUENCE_AT = 53;
    static final int COUNT_AT = 57;

    private Batch() {}

    public static long baseOffset(ByteBuffer buffer, int at) {
        return buffer.getLong(at);
    }

    /** Bytes of the whole batch, header included. */
    public static int sizeInBytes(ByteBuffer buffer, int at) {
        return buffer.getInt(at + LENGTH_AT) + LOG_OVERHEAD_BYTES;
    }

    public static int leaderEpoch(ByteBuffer buffer, int at) {
        return buffer.getInt(at + LEADER_EPOCH_AT);
    }

    public static byte magic(ByteBuffer buffer, int at) {
        return buffer.get(at + MAGIC_AT);
    }

    /** The stored checksum. */
    public static int crc(ByteBuffer buffer, int at) {
        return buffer.getInt(at + CRC_AT);
    }

    public static short attributes(ByteBuffer buffer, int at) {
        return buffer.getShort(at + ATTRIBUTES_AT);
    }

    /** 0 none, 1 gzip, 2 snappy, 3 lz4, 4 zstd; others do not exist. */
    public static int codec(ByteBuffer buffer, int at) {
        return attributes(buffer, at) & 0x07;
    }

    public static boolean isLogAppendTime(ByteBuffer buffer, int at) {
        return (attributes(buffer, at) & 0x08) != 0;
    }

    public static boolean isTransactional(ByteBuffer buffer, int at) {
        return (attributes(buffer, at) & 0x10) != 0;
    }

    public static boolean isControl(ByteBuffer buffer, int at) {
        return (attributes(buffer, at) & 0x20) != 0;
    }

    /** Inclusive. */
    public static long lastOffset(ByteBuffer buffer, int at) {
        return baseOffset(buffer, at) + lastOffsetDelta(buffer, at);
    }

    public static int lastOffsetDelta(ByteBuffer buffer, int at) {
        return buffer.getInt(at + LAST_OFFSET_DELTA_AT);
    }

    public static long baseTimestamp(ByteBuffer buffer, int at) {
        return buffer.getLong(at + BASE_TIMESTAMP_AT);
    }

    /** As the header says, whatever has become of the record that had it. */
    public static long maxTimestamp(ByteBuffer buffer, int at) {
        return buffer.getLong(at + MAX_TIMESTAMP_AT);
    }

    /** The largest timestamp of its records: {@link #NO_TIMESTAMP} if compaction has left none of them. */
    public static long largestTimestamp(ByteBuffer buffer, int at) {
        return count(buffer, at) == 0 ? NO_TIMESTAMP : maxTimestamp(buffer, at);
    }

    public static long producerId(ByteBuffer buffer, int at) {
        return buffer.getLong(at + PRODUCER_ID_AT);
    }

    public static short producerEpoch(ByteBuffer buffer, int at) {
        return buffer.getShort(at + PRODUCER_EPOCH_AT);
    }

    public static int baseSequence(ByteBuffer buffer, int at) {
        return buffer.getInt(at + BASE_SEQUENCE_AT);
    }

    /** Records in the batch. */
    public static int count(ByteBuffer buffer, int at) {
        return buffer.getInt(at + COUNT_AT);
    }

    /** Stamps what the leader decides; neither field is covered by the checksum. */
    public static void stamp(ByteBuffer buffer, int at, long baseOffset, int leaderEpoch) {
        buffer.putLong(at, baseOffset);
        buffer.putInt(at + LEADER_EPOCH_AT, leaderEpoch);
    }
}
