package io.suiro.log;

import io.suiro.base.DiskFile;
import io.suiro.record.Batch;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Goes through the batches of a segment's file in order, reading blocks and skipping records that nobody asked for. It
 * stops at the end, or where no whole batch follows: then {@link #nextPosition} is before the end. One thread.
 */
public final class BatchWalk {
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
        if (candidate >= end || complaint() != null) {
            return false;
        }
        int size = Batch.sizeInBytes(block, candidate - blockPosition);
        if (wholeBatches && !buffered(candidate, size)) {
            return false;
        }
        position = candidate;
        sizeInBytes = size;
        return true;
    }

    /** What is wrong with the header of the next batch, before the end; null if nothing is. */
    @Nullable
    String complaint() throws IOException {
        int candidate = nextPosition();
        int left = end - candidate;
        if (!buffered(candidate, Batch.HEADER_BYTES)) {
            return left + " bytes are less than the header of a batch";
        }
        int at = candidate - blockPosition;
        int size = Batch.sizeInBytes(block, at);
        if (Batch.magic(block, at) != Batch.MAGIC) {
            return "no batch of format 2 begins here: it would be of format " + Batch.magic(block, at);
        }
        if (size < Batch.HEADER_BYTES) {
            return "a batch of " + size + " bytes is less than its header";
        }
        if (size > left) {
            return "a batch of " + size + " bytes begins here, and only " + left + " are left";
        }
        if (Batch.lastOffsetDelta(block, at) < 0) {
            return "a batch with the last offset delta " + Batch.lastOffsetDelta(block, at);
        }
        return Batch.baseOffset(block, at) < 0 ? "a batch with the base offset " + Batch.baseOffset(block, at) : null;
    }

    /** Position in the file of the batch. */
    public int position() {
        return position;
    }

    public int sizeInBytes() {
        return sizeInBytes;
    }

    /** Position in the file after the batch. */
    public int nextPosition() {
        return position + sizeInBytes;
    }

    /** Valid until the next step. */
    public ByteBuffer buffer() {
        return block;
    }

    /** Where in {@link #buffer} the batch begins. */
    public int at() {
        return position - blockPosition;
    }

    public long baseOffset() {
        return Batch.baseOffset(block, at());
    }

    public long lastOffset() {
        return Batch.lastOffset(block, at());
    }

    public int leaderEpoch() {
        return Batch.leaderEpoch(block, at());
    }

    /** Of its records: as {@link Batch#largestTimestamp} tells. */
    public long maxTimestamp() {
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
