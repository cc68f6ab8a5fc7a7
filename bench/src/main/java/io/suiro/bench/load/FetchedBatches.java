package io.suiro.bench.load;

import io.suiro.record.Batch;
import java.nio.ByteBuffer;

/**
 * Steps over the whole batches of a fetched partition; where the fetch's limit cut the last one, that is left out. One
 * thread.
 *
 * <p>Usage: {@code while (batches.next()) ...}
 */
final class FetchedBatches {
    private final ByteBuffer buffer;
    private int at = -1;
    private int nextAt;

    FetchedBatches(ByteBuffer buffer) {
        this.buffer = buffer;
        this.nextAt = buffer.position();
    }

    boolean next() {
        if (nextAt + Batch.HEADER_BYTES > buffer.limit()
                || nextAt + Batch.sizeInBytes(buffer, nextAt) > buffer.limit()) {
            return false;
        }
        at = nextAt;
        nextAt += Batch.sizeInBytes(buffer, at);
        return true;
    }

    /** Eight bytes of the batch, so many after its beginning. */
    long longAt(int inBatch) {
        return buffer.getLong(at + inBatch);
    }

    int records() {
        return Batch.count(buffer, at);
    }

    /** Of the record that follows the batch. */
    long nextOffset() {
        return Batch.lastOffset(buffer, at) + 1;
    }
}
