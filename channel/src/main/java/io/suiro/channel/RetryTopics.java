package io.suiro.channel;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.smallrye.reactive.messaging.kafka.api.OutgoingKafkaRecordMetadata;
import io.suiro.base.Clock;
import io.suiro.client.ConsumedRecord;
import io.suiro.client.OutgoingRecord;
import io.suiro.record.RecordHeader;
import io.suiro.record.StoredRecord;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.reactive.messaging.Metadata;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Stores refused records in topics from which they come back after a while, and in a dead letter topic once they have been tried often or long enough: as the
 * bytes they are, in the partition they were in. Headers count the retries, and say why and when; their names, meanings and order are those of SmallRye's Kafka
 * connector, so that either may read what the other has stored. A refusal may name topic, partition, key and further headers in {@link
 * OutgoingKafkaRecordMetadata}.
 */
final class RetryTopics implements FailureStrategy {
    private static final Logger LOG = Logger.getLogger(RetryTopics.class);
    private static final String PREFIX = "delayed-retry-";
    private static final String COUNT = PREFIX + "count";
    private static final String ORIGINAL_TIMESTAMP = PREFIX + "original-timestamp";
    private static final String FIRST_PROCESSING_TIMESTAMP = PREFIX + "first-processing-timestamp";

    private final RetrySettings settings;
    private final Letters letters;
    private final Clock clock;

    RetryTopics(RetrySettings settings, Letters letters, Clock clock) {
        this.settings = settings;
        this.letters = letters;
        this.clock = clock;
    }

    @Override
    public CompletionStage<Void> handle(IncomingRecord<?> record, Throwable reason, @Nullable Metadata told) {
        StoredRecord stored = record.handed().record().stored();
        long nowMs = clock.nowMs();
        List<RecordHeader> own = new ArrayList<>(stored.headers());
        addIfAbsent(own, ORIGINAL_TIMESTAMP, stored.timestamp());
        addIfAbsent(own, FIRST_PROCESSING_TIMESTAMP, nowMs);
        long retries = number(own, COUNT, 0);
        if (retries == 0) {
            replace(own, COUNT, 0);
        }
        OutgoingKafkaRecordMetadata<?> asked = ReasonHeaders.asked(told);
        String to = asked == null || asked.getTopic() == null
                ? next((int) retries, nowMs - number(own, FIRST_PROCESSING_TIMESTAMP, nowMs))
                : asked.getTopic();
        if (to == null) {
            LOG.warnf(
                    "%s offset %d is given up after %d retries, and there is no dead-letter-queue.topic: %s",
                    record.topicPartition(), record.offset(), retries, words(reason));
            return CompletableFuture.completedStage(null);
        }
        LOG.warnf(
                "%s offset %d, tried again %d times so far, goes to %s: %s",
                record.topicPartition(), record.offset(), retries, to, words(reason));
        return letters.send(
                record,
                new OutgoingRecord(
                        to,
                        partition(to, record.topicPartition().partition(), asked),
                        nowMs,
                        letters.key(stored, asked),
                        stored.value(),
                        ReasonHeaders.of(PREFIX, record, reason, own, asked)));
    }

    private static Object words(Throwable reason) {
        return Objects.requireNonNullElse(reason.getMessage(), reason);
    }

    private @Nullable String next(int retries, long sinceFirstMs) {
        String topic = settings.topicAfter(retries);
        return topic == null || sinceFirstMs + settings.delayMs(topic) > settings.timeoutMs()
                ? settings.deadLetterTopic()
                : topic;
    }

    /** The one it was in; where the other topic has fewer the one of its key. */
    private @Nullable Integer partition(String topic, int was, @Nullable OutgoingKafkaRecordMetadata<?> asked) {
        if (asked != null && asked.getPartition() >= 0) {
            return asked.getPartition();
        }
        return letters.hasPartition(topic, was) ? was : null;
    }

    /** As the application is to have it: with one retry more. */
    static ConsumedRecord counted(ConsumedRecord read) {
        StoredRecord stored = read.stored();
        List<RecordHeader> headers = new ArrayList<>(stored.headers());
        replace(headers, COUNT, number(headers, COUNT, 0) + 1);
        return new ConsumedRecord(
                read.topicPartition(),
                read.isLogAppendTime(),
                new StoredRecord(stored.offset(), stored.timestamp(), stored.key(), stored.value(), headers));
    }

    private static void addIfAbsent(List<RecordHeader> headers, String key, long value) {
        if (headers.stream().noneMatch(header -> header.key().equals(key))) {
            headers.add(ReasonHeaders.header(key, Long.toString(value)));
        }
    }

    private static void replace(List<RecordHeader> headers, String key, long value) {
        headers.removeIf(header -> header.key().equals(key));
        headers.add(ReasonHeaders.header(key, Long.toString(value)));
    }

    /** Of the last header of that name; what somebody else has written there, and is no number, counts as absent. */
    private static long number(List<RecordHeader> headers, String key, long otherwise) {
        for (RecordHeader header : headers.reversed()) {
            ByteBuffer value = header.value();
            if (header.key().equals(key) && value != null) {
                try {
                    return Long.parseLong(UTF_8.decode(value.duplicate()).toString());
                } catch (NumberFormatException e) {
                    return otherwise;
                }
            }
        }
        return otherwise;
    }
}
