package io.suiro.tool.client.record;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.suiro.tool.client.JsonText;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * An object on one line: topic, partition, offset, timestamp (ms since the epoch), key, value, headers. What is no UTF-8 stands
 * under {@code keyBase64} or {@code valueBase64} instead.
 */
record JsonFormat() implements RecordFormat {
    @Override
    public void print(ConsumerRecord<byte[], byte[]> record, OutputStream out) throws IOException {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        object.put("topic", record.topic());
        object.put("partition", record.partition());
        object.put("offset", record.offset());
        object.put("timestamp", record.timestamp());
        put(object, "key", record.key());
        put(object, "value", record.value());
        List<Map<String, @Nullable Object>> headers = new ArrayList<>();
        for (Header header : record.headers()) {
            Map<String, @Nullable Object> each = new LinkedHashMap<>();
            each.put("name", header.key());
            put(each, "value", header.value());
            headers.add(each);
        }
        object.put("headers", headers);
        out.write((JsonText.compact(object) + "\n").getBytes(UTF_8));
    }

    private static void put(Map<String, @Nullable Object> object, String name, byte @Nullable [] bytes) {
        if (bytes == null) {
            object.put(name, null);
            return;
        }
        try {
            object.put(name, UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
        } catch (CharacterCodingException e) {
            object.put(name + "Base64", Base64.getEncoder().encodeToString(bytes));
        }
    }
}
