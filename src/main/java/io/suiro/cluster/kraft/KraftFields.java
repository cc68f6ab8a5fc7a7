package io.suiro.cluster.kraft;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.jspecify.annotations.Nullable;

/**
 * Fields in Kafka's flexible encoding, read one after the other. Integers are big-endian.
 *
 * <pre>
 * string, array   length + 1 as unsigned varint (0 is null), then UTF-8, or items
 * tagged fields   at the end of each struct: count varint; each: tag varint, length varint, field
 * </pre>
 *
 * What does not fit is refused with a {@link RuntimeException}: {@link KraftRecordReader} knows what it was part of. Source:
 * KIP-482.
 */
final class KraftFields {
    private final ByteBufferAccessor in;

    /** Reads from the buffer's position to its limit. */
    KraftFields(ByteBuffer bytes) {
        this.in = new ByteBufferAccessor(bytes);
    }

    int unsignedVarint() {
        return in.readUnsignedVarint();
    }

    byte int8() {
        return in.readByte();
    }

    boolean bool() {
        return in.readByte() != 0;
    }

    short int16() {
        return in.readShort();
    }

    int int32() {
        return in.readInt();
    }

    long int64() {
        return in.readLong();
    }

    Uuid uuid() {
        return in.readUuid();
    }

    @Nullable
    String nullableString() {
        int length = in.readUnsignedVarint() - 1;
        return length < 0 ? null : in.readString(length);
    }

    String string() {
        return required(nullableString());
    }

    List<Integer> int32s() {
        return array(this::int32);
    }

    @Nullable
    List<Integer> nullableInt32s() {
        return nullableArray(this::int32);
    }

    List<Uuid> uuids() {
        return array(this::uuid);
    }

    @Nullable
    List<Uuid> nullableUuids() {
        return nullableArray(this::uuid);
    }

    <T> List<T> array(Supplier<T> item) {
        return required(nullableArray(item));
    }

    private <T> @Nullable List<T> nullableArray(Supplier<T> item) {
        int count = in.readUnsignedVarint() - 1;
        if (count < 0) {
            return null;
        }
        if (count > in.remaining()) {
            throw new IllegalArgumentException(count + " items where " + in.remaining() + " bytes are left");
        }
        List<T> items = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            items.add(item.get());
        }
        return items;
    }

    private static <T> T required(@Nullable T value) {
        if (value == null) {
            throw new IllegalArgumentException("null where that is not allowed");
        }
        return value;
    }

    /** The tagged fields that end a struct, by tag. */
    Map<Integer, KraftFields> tagged() {
        Map<Integer, KraftFields> fields = new HashMap<>();
        int count = in.readUnsignedVarint();
        for (int i = 0; i < count; i++) {
            int tag = in.readUnsignedVarint();
            fields.put(tag, new KraftFields(in.readByteBuffer(in.readUnsignedVarint())));
        }
        return fields;
    }

    /** Bytes that have not been read. */
    int remaining() {
        return in.remaining();
    }
}
