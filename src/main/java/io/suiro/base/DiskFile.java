package io.suiro.base;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** An open file of the {@link Disk} seam. Positions and sizes are bytes. */
public interface DiskFile extends Closeable {
    /**
     * Writes all remaining bytes at the position.
     *
     * @throws DiskFullException if there was no room for all of them
     */
    void write(ByteBuffer source, long position) throws IOException;

    /** Reads until the buffer is full or the file ends; returns the number of bytes read, 0 at the end. */
    int read(ByteBuffer target, long position) throws IOException;

    long size() throws IOException;

    void truncate(long size) throws IOException;

    /** Returns once all written bytes are durable. */
    void force() throws IOException;

    /** Keeps others off it until it is closed; false if another process, or another user in this one, has it. */
    boolean tryLock() throws IOException;

    /** For {@code sendfile}: read-only use by the wire room. */
    FileChannel channel();

    @Override
    void close() throws IOException;
}
