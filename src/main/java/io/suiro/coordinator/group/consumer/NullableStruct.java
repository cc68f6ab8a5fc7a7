package io.suiro.coordinator.group.consumer;

import java.nio.ByteBuffer;
import org.apache.kafka.common.protocol.types.Schema;
import org.apache.kafka.common.protocol.types.SchemaException;
import org.apache.kafka.common.protocol.types.Struct;
import org.apache.kafka.common.protocol.types.Type;
import org.jspecify.annotations.Nullable;

/** A structure that may be null, as a tagged field has it: a byte that is 0 for null, or 1 and the structure. */
final class NullableStruct extends Type {
    private static final byte NULL = 0;
    private static final byte PRESENT = 1;

    private final Schema schema;

    NullableStruct(Schema schema) {
        this.schema = schema;
    }

    @Override
    public boolean isNullable() {
        return true;
    }

    @Override
    public void write(ByteBuffer buffer, @Nullable Object value) {
        buffer.put(value == null ? NULL : PRESENT);
        if (value != null) {
            schema.write(buffer, value);
        }
    }

    @Override
    public @Nullable Object read(ByteBuffer buffer) {
        return buffer.get() == NULL ? null : schema.read(buffer);
    }

    @Override
    public @Nullable Object validate(@Nullable Object value) {
        if (value == null || value instanceof Struct) {
            return value;
        }
        throw new SchemaException(value + " is not a structure");
    }

    @Override
    public int sizeOf(@Nullable Object value) {
        return value == null ? 1 : 1 + schema.sizeOf(value);
    }
}
