package io.suiro.log;

import io.suiro.base.DiskFile;
import io.suiro.record.Batch;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.concurrent.atomic.AtomicBoolean;

/** A slice that holds a {@link SegmentFile} open. */
final class SegmentSlice implements LogSlice {
    private final SegmentFile segment;
    private final DiskFile file;
    private final int position;
    private final int sizeInBytes;
    private final long endOffset;
    private final long upperOffset;
    private final AtomicBoolean closed = new AtomicBoolean();

    /** Takes over the caller's hold on the file. */
    SegmentSlice(SegmentFile segment, DiskFile file, int position, int sizeInBytes, long endOffset, long upperOffset) {
        this.segment = segment;
        this.file = file;
        this.position = position;
        this.sizeInBytes = sizeInBytes;
        this.endOffset = endOffset;
        this.upperOffset = upperOffset;
    }

    @Override
    public FileChannel channel() {
        return file.channel();
    }

    @Override
    public long position() {
        return position;
    }

    @Override
    public int sizeInBytes() {
        return sizeInBytes;
    }

    @Override
    public long endOffset() {
        return endOffset;
    }

    /** Exclusive: no record of a whole batch is at or above it. It may be too much by an index interval. */
    long upperOffset() {
        return upperOffset;
    }

    /** Whether the segment has been deleted or replaced since. */
    boolean isRetired() {
        return segment.isRetired();
    }

    @Override
    public ByteBuffer read() throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(sizeInBytes);
        file.read(bytes, position);
        bytes.flip();
        int end = 0;
        while (bytes.limit() - end >= Batch.HEADER_BYTES) {
            int size = Batch.sizeInBytes(bytes, end);
            if (size < Batch.HEADER_BYTES || size > bytes.limit() - end) {
                break;
            }
            end += size;
        }
        return bytes.limit(end);
    }

    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            throw new IllegalStateException("a slice is closed once");
        }
        segment.release();
    }
}
