package io.suiro.log;

import io.suiro.base.DiskFile;
import io.suiro.record.Batch;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Goes through the batches of a segment's file in order, reading blocks and skipping records that nobody asked for. It
 * stops at the end, or where no whole batch follows: then {@link #nextPosition} is before the end. One thread.
 */
final class BatchWalk {
    private static final int HEADERS_BLOCK_BYTES = 4096;
    private static final int BATCHES_BLOCK_BYTES = 256 * 1024;

    private final DiskFile file;
    private final int end;
    private final boolean wholeBatches;
    private ByteBuffer block;
    private int blockPosition;
    private int position;
    private int sizeInBytes;

    private BatchWalk(DiskFile file, int start, int end, boolean wholeBatches) {
        this.file = file;
        this.end = end;
        this.wholeBatches = wholeBatches;
        this.position = start;
        int blockBytes = wholeBatches ? BATCHES_BLOCK_BYTES : HEADERS_BLOCK_BYTES;
        this.block = ByteBuffer.allocate(Math.clamp((long) end - start, 0, blockBytes))
                .limit(0);
    }

    /** {@link #buffer} holds the header of each batch, and not always its records. */
    static BatchWalk headers(DiskFile file, int start, int end) {
        return new BatchWalk(file, start, end, false);
    }

    /** {@link #buffer} holds the whole of each batch. */
    static BatchWalk batches(DiskFile file, int start, int end) {
        return new BatchWalk(file, start, end, true);
    }

    /** Steps to the next batch; false, staying where it is, if no whole batch follows. */
    boolean next() throws IOException {
        int candidate = nextPosition();
        if (!buffered(candidate, Batch.HEADER_BYTES)) {
            return false;
        }
        int at = candidate - blockPosition;
        int size = Batch.sizeInBytes(block, at);
        if (size < Batch.HEADER_BYTES
                || size > end - candidate
                || Batch.magic(block, at) != Batch.MAGIC
                || Batch.lastOffsetDelta(block, at) < 0
                || Batch.baseOffset(block, at) < 0) {
            return false;
        }
        if (wholeBatches && !buffered(candidate, size)) {
            return false;
        }
        position = candidate;
        sizeInBytes = size;
        return true;
    }

    /** Position in the file of the batch. */
    int position() {
        return position;
    }

    int sizeInBytes() {
        return sizeInBytes;
    }

    /** Position in the file after the batch. */
    int nextPosition() {
        return position + sizeInBytes;
    }

    /** Valid until the next step. */
    ByteBuffer buffer() {
        return block;
    }

    /** Where in {@link #buffer} the batch begins. */
    int at() {
        return position - blockPosition;
    }

    long baseOffset() {
        return Batch.baseOffset(block, at());
    }

    long lastOffset() {
        return Batch.lastOffset(block, at());
    }

    int leaderEpoch() {
        return Batch.leaderEpoch(block, at());
    }

    long maxTimestamp() {
        return Batch.largestTimestamp(block, at());
    }

    private boolean buffered(int from, int bytes) throws IOException {
        if (bytes > end - from) {
            return false;
        }
        if (from >= blockPosition && from + bytes <= blockPosition + block.limit()) {
            return true;
        }
        if (block.capacity() < bytes) {
            block = ByteBuffer.allocate(bytes);
        }
        block.clear().limit(Math.min(block.capacity(), end - from));
        int read = file.read(block, from);
        block.flip();
        blockPosition = from;
        return read >= bytes;
    }
}
