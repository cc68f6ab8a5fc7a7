package io.suiro.channel;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.smallrye.reactive.messaging.kafka.api.OutgoingKafkaRecordMetadata;
import io.suiro.record.RecordHeader;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.common.header.Header;
import org.eclipse.microprofile.reactive.messaging.Metadata;
import org.jspecify.annotations.Nullable;

/** Headers that tell why a record was refused, and where it was, by the names of SmallRye's Kafka connector and in its order. */
final class ReasonHeaders {
    private ReasonHeaders() {}

    /**
     * Those of the reason, then the record's own, then those that the refusal asks for.
     *
     * @param prefix before their names
     * @param own the record's
     */
    static List<RecordHeader> of(
            String prefix,
            IncomingRecord<?> record,
            Throwable reason,
            List<RecordHeader> own,
            @Nullable OutgoingKafkaRecordMetadata<?> asked) {
        List<RecordHeader> headers = new ArrayList<>();
        headers.add(header(prefix + "exception-class-name", reason.getClass().getName()));
        headers.add(header(prefix + "reason", text(reason)));
        Throwable cause = reason.getCause();
        if (cause != null) {
            headers.add(header(prefix + "cause-class-name", cause.getClass().getName()));
            headers.add(header(prefix + "cause", text(cause)));
        }
        headers.add(header(prefix + "topic", record.topicPartition().topic()));
        headers.add(header(
                prefix + "partition", Integer.toString(record.topicPartition().partition())));
        headers.add(header(prefix + "offset", Long.toString(record.offset())));
        headers.addAll(own);
        if (asked != null && asked.getHeaders() != null) {
            for (Header more : asked.getHeaders()) {
                headers.add(new RecordHeader(more.key(), more.value() == null ? null : ByteBuffer.wrap(more.value())));
            }
        }
        return headers;
    }

    /** What a refusal says of where the record is to go. */
    static @Nullable OutgoingKafkaRecordMetadata<?> asked(@Nullable Metadata told) {
        return told == null ? null : told.get(OutgoingKafkaRecordMetadata.class).orElse(null);
    }

    static RecordHeader header(String key, String value) {
        return new RecordHeader(key, ByteBuffer.wrap(value.getBytes(UTF_8)));
    }

    private static String text(Throwable failure) {
        return Objects.requireNonNullElseGet(failure.getMessage(), failure::toString);
    }
}
