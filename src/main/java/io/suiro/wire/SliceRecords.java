package io.suiro.wire;

import io.netty.buffer.ByteBuf;
import io.suiro.log.LogSlice;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.FetchResponseData.FetchableTopicResponse;
import org.apache.kafka.common.message.FetchResponseData.PartitionData;
import org.apache.kafka.common.network.TransferableChannel;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.record.internal.BaseRecords;
import org.apache.kafka.common.record.internal.RecordsSend;

/**
 * A slice of a log as the records of a Fetch answer: the server sends it from the file with {@code sendfile}, or a copy where the
 * whole answer is small, and closes the slice once, whether it was sent, its connection was lost, or the answer was never written. Any thread.
 */
public final class SliceRecords implements BaseRecords, AutoCloseable {
    private final LogSlice slice;
    private final AtomicBoolean closed = new AtomicBoolean();

    /** Takes ownership of the slice. */
    public SliceRecords(LogSlice slice) {
        this.slice = slice;
    }

    @Override
    public int sizeInBytes() {
        return slice.sizeInBytes();
    }

    /** What it was made of, which it still owns. */
    public LogSlice slice() {
        return slice;
    }

    /** For Kafka's own channels; the server's encoder makes a file region of the slice instead. */
    @Override
    public RecordsSend<SliceRecords> toSend() {
        return new RecordsSend<>(this, sizeInBytes()) {
            @Override
            protected int writeTo(TransferableChannel target, int written, int remaining) throws IOException {
                return (int) target.transferFrom(slice.channel(), slice.position() + written, remaining);
            }
        };
    }

    /**
     * Reads the slice into the buffer and closes it.
     *
     * @throws UncheckedIOException if it cannot be read
     */
    void copyTo(ByteBuf buffer) {
        try {
            int left = slice.sizeInBytes();
            long position = slice.position();
            while (left > 0) {
                int read = buffer.writeBytes(slice.channel(), position, left);
                if (read <= 0) {
                    throw new EOFException("the segment ends " + left + " bytes early");
                }
                position += read;
                left -= read;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            close();
        }
    }

    /** Closes the slice; only the first call has an effect. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            slice.close();
        }
    }

    /** Closes the slices of an answer that will not be sent. */
    static void closeAll(ApiMessage answer) {
        if (answer instanceof FetchResponseData fetch) {
            for (FetchableTopicResponse topic : fetch.responses()) {
                for (PartitionData partition : topic.partitions()) {
                    if (partition.records() instanceof SliceRecords records) {
                        records.close();
                    }
                }
            }
        }
    }
}
