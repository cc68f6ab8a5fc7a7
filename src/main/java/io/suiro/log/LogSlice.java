package io.suiro.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * Whole batches of one segment, as a range of its file: what a fetch sends with {@code sendfile}. Holds the segment
 * open, even if retention deletes it meanwhile, until {@link #close}; every slice must be closed exactly once, by any
 * thread.
 */
public interface LogSlice extends AutoCloseable {
    FileChannel channel();

    /** Position in the file of the first byte. */
    long position();

    /** At least 0; a slice of 0 bytes needs to be closed too. */
    int sizeInBytes();

    /** A copy of the bytes, for readers in this process. */
    ByteBuffer read() throws IOException;

    @Override
    void close();
}
