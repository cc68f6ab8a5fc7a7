package io.suiro.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * Batches of one segment, as a range of its file: what a fetch sends with {@code sendfile}. The last may be partial, the
 * first never is; consumers skip a partial batch at the end and fetch it next. Holds the segment
 * open, even if retention deletes it meanwhile, until {@link #close}; every slice must be closed exactly once, by any
 * thread.
 */
public interface LogSlice extends AutoCloseable {
    FileChannel channel();

    /** Position in the file of the first byte. */
    long position();

    /** At least 0; a slice of 0 bytes needs to be closed too. */
    int sizeInBytes();

    /**
     * Exclusive: where the records end. Where {@code maxBytes} has cut the slice it is what the index knows, which may be
     * too little by an index interval.
     */
    long endOffset();

    /** A copy of the whole batches, for readers in this process: a partial one at the end is left out. */
    ByteBuffer read() throws IOException;

    @Override
    void close();
}
