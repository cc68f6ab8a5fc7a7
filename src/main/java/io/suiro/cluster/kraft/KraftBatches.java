package io.suiro.cluster.kraft;

import io.suiro.base.Disk;
import io.suiro.base.DiskFile;
import io.suiro.record.Batch;
import io.suiro.record.Checksum;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The batches of one file of Kafka's metadata, a segment of its log or a snapshot, one after the other. It ends where no
 * whole and sound batch follows. One thread; to be closed.
 */
final class KraftBatches implements Closeable {
    /** Far above what a controller appends at once, which is 8 MiB at most. */
    private static final int MOST_BYTES = 64 << 20;

    private final Path path;
    private final DiskFile file;
    private final long size;
    private long position;

    private KraftBatches(Path path, DiskFile file) throws IOException {
        this.path = path;
        this.file = file;
        this.size = file.size();
    }

    static KraftBatches open(Disk disk, Path path) throws IOException {
        DiskFile file = disk.open(path);
        try {
            return new KraftBatches(path, file);
        } catch (IOException e) {
            file.close();
            throw e;
        }
    }

    /** The next batch, from 0 to the limit; null at the end. */
    @Nullable
    ByteBuffer next() throws IOException {
        ByteBuffer batch = read(position);
        if (batch != null) {
            position += batch.limit();
        }
        return batch;
    }

    /**
     * Once there is no next batch: that the file is read to its end, or that what is left can be the half of a write
     * which a crash has cut short.
     *
     * @param mayBeTorn whether this file was being written
     * @throws IOException if anything sound lies behind what cannot be read
     */
    void checkEnd(boolean mayBeTorn) throws IOException {
        if (position == size) {
            return;
        }
        if (!mayBeTorn || isFollowed()) {
            throw new IOException(path + " is damaged at byte " + position + ": no sound batch begins there");
        }
    }

    /** Whether there is a sound batch where the one that is not sound says that it ends. */
    private boolean isFollowed() throws IOException {
        ByteBuffer length = ByteBuffer.allocate(Batch.LOG_OVERHEAD_BYTES);
        if (file.read(length, position) < Batch.LOG_OVERHEAD_BYTES) {
            return false;
        }
        int bytes = Batch.sizeInBytes(length, 0);
        return bytes >= Batch.HEADER_BYTES && read(position + bytes) != null;
    }

    private @Nullable ByteBuffer read(long at) throws IOException {
        ByteBuffer length = ByteBuffer.allocate(Batch.LOG_OVERHEAD_BYTES);
        if (file.read(length, at) < Batch.LOG_OVERHEAD_BYTES) {
            return null;
        }
        int bytes = Batch.sizeInBytes(length, 0);
        if (bytes < Batch.HEADER_BYTES || bytes > Math.min(MOST_BYTES, size - at)) {
            return null;
        }
        ByteBuffer batch = ByteBuffer.allocate(bytes);
        file.read(batch, at);
        batch.flip();
        return Batch.magic(batch, 0) == Batch.MAGIC && Checksum.matches(batch, 0) ? batch : null;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
