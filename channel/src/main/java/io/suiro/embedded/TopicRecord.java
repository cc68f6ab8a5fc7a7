package io.suiro.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.suiro.client.ConsumedRecord;
import io.suiro.record.RecordHeader;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A record of a topic as text (UTF-8), for assertions; of several headers of one name it has the last. */
public record TopicRecord(
        int partition,
        long offset,
        Instant timestamp,
        @Nullable String key,
        @Nullable String value,
        Map<String, @Nullable String> headers) {

    static TopicRecord of(ConsumedRecord record) {
        Map<String, @Nullable String> headers = new LinkedHashMap<>();
        for (RecordHeader header : record.stored().headers()) {
            headers.put(header.key(), text(header.value()));
        }
        return new TopicRecord(
                record.topicPartition().partition(),
                record.offset(),
                Instant.ofEpochMilli(record.stored().timestamp()),
                text(record.stored().key()),
                text(record.stored().value()),
                headers);
    }

    private static @Nullable String text(@Nullable ByteBuffer bytes) {
        return bytes == null ? null : UTF_8.decode(bytes.duplicate()).toString();
    }
}
