package io.suiro.admin;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.HexFormat;
import java.util.Locale;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/** How bytes of a record are shown, and given. */
enum RecordFormat {
    /** JSON if it is an object or an array, else text if it is that, else hex. */
    AUTO,
    /** UTF-8. */
    TEXT,
    /** A JSON value of any kind. */
    JSON,
    /** A whole number of 1, 2, 4 or 8 bytes, big-endian and with a sign, as Kafka's serializers write them; 8 bytes where it is given. */
    NUMBER,
    /** Two digits for each byte. */
    HEX;

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final ObjectReader STRICT =
            MAPPER.readerFor(JsonNode.class).with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    /**
     * Bytes as they are shown.
     *
     * @param value null of a record that has none
     * @param format what it is shown as: {@code hex} where the bytes are not what was asked for; null without a value
     */
    record Shown(@Nullable JsonNode value, @Nullable String format) {
        private static final Shown NONE = new Shown(null, null);
    }

    static RecordFormat of(String parameter, @Nullable String name) {
        for (RecordFormat format : values()) {
            if (format.toString().equals(name)) {
                return format;
            }
        }
        if (name == null) {
            return AUTO;
        }
        throw Query.refused(parameter, name, "one of auto, text, json, number and hex is wanted");
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    Shown show(@Nullable ByteBuffer bytes) {
        if (bytes == null) {
            return Shown.NONE;
        }
        JsonNode value =
                switch (this) {
                    case AUTO -> looksLikeJson(bytes) ? json(bytes) : null;
                    case TEXT -> text(bytes);
                    case JSON -> json(bytes);
                    case NUMBER -> number(bytes);
                    case HEX -> null;
                };
        if (value != null) {
            return new Shown(value, (this == AUTO ? JSON : this).toString());
        }
        if (this == AUTO) {
            JsonNode text = text(bytes);
            if (text != null) {
                return new Shown(text, TEXT.toString());
            }
        }
        return new Shown(TextNode.valueOf(HexFormat.of().formatHex(array(bytes))), HEX.toString());
    }

    private static boolean looksLikeJson(ByteBuffer bytes) {
        for (int at = bytes.position(); at < bytes.limit(); at++) {
            byte first = bytes.get(at);
            if (first > ' ') {
                return first == '{' || first == '[';
            }
        }
        return false;
    }

    private static @Nullable JsonNode json(ByteBuffer bytes) {
        try {
            JsonNode node = STRICT.readValue(array(bytes));
            return node == null || node.isMissingNode() ? null : node;
        } catch (IOException e) {
            return null;
        }
    }

    /** Null if it is none: not UTF-8, or with control characters, which no text has but for spaces. */
    private static @Nullable JsonNode text(ByteBuffer bytes) {
        try {
            String text = UTF_8.newDecoder().decode(bytes.duplicate()).toString();
            return text.chars().anyMatch(c -> c < ' ' && c != '\n' && c != '\r' && c != '\t')
                    ? null
                    : TextNode.valueOf(text);
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    private static @Nullable JsonNode number(ByteBuffer bytes) {
        int at = bytes.position();
        return switch (bytes.remaining()) {
            case Byte.BYTES -> MAPPER.getNodeFactory().numberNode(bytes.get(at));
            case Short.BYTES -> MAPPER.getNodeFactory().numberNode(bytes.getShort(at));
            case Integer.BYTES -> MAPPER.getNodeFactory().numberNode(bytes.getInt(at));
            case Long.BYTES -> MAPPER.getNodeFactory().numberNode(bytes.getLong(at));
            default -> null;
        };
    }

    private static byte[] array(ByteBuffer bytes) {
        byte[] array = new byte[bytes.remaining()];
        bytes.get(bytes.position(), array);
        return array;
    }

    /**
     * The bytes of a value that is given; null is none.
     *
     * @param field where it stands
     * @throws RefusedField if it is not of this format
     */
    @Nullable
    ByteBuffer bytes(String field, @Nullable JsonNode value) {
        if (value == null || value.isNull()) {
            return null;
        }
        return switch (this) {
            case AUTO -> value.isTextual() ? TEXT.bytes(field, value) : JSON.bytes(field, value);
            case TEXT -> ByteBuffer.wrap(text(field, value).getBytes(UTF_8));
            case JSON -> ByteBuffer.wrap(written(value));
            case NUMBER -> {
                if (!value.isIntegralNumber() || !value.canConvertToLong()) {
                    throw refused(field, "a whole number of 8 bytes is wanted");
                }
                yield ByteBuffer.allocate(Long.BYTES).putLong(0, value.longValue());
            }
            case HEX -> {
                try {
                    yield ByteBuffer.wrap(HexFormat.of().parseHex(text(field, value)));
                } catch (IllegalArgumentException e) {
                    throw refused(field, "two hexadecimal digits for each byte are wanted");
                }
            }
        };
    }

    private String text(String field, JsonNode value) {
        if (!value.isTextual()) {
            throw refused(field, "a string is wanted, as the format is " + this);
        }
        return value.textValue();
    }

    private static byte[] written(JsonNode value) {
        try {
            return MAPPER.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static RefusedField refused(String field, String why) {
        return new RefusedField(field, Errors.INVALID_REQUEST, field + ": " + why + ".");
    }
}
