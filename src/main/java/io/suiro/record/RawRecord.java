package io.suiro.record;

import io.suiro.error.Refused;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One record as its bytes, and the fields by which compaction judges it; see {@link RecordCursor} for the shape.
 *
 * @param body all that follows the record's length
 * @param offsetDeltaAt where in the body the timestamp's field has ended
 */
record RawRecord(
        ByteBuffer body,
        long timestampDelta,
        int offsetDeltaAt,
        int offsetDelta,
        @Nullable ByteBuffer key,
        boolean hasValue) {

    /** @throws Refused CORRUPT_MESSAGE if the bytes are no record */
    static RawRecord of(ByteBuffer body) {
        PlainInput fields = new PlainInput(body, Fault.DISK);
        fields.readByte();
        long timestampDelta = fields.readVarlong();
        int offsetDeltaAt = Math.toIntExact(fields.position());
        int offsetDelta = fields.readVarint();
        int keyBytes = fields.readVarint();
        if (keyBytes < -1) {
            throw fields.malformed("a key of " + keyBytes + " bytes");
        }
        ByteBuffer key = keyBytes < 0 ? null : fields.read(keyBytes);
        int valueBytes = fields.readVarint();
        fields.skip(Math.max(valueBytes, 0));
        return new RawRecord(body, timestampDelta, offsetDeltaAt, offsetDelta, key, valueBytes >= 0);
    }

    byte attributes() {
        return body.get(0);
    }

    ByteBuffer behindTimestamp() {
        return body.slice(offsetDeltaAt, body.limit() - offsetDeltaAt);
    }
}
