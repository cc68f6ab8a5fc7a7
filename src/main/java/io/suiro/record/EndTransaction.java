package io.suiro.record;

import io.suiro.error.Refused;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.apache.kafka.common.protocol.Errors;

/**
 * The one record of a control batch that ends a transaction.
 *
 * <pre>
 * key: version int16 | type int16 (0 abort, 1 commit; others end no transaction)
 * value: version int16 | coordinatorEpoch int32
 * </pre>
 *
 * Source: KIP-98.
 */
public record EndTransaction(boolean committed, int coordinatorEpoch, long timestamp) {
    private static final int KEY_BYTES = 4;
    private static final int VALUE_BYTES = 6;
    private static final int TYPE_AT = 2;
    private static final int COORDINATOR_EPOCH_AT = 2;
    private static final short ABORT = 0;
    private static final short COMMIT = 1;

    /**
     * The marker in a control batch; empty if compaction has removed it or it is a control record of another kind.
     *
     * @throws Refused CORRUPT_MESSAGE if the record is not one
     */
    public static Optional<EndTransaction> in(ByteBuffer buffer, int at) {
        try (var records = RecordReader.of(buffer, at)) {
            return records.hasNext() ? of(records.next()) : Optional.empty();
        }
    }

    static ByteBuffer key(boolean committed) {
        return ByteBuffer.allocate(KEY_BYTES)
                .putShort((short) 0)
                .putShort(committed ? COMMIT : ABORT)
                .flip();
    }

    static ByteBuffer value(int coordinatorEpoch) {
        return ByteBuffer.allocate(VALUE_BYTES)
                .putShort((short) 0)
                .putInt(coordinatorEpoch)
                .flip();
    }

    private static Optional<EndTransaction> of(StoredRecord record) {
        ByteBuffer key = record.key();
        ByteBuffer value = record.value();
        if (key == null || key.remaining() < KEY_BYTES) {
            throw new Refused(Errors.CORRUPT_MESSAGE, "a control record without its type");
        }
        short type = key.getShort(TYPE_AT);
        if (type != ABORT && type != COMMIT) {
            return Optional.empty();
        }
        if (value == null || value.remaining() < VALUE_BYTES) {
            throw new Refused(Errors.CORRUPT_MESSAGE, "an end of transaction without its coordinator epoch");
        }
        return Optional.of(new EndTransaction(type == COMMIT, value.getInt(COORDINATOR_EPOCH_AT), record.timestamp()));
    }
}
