package io.suiro.tool.client.record;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.suiro.base.NearestName;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.jspecify.annotations.Nullable;

/**
 * A line is a JSON object as {@link JsonFormat} writes it. {@code value} (or {@code valueBase64}) must be there and may be null;
 * {@code key}, {@code headers}, {@code partition} and {@code timestamp} may be there. A key or value that is no string is taken
 * as its JSON text. {@code topic} and {@code offset} are ignored, so that records can be piped from topic to topic.
 */
record JsonLines(String topic) implements LineParser {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private static final Set<String> MEMBERS =
            Set.of("topic", "offset", "partition", "timestamp", "key", "keyBase64", "value", "valueBase64", "headers");

    @Override
    public ProducerRecord<byte[], byte[]> parse(byte[] line) throws LineRefused {
        JsonNode record = read(line);
        for (Map.Entry<String, JsonNode> member : record.properties()) {
            if (!MEMBERS.contains(member.getKey())) {
                throw new LineRefused(
                        "a record has no member " + member.getKey() + NearestName.hint(member.getKey(), MEMBERS));
            }
        }
        if (!record.has("value") && !record.has("valueBase64")) {
            throw new LineRefused("the member value is missing; null deletes in a compacted topic");
        }
        try {
            Long partition = number(record, "partition");
            return new ProducerRecord<>(
                    topic,
                    partition == null ? null : (Integer) Math.toIntExact(partition),
                    number(record, "timestamp"),
                    bytes(record, "key"),
                    bytes(record, "value"),
                    headers(record));
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new LineRefused(String.valueOf(e.getMessage()));
        }
    }

    private static JsonNode read(byte[] line) throws LineRefused {
        try {
            JsonNode record = JSON.readTree(line);
            if (!record.isObject()) {
                throw new LineRefused("not a JSON object, such as {\"key\": \"a\", \"value\": \"b\"}");
            }
            return record;
        } catch (JsonProcessingException e) {
            String where = e.getLocation() == null
                    ? ""
                    : " at column " + e.getLocation().getColumnNr();
            throw new LineRefused(
                    "not JSON: " + e.getOriginalMessage().lines().findFirst().orElse("") + where);
        } catch (IOException e) {
            throw new LineRefused("not JSON: " + e.getMessage());
        }
    }

    private static @Nullable Long number(JsonNode record, String name) throws LineRefused {
        JsonNode node = record.get(name);
        if (node == null || node.isNull()) {
            return null;
        }
        if (!node.isIntegralNumber() || !node.canConvertToLong()) {
            throw new LineRefused(name + " is not a whole number: " + node);
        }
        return node.longValue();
    }

    private static byte @Nullable [] bytes(JsonNode owner, String name) throws LineRefused {
        JsonNode base64 = owner.get(name + "Base64");
        JsonNode node = owner.get(name);
        if (base64 != null && node != null) {
            throw new LineRefused("there are both " + name + " and " + name + "Base64");
        }
        if (base64 != null && !base64.isNull()) {
            try {
                return Base64.getDecoder().decode(base64.asText());
            } catch (IllegalArgumentException e) {
                throw new LineRefused(name + "Base64 is not base64: " + e.getMessage());
            }
        }
        return node == null ? null : bytes(node);
    }

    private static byte @Nullable [] bytes(JsonNode node) {
        return node.isNull() ? null : (node.isTextual() ? node.textValue() : node.toString()).getBytes(UTF_8);
    }

    /** Either a list, in which a name may occur again, or an object. */
    private static List<Header> headers(JsonNode record) throws LineRefused {
        JsonNode node = record.get("headers");
        List<Header> headers = new ArrayList<>();
        if (node == null || node.isNull()) {
            return headers;
        }
        if (node.isObject()) {
            for (Map.Entry<String, JsonNode> each : node.properties()) {
                headers.add(new RecordHeader(each.getKey(), bytes(each.getValue())));
            }
            return headers;
        }
        for (JsonNode each : node) {
            JsonNode name = each.get("name");
            if (name == null || !name.isTextual()) {
                throw new LineRefused("a header is {\"name\": ..., \"value\": ...}, not " + each);
            }
            headers.add(new RecordHeader(name.textValue(), bytes(each, "value")));
        }
        if (!node.isArray()) {
            throw new LineRefused("headers are a list or an object, not " + node);
        }
        return headers;
    }
}
