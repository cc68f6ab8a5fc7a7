package io.suiro.record;

import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One record of a batch. Key, value and header values may share the batch's buffer: they are valid as long as it is,
 * are not to be written to, and belong to one reader, for they have a position.
 *
 * @param timestamp milliseconds since the epoch, {@link Batch#NO_TIMESTAMP} if the producer gave none
 */
public record StoredRecord(
        long offset,
        long timestamp,
        @Nullable ByteBuffer key,
        @Nullable ByteBuffer value,
        List<RecordHeader> headers) {

    public StoredRecord {
        headers = List.copyOf(headers);
    }

    /** The same record with the time its batch was stamped with. */
    StoredRecord at(long logAppendTimeMs) {
        return new StoredRecord(offset, logAppendTimeMs, key, value, headers);
    }
}
