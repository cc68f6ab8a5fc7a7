package io.suiro.client;

import io.suiro.log.LogSlice;
import io.suiro.record.Batch;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** Batches of another broker's log, in memory: there is no file, and nothing to close. */
record ReceivedSlice(ByteBuffer bytes) implements LogSlice {
    @Override
    public FileChannel channel() {
        throw new UnsupportedOperationException("these batches are another broker's");
    }

    @Override
    public long position() {
        return 0;
    }

    @Override
    public int sizeInBytes() {
        return bytes.remaining();
    }

    @Override
    public long endOffset() {
        ByteBuffer whole = read();
        long end = 0;
        for (int at = 0; at < whole.limit(); at += Batch.sizeInBytes(whole, at)) {
            end = Batch.lastOffset(whole, at) + 1;
        }
        return end;
    }

    @Override
    public ByteBuffer read() {
        ByteBuffer whole = bytes.slice();
        int end = 0;
        while (whole.limit() - end >= Batch.HEADER_BYTES && whole.limit() - end >= Batch.sizeInBytes(whole, end)) {
            end += Batch.sizeInBytes(whole, end);
        }
        return whole.limit(end);
    }

    @Override
    public void close() {
        // memory of its own
    }
}
