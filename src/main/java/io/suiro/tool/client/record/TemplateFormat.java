package io.suiro.tool.client.record;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.suiro.base.NearestName;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * Text with placeholders in braces. Keys, values and headers are printed byte for byte; what is null prints nothing.
 *
 * @param parts in their order
 */
record TemplateFormat(List<Part> parts) implements RecordFormat {
    private static final List<String> NAMES =
            List.of("topic", "partition", "offset", "timestamp", "time", "key", "value", "headers", "header:NAME");

    private static final String HEADER = "header:";
    private static final Pattern PART = Pattern.compile("\\{(?<name>[^{}]*)}|[^{]+|\\{");

    /** A placeholder, or what stands between two. */
    private interface Part {
        byte @Nullable [] of(ConsumerRecord<byte[], byte[]> record);
    }

    /** @throws IllegalArgumentException if there is no such placeholder, with the nearest that there is */
    static TemplateFormat parse(String template) {
        List<Part> parts = new ArrayList<>();
        Matcher matcher = PART.matcher(Escapes.resolve(template));
        while (matcher.find()) {
            String name = matcher.group("name");
            byte[] text = matcher.group().getBytes(UTF_8);
            parts.add(name == null ? _ -> text : placeholder(name));
        }
        return new TemplateFormat(List.copyOf(parts));
    }

    private static Part placeholder(String name) {
        if (name.startsWith(HEADER)) {
            String key = name.substring(HEADER.length());
            return record -> {
                Header header = record.headers().lastHeader(key);
                return header == null ? null : header.value();
            };
        }
        return switch (name) {
            case "topic" -> record -> text(record.topic());
            case "partition" -> record -> text(record.partition());
            case "offset" -> record -> text(record.offset());
            case "timestamp" -> record -> text(record.timestamp());
            case "time" -> record -> text(Instant.ofEpochMilli(record.timestamp()));
            case "key" -> ConsumerRecord::key;
            case "value" -> ConsumerRecord::value;
            case "headers" -> record -> text(headers(record));
            default ->
                throw new IllegalArgumentException("there is no placeholder {" + name + "}"
                        + NearestName.to(name, NAMES)
                                .map(near -> "; did you mean {" + near + "}?")
                                .orElse("; there are " + String.join(", ", NAMES)));
        };
    }

    private static byte[] text(Object value) {
        return value.toString().getBytes(UTF_8);
    }

    private static String headers(ConsumerRecord<byte[], byte[]> record) {
        List<String> headers = new ArrayList<>();
        for (Header header : record.headers()) {
            headers.add(header.key() + "=" + (header.value() == null ? "" : new String(header.value(), UTF_8)));
        }
        return String.join(",", headers);
    }

    @Override
    public void print(ConsumerRecord<byte[], byte[]> record, OutputStream out) throws IOException {
        for (Part part : parts) {
            byte[] bytes = part.of(record);
            if (bytes != null) {
                out.write(bytes);
            }
        }
        out.write('\n');
    }
}
