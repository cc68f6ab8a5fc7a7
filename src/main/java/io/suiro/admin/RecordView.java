package io.suiro.admin;

import com.fasterxml.jackson.databind.JsonNode;
import io.suiro.admin.RecordFormat.Shown;
import io.suiro.record.Batch;
import io.suiro.record.RecordHeader;
import io.suiro.record.StoredRecord;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A record, as it is shown.
 *
 * @param timestamp null if it has none
 * @param key null if it has none
 * @param keyFormat what the key is shown as, {@code hex} where it is not what was asked for; null without a key
 * @param value null of a tombstone
 * @param valueFormat likewise
 * @param bytes of key, value and headers' values
 */
@Schema(examples = """
        {"partition":0,"offset":4711,"timestamp":"2026-11-27T06:00:00Z","key":"k","keyFormat":"text","value":{"paid":true},"valueFormat":"json","headers":[{"name":"h","value":"x","format":"text"}],"bytes":15}""")
public record RecordView(
        int partition,
        long offset,
        @Nullable Instant timestamp,
        @Nullable JsonNode key,
        @Nullable String keyFormat,
        @Nullable JsonNode value,
        @Nullable String valueFormat,
        List<Header> headers,
        int bytes) {

    /** Its value is shown as text if it is that, else as hex. */
    @Schema(name = "ShownHeader")
    public record Header(
            String name, @Nullable JsonNode value, @Nullable String format) {}

    static RecordView of(int partition, StoredRecord record, RecordFormat keyFormat, RecordFormat valueFormat) {
        Shown key = keyFormat.show(record.key());
        Shown value = valueFormat.show(record.value());
        return new RecordView(
                partition,
                record.offset(),
                record.timestamp() == Batch.NO_TIMESTAMP ? null : Instant.ofEpochMilli(record.timestamp()),
                key.value(),
                key.format(),
                value.value(),
                value.format(),
                record.headers().stream()
                        .map(header -> {
                            Shown shown = RecordFormat.TEXT.show(header.value());
                            return new Header(header.key(), shown.value(), shown.format());
                        })
                        .toList(),
                bytes(record));
    }

    private static int bytes(StoredRecord record) {
        int bytes = bytes(record.key()) + bytes(record.value());
        for (RecordHeader header : record.headers()) {
            bytes += bytes(header.value());
        }
        return bytes;
    }

    private static int bytes(@Nullable ByteBuffer value) {
        return value == null ? 0 : value.remaining();
    }
}
