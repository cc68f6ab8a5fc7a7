package io.suiro.record;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Steps through the records of one batch. One cursor serves all of them, so that checking allocates nothing per record.
 *
 * <pre>
 * length varint | attributes int8 | timestampDelta varlong | offsetDelta varint | keyLength varint, key
 * valueLength varint, value | headerCount varint, each: keyLength varint, key, valueLength varint, value
 * (lengths are signed: -1 is null, which a header's key cannot be)
 * </pre>
 *
 * Source: Kafka protocol guide, "Record".
 */
final class RecordCursor {
    private final RecordInput input;
    private long end;
    private long timestampDelta;
    private int offsetDelta;

    RecordCursor(RecordInput input) {
        this.input = input;
    }

    long timestampDelta() {
        return timestampDelta;
    }

    int offsetDelta() {
        return offsetDelta;
    }

    /** Steps over the next record, checking its shape; tells whether it has a key. */
    boolean skip() {
        if (input instanceof PlainInput plain) {
            int key = plain.skipUsual(this);
            if (key != PlainInput.UNUSUAL) {
                return key >= 0;
            }
        }
        begin();
        int keyBytes = length("key", -1);
        input.skip(Math.max(keyBytes, 0));
        input.skip(Math.max(length("value", -1), 0));
        int headers = headerCount();
        for (int i = 0; i < headers; i++) {
            input.skip(length("header key", 0));
            input.skip(Math.max(length("header value", -1), 0));
        }
        finish();
        return keyBytes >= 0;
    }

    /** The input has stepped over a record by itself. */
    void stepped(long timestampDelta, int offsetDelta) {
        this.timestampDelta = timestampDelta;
        this.offsetDelta = offsetDelta;
    }

    /** Reads the next record of a batch that begins at these. */
    StoredRecord read(long baseOffset, long baseTimestamp) {
        begin();
        ByteBuffer key = bytes("key");
        ByteBuffer value = bytes("value");
        int count = headerCount();
        List<RecordHeader> headers = count == 0 ? List.of() : new ArrayList<>(Math.min(count, 16));
        for (int i = 0; i < count; i++) {
            int keyBytes = length("header key", 0);
            String name = UTF_8.decode(input.read(keyBytes)).toString();
            headers.add(new RecordHeader(name, bytes("header value")));
        }
        finish();
        return new StoredRecord(baseOffset + offsetDelta, baseTimestamp + timestampDelta, key, value, headers);
    }

    /**
     * Takes the next record as it stands: a view of its own over the bytes that follow its length. Of its fields those
     * up to the value's length are looked at.
     */
    RawRecord raw() {
        int length = input.readVarint();
        if (length < 0) {
            throw input.malformed("a record of " + length + " bytes");
        }
        return RawRecord.of(input.read(length));
    }

    private void begin() {
        int length = input.readVarint();
        if (length < 0) {
            throw input.malformed("a record of " + length + " bytes");
        }
        end = input.position() + length;
        input.readByte();
        timestampDelta = input.readVarlong();
        offsetDelta = input.readVarint();
    }

    private void finish() {
        if (input.position() != end) {
            throw input.malformed("a record's fields end " + (input.position() - end) + " bytes from its own end");
        }
    }

    private @Nullable ByteBuffer bytes(String what) {
        int length = length(what, -1);
        return length < 0 ? null : input.read(length);
    }

    /** Within the record: what lies beyond it is not read, whatever the length says. */
    private int length(String what, int least) {
        int length = input.readVarint();
        if (length < least || length > end - input.position()) {
            throw input.malformed("a " + what + " of " + length + " bytes");
        }
        return length;
    }

    private int headerCount() {
        int count = input.readVarint();
        if (count < 0 || count > end - input.position()) {
            throw input.malformed(count + " headers");
        }
        return count;
    }
}
