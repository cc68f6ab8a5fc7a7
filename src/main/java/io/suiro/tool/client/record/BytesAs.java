package io.suiro.tool.client.record;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.suiro.tool.client.CommandFailed;
import java.util.HexFormat;
import java.util.Map;
import java.util.function.Function;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.DoubleDeserializer;
import org.apache.kafka.common.serialization.FloatDeserializer;
import org.apache.kafka.common.serialization.IntegerDeserializer;
import org.apache.kafka.common.serialization.LongDeserializer;
import org.apache.kafka.common.serialization.ShortDeserializer;
import org.apache.kafka.common.serialization.UUIDDeserializer;
import org.jspecify.annotations.Nullable;

/** What keys or values are, as Kafka's serializers write them, and so how they are printed. */
record BytesAs(Function<byte[], byte[]> printed) {
    static final BytesAs TEXT = new BytesAs(bytes -> bytes);

    /** As they are typed, under the names that these types have in Kafka's console consumer. */
    static final Map<String, BytesAs> NAMES = Map.of(
            "text", TEXT,
            "hex", new BytesAs(bytes -> HexFormat.of().formatHex(bytes).getBytes(UTF_8)),
            "short", by(new ShortDeserializer()),
            "integer", by(new IntegerDeserializer()),
            "long", by(new LongDeserializer()),
            "float", by(new FloatDeserializer()),
            "double", by(new DoubleDeserializer()),
            "uuid", by(new UUIDDeserializer()));

    private static BytesAs by(Deserializer<?> deserializer) {
        return new BytesAs(
                bytes -> deserializer.deserialize("", bytes).toString().getBytes(UTF_8));
    }

    /**
     * As UTF-8; null for null.
     *
     * @param what it is, for the error
     * @throws CommandFailed if it is something else
     */
    byte @Nullable [] print(byte @Nullable [] bytes, String what) throws CommandFailed {
        try {
            return bytes == null ? null : printed.apply(bytes);
        } catch (SerializationException e) {
            throw new CommandFailed(what + " is something else: " + e.getMessage(), e);
        }
    }
}
