package io.suiro.tool.client.record;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * A line is the value, as it is; or, with a separator, the key, the separator and the value.
 *
 * @param separator between key and value, where it first occurs; null if lines have no key
 * @param nothing a key or value of these characters is null; null if none is
 */
record TextLines(
        String topic, @Nullable String separator, @Nullable String nothing) implements LineParser {
    @Override
    public ProducerRecord<byte[], byte[]> parse(byte[] line) throws LineRefused {
        if (separator == null) {
            return new ProducerRecord<>(topic, null, orNull(line));
        }
        byte[] between = separator.getBytes(UTF_8);
        int at = indexOf(line, between);
        if (at < 0) {
            throw new LineRefused("there is no key: the separator '" + separator + "' is missing");
        }
        return new ProducerRecord<>(
                topic,
                orNull(Arrays.copyOf(line, at)),
                orNull(Arrays.copyOfRange(line, at + between.length, line.length)));
    }

    private byte @Nullable [] orNull(byte[] bytes) {
        return nothing != null && Arrays.equals(bytes, nothing.getBytes(UTF_8)) ? null : bytes;
    }

    private static int indexOf(byte[] line, byte[] part) {
        for (int at = 0; at + part.length <= line.length; at++) {
            if (Arrays.equals(line, at, at + part.length, part, 0, part.length)) {
                return at;
            }
        }
        return -1;
    }
}
