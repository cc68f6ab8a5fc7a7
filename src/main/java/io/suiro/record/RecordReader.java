package io.suiro.record;

import io.suiro.error.Refused;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.kafka.common.protocol.Errors;

/**
 * Reads the records of one stored batch, decompressing it if need be, in order of offset. For replay, lookup by time
 * and administration; consumers get batches as they are.
 *
 * <p>Reads as many records as the header counts, and never beyond the batch or a record; a batch that lies is refused
 * with CORRUPT_MESSAGE by whichever step finds it out. Does not move the buffer's position. One thread; to be closed.
 */
public final class RecordReader implements Iterator<StoredRecord>, AutoCloseable {
    private final RecordInput input;
    private final RecordCursor cursor;
    private final long baseOffset;
    private final long baseTimestamp;
    private final boolean logAppendTime;
    private final long maxTimestamp;
    private final int lastOffsetDelta;
    private final int count;
    private int read;
    private int offsetDelta = -1;

    private RecordReader(ByteBuffer buffer, int at) {
        this.input = RecordInput.open(buffer, at, Fault.DISK);
        this.cursor = new RecordCursor(input);
        this.baseOffset = Batch.baseOffset(buffer, at);
        this.baseTimestamp = Batch.baseTimestamp(buffer, at);
        this.logAppendTime = Batch.isLogAppendTime(buffer, at);
        this.maxTimestamp = Batch.maxTimestamp(buffer, at);
        this.lastOffsetDelta = Batch.lastOffsetDelta(buffer, at);
        this.count = Batch.count(buffer, at);
    }

    /**
     * Opens the batch that begins here; its checksum is not looked at.
     *
     * @param at where the batch begins
     * @throws Refused CORRUPT_MESSAGE if no whole batch is there, UNSUPPORTED_COMPRESSION_TYPE for an unknown codec
     */
    public static RecordReader of(ByteBuffer buffer, int at) {
        int left = buffer.limit() - at;
        if (left < Batch.HEADER_BYTES
                || buffer.getInt(at + Batch.LENGTH_AT) < Batch.HEADER_BYTES - Batch.LOG_OVERHEAD_BYTES
                || buffer.getInt(at + Batch.LENGTH_AT) > left - Batch.LOG_OVERHEAD_BYTES
                || Batch.magic(buffer, at) != Batch.MAGIC
                || Batch.count(buffer, at) < 0) {
            throw new Refused(Errors.CORRUPT_MESSAGE, "no whole batch at " + at);
        }
        return new RecordReader(buffer, at);
    }

    @Override
    public boolean hasNext() {
        return read < count;
    }

    @Override
    public StoredRecord next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        StoredRecord record = cursor.read(baseOffset, baseTimestamp);
        if (cursor.offsetDelta() <= offsetDelta || cursor.offsetDelta() > lastOffsetDelta) {
            throw input.malformed("offset delta " + cursor.offsetDelta() + " after " + offsetDelta + ", the last is "
                    + lastOffsetDelta);
        }
        offsetDelta = cursor.offsetDelta();
        read++;
        if (read == count && !input.atEnd()) {
            throw input.malformed("bytes follow the last of " + count + " records");
        }
        return logAppendTime ? record.at(maxTimestamp) : record;
    }

    @Override
    public void close() {
        input.close();
    }
}
