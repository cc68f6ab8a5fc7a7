package io.suiro.tool.client.record;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.suiro.tool.client.CommandFailed;
import java.util.HexFormat;
import java.util.Locale;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.BooleanDeserializer;
import org.apache.kafka.common.serialization.DoubleDeserializer;
import org.apache.kafka.common.serialization.FloatDeserializer;
import org.apache.kafka.common.serialization.IntegerDeserializer;
import org.apache.kafka.common.serialization.LongDeserializer;
import org.apache.kafka.common.serialization.ShortDeserializer;
import org.jspecify.annotations.Nullable;

/** What keys or values are, as Kafka's serializers write them. Named in lower case, as it is typed. */
enum BytesAs {
    /** Printed byte for byte; UUIDs and strings are such. */
    TEXT,
    /** Any bytes, printed as hexadecimal digits. */
    HEX,
    BOOLEAN,
    SHORT,
    INTEGER,
    LONG,
    FLOAT,
    DOUBLE;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * As UTF-8 for people; null for null.
     *
     * @param what the bytes are, for the error
     * @throws CommandFailed if they are something else
     */
    byte @Nullable [] print(byte @Nullable [] bytes, String what) throws CommandFailed {
        try {
            return bytes == null ? null : printed(bytes);
        } catch (SerializationException e) {
            throw new CommandFailed(
                    what + " is no " + this + " (it has length " + bytes.length + "); hex prints any bytes", e);
        }
    }

    private byte[] printed(byte[] bytes) {
        return switch (this) {
            case TEXT -> bytes;
            case HEX -> utf8(HexFormat.of().formatHex(bytes));
            case BOOLEAN -> utf8(new BooleanDeserializer().deserialize("", bytes));
            case SHORT -> utf8(new ShortDeserializer().deserialize("", bytes));
            case INTEGER -> utf8(new IntegerDeserializer().deserialize("", bytes));
            case LONG -> utf8(new LongDeserializer().deserialize("", bytes));
            case FLOAT -> utf8(new FloatDeserializer().deserialize("", bytes));
            case DOUBLE -> utf8(new DoubleDeserializer().deserialize("", bytes));
        };
    }

    private static byte[] utf8(Object value) {
        return value.toString().getBytes(UTF_8);
    }
}
