package io.suiro.admin;

import io.suiro.error.Refused;
import io.suiro.record.Batch;
import io.suiro.record.RecordReader;
import io.suiro.record.StoredRecord;
import java.nio.ByteBuffer;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * The records of a partition from one offset to another, in their order, read piece by piece. What brokers and libraries write for each other is left out. One thread,
 * which waits for the leader; to be closed.
 */
final class PartitionScan implements AutoCloseable {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    /** Reads whole batches from the one with an offset on; waits for them. */
    @FunctionalInterface
    interface Source {
        ByteBuffer read(int partition, long offset);
    }

    private final int partition;
    private final long end;
    private final Source source;
    /** Of the next record to look at. */
    private long position;

    private ByteBuffer piece = NOTHING;
    /** Where in the piece the next batch begins. */
    private int at;

    private @Nullable RecordReader batch;
    /** Offset after the batch that is open; what is missing at its end has been compacted. */
    private long afterBatch;

    private long lastRead = -1;
    private @Nullable StoredRecord head;

    /** @param end exclusive */
    PartitionScan(int partition, long from, long end, Source source) {
        this.partition = partition;
        this.position = from;
        this.end = end;
        this.source = source;
    }

    int partition() {
        return partition;
    }

    /** Where to go on: after the last record that was taken. */
    long position() {
        return position;
    }

    /** The next record, which stays the next until it is {@link #take taken}; null at the end. */
    @Nullable
    StoredRecord head() {
        while (head == null && position < end) {
            if (batch != null && batch.hasNext()) {
                StoredRecord next = batch.next();
                if (next.offset() >= position) {
                    head = next.offset() < end ? next : null;
                    position = Math.min(next.offset(), end);
                }
            } else {
                nextBatch();
            }
        }
        return position < end ? head : null;
    }

    void take() {
        if (head != null) {
            position = head.offset() + 1;
            head = null;
        }
    }

    /** Opens a batch, or steps over one; the position moves past what compaction has left nothing of. */
    private void nextBatch() {
        finishBatch();
        if (!holdsBatch()) {
            if (position >= end) {
                return;
            }
            piece = source.read(partition, position);
            at = 0;
            if (!holdsBatch() || lastRead == position) {
                throw new Refused(
                        Errors.LEADER_NOT_AVAILABLE,
                        "Nothing was read at offset " + position + " of partition " + partition + ", which ended at "
                                + end + ".");
            }
            lastRead = position;
        }
        int begin = at;
        at += Batch.sizeInBytes(piece, begin);
        if (Batch.isControl(piece, begin) || Batch.lastOffset(piece, begin) < position) {
            position = Math.max(position, Math.min(end, Batch.lastOffset(piece, begin) + 1));
        } else {
            batch = RecordReader.of(piece, begin);
            afterBatch = Batch.lastOffset(piece, begin) + 1;
        }
    }

    private void finishBatch() {
        if (batch != null) {
            batch.close();
            batch = null;
            position = Math.max(position, Math.min(end, afterBatch));
        }
    }

    private boolean holdsBatch() {
        int left = piece.limit() - at;
        return left >= Batch.HEADER_BYTES && left >= Batch.sizeInBytes(piece, at);
    }

    @Override
    public void close() {
        if (batch != null) {
            batch.close();
            batch = null;
        }
    }
}
