package io.suiro.bench.load;

import io.suiro.record.BatchBuilder;
import io.suiro.record.Checksum;
import io.suiro.record.Codec;
import java.nio.ByteBuffer;

/**
 * A ready-made Produce request with acks=all of one record, whose value begins with the moment at which it was due, in
 * {@link System#nanoTime} of this process. One thread.
 */
final class TimedRecord {
    static final short VERSION = 9;

    private static final short ACKS_ALL = -1;
    private static final int PARTITION_MARKER = 0x5A17B0CC;
    private static final long DUE_MARKER = 0x5A17B0CC_D0E00D0EL;
    /** In a batch, see {@link io.suiro.record.Batch}. */
    private static final int BASE_TIMESTAMP_AT = 27;

    private static final int MAX_TIMESTAMP_AT = 35;

    private final Request request;
    private final int partitionAt;
    private final int batchAt;
    private final int dueInBatch;

    TimedRecord(String topic, int valueBytes) {
        ByteBuffer value = ByteBuffer.allocate(Math.max(Long.BYTES, valueBytes)).putLong(0, DUE_MARKER);
        ByteBuffer batch = new BatchBuilder(Codec.NONE)
                .append(System.currentTimeMillis(), null, value)
                .build();
        int at = 0;
        while (batch.getLong(at) != DUE_MARKER) {
            at++;
        }
        dueInBatch = at;
        request = Request.of(ProduceExchange.request(topic, PARTITION_MARKER, batch, ACKS_ALL), VERSION);
        partitionAt = request.find(PARTITION_MARKER, 0);
        batchAt = request.find(DUE_MARKER, 0) - dueInBatch;
    }

    /** The record, for this partition, as due at that moment. */
    Request due(int partition, long nanoTime) {
        ByteBuffer bytes = request.bytes().clear();
        long nowMs = System.currentTimeMillis();
        bytes.putInt(partitionAt, partition);
        bytes.putLong(batchAt + BASE_TIMESTAMP_AT, nowMs);
        bytes.putLong(batchAt + MAX_TIMESTAMP_AT, nowMs);
        bytes.putLong(batchAt + dueInBatch, nanoTime);
        Checksum.rewrite(bytes, batchAt);
        return request;
    }

    /** When the record of a fetched batch, made by {@link #due}, was due. */
    long dueOf(FetchedBatches batch) {
        return batch.longAt(dueInBatch);
    }
}
