package io.suiro.record;

import io.suiro.error.Refused;
import java.nio.ByteBuffer;

/** Uncompressed records, read in place. */
final class PlainInput implements RecordInput {
    static final int UNUSUAL = Integer.MIN_VALUE;
    /** Length, attributes, both deltas and the key's length, with room to read one byte too many. */
    private static final int MOST_FIELD_BYTES = 16;

    private final ByteBuffer records;
    private final int end;
    private final Fault blame;
    private int position;

    /** @param records from 0 to the limit; its position is not used */
    PlainInput(ByteBuffer records, Fault blame) {
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

    /**
     * Steps over a record of the usual shape: sound, at most two bytes for each number, no headers. This is where a broker
     * spends most of its own time.
     *
     * @param cursor is told the deltas
     * @return the length of the key, -1 for none; {@link #UNUSUAL} if the record is still to be stepped over
     */
    int skipUsual(RecordCursor cursor) {
        ByteBuffer bytes = records;
        int at = position;
        if (end - at < MOST_FIELD_BYTES) {
            return UNUSUAL;
        }
        int length = twoBytes(bytes, at);
        at += size(length);
        int recordEnd = at + value(length);
        if (length < 0 || recordEnd > end) {
            return UNUSUAL;
        }
        int timestampDelta = twoBytes(bytes, at + 1);
        at += 1 + size(timestampDelta);
        int offsetDelta = twoBytes(bytes, at);
        at += size(offsetDelta);
        int key = twoBytes(bytes, at);
        at += size(key) + Math.max(0, value(key));
        if (at + 3 > recordEnd) {
            return UNUSUAL;
        }
        int value = twoBytes(bytes, at);
        at += size(value) + Math.max(0, value(value));
        if ((timestampDelta | offsetDelta | key | value) < 0
                || Math.min(value(key), value(value)) < -1
                || at != recordEnd - 1
                || bytes.get(at) != 0) {
            return UNUSUAL;
        }
        position = recordEnd;
        cursor.stepped(value(timestampDelta), value(offsetDelta));
        return value(key);
    }

    /** A varint of one byte or two, with its size; negative for a longer one. */
    private static int twoBytes(ByteBuffer bytes, int at) {
        int first = bytes.get(at);
        if (first >= 0) {
            return (first << 2) | 1;
        }
        int second = bytes.get(at + 1);
        return second >= 0 ? ((second << 7 | (first & 0x7f)) << 2) | 2 : -1;
    }

    private static int size(int varint) {
        return varint & 3;
    }

    private static int value(int varint) {
        return (varint >>> 3) ^ -((varint >>> 2) & 1);
    }

    @Override
    public int readVarint() {
        int varint = takeTwoBytes();
        return varint < 0 ? RecordInput.super.readVarint() : value(varint);
    }

    @Override
    public long readVarlong() {
        int varint = takeTwoBytes();
        return varint < 0 ? RecordInput.super.readVarlong() : value(varint);
    }

    /** Negative, and nothing is taken, if it is longer. */
    private int takeTwoBytes() {
        int varint = end - position < 2 ? -1 : twoBytes(records, position);
        position += varint < 0 ? 0 : size(varint);
        return varint;
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
        return new Refused(blame.code(), detail);
    }

    @Override
    public void close() {}
}
