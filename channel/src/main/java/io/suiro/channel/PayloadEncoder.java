package io.suiro.channel;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.ByteBuffer;
import java.util.UUID;
import java.util.function.Supplier;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * From a key or payload to bytes: by Kafka's serializer where one is configured, else as Kafka's own would strings, numbers, UUIDs and bytes, and anything
 * else as JSON. Any thread.
 */
final class PayloadEncoder {
    private final @Nullable Serializer<Object> serializer;
    private final Supplier<ObjectMapper> json;

    PayloadEncoder(@Nullable Serializer<Object> serializer, Supplier<ObjectMapper> json) {
        this.serializer = serializer;
        this.json = json;
    }

    /** @throws SerializationException if it cannot be said in bytes */
    @Nullable
    ByteBuffer encode(String topic, Headers headers, @Nullable Object payload) {
        byte[] bytes = serializer == null ? builtIn(payload) : configured(serializer, topic, headers, payload);
        return bytes == null ? null : ByteBuffer.wrap(bytes);
    }

    private static byte @Nullable [] configured(
            Serializer<Object> serializer, String topic, Headers headers, @Nullable Object payload) {
        try {
            return serializer.serialize(topic, headers, payload);
        } catch (ClassCastException e) {
            throw new SerializationException(
                    serializer.getClass().getName() + " does not take a payload of "
                            + (payload == null ? "null" : payload.getClass().getName()),
                    e);
        }
    }

    private byte @Nullable [] builtIn(@Nullable Object payload) {
        return switch (payload) {
            case null -> null;
            case byte[] bytes -> bytes;
            case String text -> text.getBytes(UTF_8);
            case ByteBuffer buffer -> Bytes.of(buffer);
            case UUID uuid -> uuid.toString().getBytes(UTF_8);
            case Short number ->
                ByteBuffer.allocate(Short.BYTES).putShort(number).array();
            case Integer number ->
                ByteBuffer.allocate(Integer.BYTES).putInt(number).array();
            case Long number -> ByteBuffer.allocate(Long.BYTES).putLong(number).array();
            case Float number ->
                ByteBuffer.allocate(Float.BYTES).putFloat(number).array();
            case Double number ->
                ByteBuffer.allocate(Double.BYTES).putDouble(number).array();
            case Object object -> json(object);
        };
    }

    private byte[] json(Object object) {
        try {
            return json.get().writeValueAsBytes(object);
        } catch (JsonProcessingException e) {
            throw new SerializationException(
                    object.getClass().getName() + " cannot be written as JSON: " + e.getOriginalMessage(), e);
        }
    }
}
