package io.suiro.channel;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;

/**
 * From bytes to what a method or field asks for: strings, numbers, UUIDs and bytes as Kafka's own deserializers have them, anything else from JSON.
 * Any thread.
 */
final class PayloadDecoder {
    private static final Map<Type, Type> BOXED = Map.of(
            short.class, Short.class,
            int.class, Integer.class,
            long.class, Long.class,
            float.class, Float.class,
            double.class, Double.class);

    private final Supplier<ObjectMapper> json;

    PayloadDecoder(Supplier<ObjectMapper> json) {
        this.json = json;
    }

    /** @throws SerializationException if the bytes are nothing of this type */
    @Nullable
    Object decode(byte @Nullable [] bytes, Type target) {
        if (bytes == null) {
            return null;
        }
        if (target == byte[].class || target == Object.class) {
            return bytes;
        } else if (target == String.class) {
            return new String(bytes, UTF_8);
        }
        Type type = BOXED.getOrDefault(target, target);
        if (type == ByteBuffer.class) {
            return ByteBuffer.wrap(bytes);
        } else if (type == UUID.class) {
            return uuid(bytes);
        } else if (type == Short.class) {
            return sized(bytes, Short.BYTES, type).getShort();
        } else if (type == Integer.class) {
            return sized(bytes, Integer.BYTES, type).getInt();
        } else if (type == Long.class) {
            return sized(bytes, Long.BYTES, type).getLong();
        } else if (type == Float.class) {
            return sized(bytes, Float.BYTES, type).getFloat();
        } else if (type == Double.class) {
            return sized(bytes, Double.BYTES, type).getDouble();
        }
        return json(bytes, type);
    }

    private static UUID uuid(byte[] bytes) {
        try {
            return UUID.fromString(new String(bytes, UTF_8));
        } catch (IllegalArgumentException e) {
            throw new SerializationException("not a UUID: " + e.getMessage(), e);
        }
    }

    private static ByteBuffer sized(byte[] bytes, int size, Type type) {
        if (bytes.length != size) {
            throw new SerializationException(
                    "a " + type.getTypeName() + " has " + size + " bytes, and this record " + bytes.length);
        }
        return ByteBuffer.wrap(bytes);
    }

    private @Nullable Object json(byte[] bytes, Type type) {
        try {
            ObjectMapper mapper = json.get();
            return mapper.readValue(bytes, mapper.constructType(type));
        } catch (IOException e) {
            throw new SerializationException(
                    "not a " + type.getTypeName() + " in JSON: "
                            + (e instanceof com.fasterxml.jackson.core.JsonProcessingException j
                                    ? j.getOriginalMessage()
                                    : e.getMessage()),
                    e);
        }
    }
}
