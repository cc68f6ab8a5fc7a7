package io.suiro.channel;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.smallrye.reactive.messaging.kafka.api.OutgoingKafkaRecordMetadata;
import io.suiro.client.OutgoingRecord;
import io.suiro.client.Stored;
import io.suiro.record.RecordHeader;
import io.suiro.record.StoredRecord;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.kafka.common.header.Header;
import org.eclipse.microprofile.reactive.messaging.Metadata;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Stores refused records in another topic, as the bytes they are, with headers that tell why. Their names and meanings are those of
 * SmallRye's Kafka connector; a refusal may name topic, partition and further headers in {@link OutgoingKafkaRecordMetadata}.
 */
final class DeadLetters implements FailureStrategy {
    private static final Logger LOG = Logger.getLogger(DeadLetters.class);

    private final Function<OutgoingRecord, CompletionStage<Stored>> producer;
    private final String topic;

    DeadLetters(Function<OutgoingRecord, CompletionStage<Stored>> producer, String topic) {
        this.producer = producer;
        this.topic = topic;
    }

    @Override
    public CompletionStage<Void> handle(IncomingRecord<?> record, Throwable reason, @Nullable Metadata told) {
        OutgoingKafkaRecordMetadata<?> asked = told == null
                ? null
                : told.get(OutgoingKafkaRecordMetadata.class).orElse(null);
        String to = asked == null || asked.getTopic() == null ? topic : asked.getTopic();
        StoredRecord stored = record.taken().record().stored();
        LOG.warnf(
                "%s offset %d goes to %s: %s",
                record.topicPartition(), record.offset(), to, Objects.requireNonNullElse(reason.getMessage(), reason));
        return producer.apply(new OutgoingRecord(
                        to,
                        asked == null || asked.getPartition() < 0 ? null : asked.getPartition(),
                        System.currentTimeMillis(),
                        stored.key(),
                        stored.value(),
                        headers(record, stored, reason, asked)))
                .thenAccept(where -> {});
    }

    private static List<RecordHeader> headers(
            IncomingRecord<?> record,
            StoredRecord stored,
            Throwable reason,
            @Nullable OutgoingKafkaRecordMetadata<?> asked) {
        List<RecordHeader> headers = new ArrayList<>();
        headers.add(header("dead-letter-exception-class-name", reason.getClass().getName()));
        headers.add(header("dead-letter-reason", text(reason)));
        Throwable cause = reason.getCause();
        if (cause != null) {
            headers.add(header("dead-letter-cause-class-name", cause.getClass().getName()));
            headers.add(header("dead-letter-cause", text(cause)));
        }
        headers.add(header("dead-letter-topic", record.topicPartition().topic()));
        headers.add(header(
                "dead-letter-partition",
                Integer.toString(record.topicPartition().partition())));
        headers.add(header("dead-letter-offset", Long.toString(record.offset())));
        headers.addAll(stored.headers());
        if (asked != null && asked.getHeaders() != null) {
            for (Header more : asked.getHeaders()) {
                headers.add(new RecordHeader(more.key(), more.value() == null ? null : ByteBuffer.wrap(more.value())));
            }
        }
        return headers;
    }

    private static String text(Throwable failure) {
        return Objects.requireNonNullElseGet(failure.getMessage(), failure::toString);
    }

    private static RecordHeader header(String key, String value) {
        return new RecordHeader(key, ByteBuffer.wrap(value.getBytes(UTF_8)));
    }
}
