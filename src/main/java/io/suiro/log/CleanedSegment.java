package io.suiro.log;

import io.suiro.base.Disk;
import io.suiro.base.DiskFile;
import io.suiro.log.clean.AbortedTransaction;
import io.suiro.record.Batch;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Writes the files of a cleaned segment, under names that a start does not take for a segment. One thread, used once. */
final class CleanedSegment implements AutoCloseable {
    private final Disk disk;
    private final Path directory;
    private final long baseOffset;
    private final int intervalBytes;
    private final DiskFile file;
    private final SegmentIndexes indexes;
    private final List<AbortedTransaction> aborted = new ArrayList<>();
    private ByteBuffer buffer;
    private int written;

    private CleanedSegment(
            Disk disk, Path directory, long baseOffset, int intervalBytes, int bufferBytes, DiskFile file) {
        this.disk = disk;
        this.directory = directory;
        this.baseOffset = baseOffset;
        this.intervalBytes = intervalBytes;
        this.file = file;
        this.indexes = new SegmentIndexes(baseOffset);
        this.buffer = ByteBuffer.allocate(bufferBytes);
    }

    static CleanedSegment create(Disk disk, Path directory, long baseOffset, int intervalBytes, int bufferBytes)
            throws IOException {
        for (String suffix : FileNames.OF_SEGMENT) {
            disk.delete(path(directory, baseOffset, suffix));
        }
        DiskFile file = disk.open(path(directory, baseOffset, FileNames.LOG));
        return new CleanedSegment(disk, directory, baseOffset, intervalBytes, bufferBytes, file);
    }

    private static Path path(Path directory, long baseOffset, String suffix) {
        return directory.resolve(FileNames.of(baseOffset, suffix + FileNames.CLEANED));
    }

    /** The buffer's remaining bytes are one batch. */
    void append(ByteBuffer batch) throws IOException {
        int size = batch.remaining();
        if (buffer.remaining() < size) {
            flush();
        }
        if (buffer.remaining() < size) {
            buffer = ByteBuffer.allocate(size);
        }
        int at = batch.position();
        indexes.add(
                Batch.lastOffset(batch, at),
                written + buffer.position(),
                size,
                Batch.largestTimestamp(batch, at),
                intervalBytes);
        buffer.put(batch.duplicate());
    }

    void addAborted(AbortedTransaction transaction) {
        aborted.add(transaction);
    }

    private void flush() throws IOException {
        buffer.flip();
        int bytes = buffer.remaining();
        file.write(buffer, written);
        written = Math.addExact(written, bytes);
        buffer.clear();
    }

    /** Makes all of it durable but the names. */
    void finish() throws IOException {
        flush();
        file.force();
        indexes.seal();
        indexes.write(disk, directory, baseOffset, FileNames.CLEANED);
        disk.force(path(directory, baseOffset, FileNames.INDEX));
        disk.force(path(directory, baseOffset, FileNames.TIME_INDEX));
        if (!aborted.isEmpty()) {
            disk.write(path(directory, baseOffset, FileNames.TRANSACTION_INDEX), TransactionIndex.write(aborted));
            disk.force(path(directory, baseOffset, FileNames.TRANSACTION_INDEX));
        }
    }

    int sizeInBytes() {
        return written + buffer.position();
    }

    SegmentIndexes indexes() {
        return indexes;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    /** Deletes what has been written. */
    void discard() throws IOException {
        close();
        for (String suffix : FileNames.OF_SEGMENT) {
            disk.delete(path(directory, baseOffset, suffix));
        }
    }
}
