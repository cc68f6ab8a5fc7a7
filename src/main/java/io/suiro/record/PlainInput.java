package io.suiro.record;

import io.suiro.error.Refused;
import java.nio.ByteBuffer;
import org.apache.kafka.common.protocol.Errors;

/** Uncompressed records, read in place. */
final class PlainInput implements RecordInput {
    private final ByteBuffer records;
    private final int end;
    private final Errors blame;
    private int position;

    /** @param records from 0 to the limit; its position is not used */
    PlainInput(ByteBuffer records, Errors blame) {
        this.records = records;
        this.end = records.limit();
        this.blame = blame;
    }

    @Override
    public long position() {
        return position;
    }

    @Override
    public byte readByte() {
        if (position == end) {
            throw malformed("records end early");
        }
        return records.get(position++);
    }

    @Override
    public void skip(int bytes) {
        if (bytes > end - position) {
            throw malformed("records end early");
        }
        position += bytes;
    }

    @Override
    public ByteBuffer read(int bytes) {
        int from = position;
        skip(bytes);
        return records.slice(from, bytes);
    }

    @Override
    public boolean atEnd() {
        return position == end;
    }

    @Override
    public Refused malformed(String detail) {
        return new Refused(blame, detail);
    }

    @Override
    public void close() {}
}
