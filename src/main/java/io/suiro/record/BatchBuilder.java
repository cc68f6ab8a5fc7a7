package io.suiro.record;

import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Builds one batch from records, for those in this process that write them: coordinators, channels, tests. Offsets
 * count from 0; the log stamps base offset and leader epoch when it appends. One thread, used once.
 */
public final class BatchBuilder {
    private static final int TRANSACTIONAL = 0x10;
    private static final int CONTROL = 0x20;

    private final Codec codec;
    private final RecordOutput records = new RecordOutput();
    private int flags;
    private long producerId = Batch.NO_PRODUCER_ID;
    private short producerEpoch = -1;
    private int baseSequence = -1;
    private int count;
    private long baseTimestamp = Batch.NO_TIMESTAMP;
    private long maxTimestamp = Batch.NO_TIMESTAMP;

    public BatchBuilder(Codec codec) {
        this.codec = codec;
    }

    /** The idempotent producer that writes; a sequence of -1 is for coordinators, which have an id but no sequence. */
    public BatchBuilder producer(long id, short epoch, int firstSequence) {
        producerId = id;
        producerEpoch = epoch;
        baseSequence = firstSequence;
        return this;
    }

    public BatchBuilder transactional() {
        flags |= TRANSACTIONAL;
        return this;
    }

    /** Its records are for brokers and clients' libraries, not for applications. */
    public BatchBuilder control() {
        flags |= CONTROL;
        return this;
    }

    /**
     * Adds a record; the buffers' remaining bytes are copied, their positions left alone.
     *
     * @param timestampMs milliseconds since the epoch, {@link Batch#NO_TIMESTAMP} for none
     */
    public BatchBuilder append(
            long timestampMs, @Nullable ByteBuffer key, @Nullable ByteBuffer value, List<RecordHeader> headers) {
        if (count == 0) {
            baseTimestamp = timestampMs;
        }
        maxTimestamp = Math.max(maxTimestamp, timestampMs);
        records.append(timestampMs - baseTimestamp, count, key, value, headers);
        count++;
        return this;
    }

    public BatchBuilder append(long timestampMs, @Nullable ByteBuffer key, @Nullable ByteBuffer value) {
        return append(timestampMs, key, value, List.of());
    }

    public int count() {
        return count;
    }

    /** Size of the batch so far if it were not compressed. */
    public int uncompressedBytes() {
        return Batch.HEADER_BYTES + records.size();
    }

    /**
     * The whole batch, from position 0 to the limit of a heap buffer.
     *
     * @throws IllegalStateException if there is no record: Kafka knows no empty batch from a writer
     */
    public ByteBuffer build() {
        if (count == 0) {
            throw new IllegalStateException("a batch needs a record");
        }
        ByteBuffer batch = codec.encode(records.written());
        batch.putLong(0, 0);
        batch.putInt(Batch.LENGTH_AT, batch.limit() - Batch.LOG_OVERHEAD_BYTES);
        batch.putInt(Batch.LEADER_EPOCH_AT, -1);
        batch.put(Batch.MAGIC_AT, Batch.MAGIC);
        batch.putShort(Batch.ATTRIBUTES_AT, (short) (flags | codec.id()));
        batch.putInt(Batch.LAST_OFFSET_DELTA_AT, count - 1);
        batch.putLong(Batch.BASE_TIMESTAMP_AT, baseTimestamp);
        batch.putLong(Batch.MAX_TIMESTAMP_AT, maxTimestamp);
        batch.putLong(Batch.PRODUCER_ID_AT, producerId);
        batch.putShort(Batch.PRODUCER_EPOCH_AT, producerEpoch);
        batch.putInt(Batch.BASE_SEQUENCE_AT, baseSequence);
        batch.putInt(Batch.COUNT_AT, count);
        Checksum.rewrite(batch, 0);
        return batch;
    }
}
