package io.suiro.channel;

import io.smallrye.reactive.messaging.kafka.api.OutgoingKafkaRecordMetadata;
import io.suiro.client.OutgoingRecord;
import io.suiro.record.StoredRecord;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.reactive.messaging.Metadata;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Stores refused records in another topic, as the bytes they are, with headers that tell why. Their names and meanings are those of
 * SmallRye's Kafka connector; a refusal may name topic, partition, key and further headers in {@link OutgoingKafkaRecordMetadata}.
 */
final class DeadLetters implements FailureStrategy {
    private static final Logger LOG = Logger.getLogger(DeadLetters.class);

    private final Letters letters;
    private final String topic;

    DeadLetters(Letters letters, String topic) {
        this.letters = letters;
        this.topic = topic;
    }

    @Override
    public CompletionStage<Void> handle(IncomingRecord<?> record, Throwable reason, @Nullable Metadata told) {
        OutgoingKafkaRecordMetadata<?> asked = ReasonHeaders.asked(told);
        String to = asked == null || asked.getTopic() == null ? topic : asked.getTopic();
        StoredRecord stored = record.handed().record().stored();
        LOG.warnf(
                "%s offset %d goes to %s: %s",
                record.topicPartition(), record.offset(), to, Objects.requireNonNullElse(reason.getMessage(), reason));
        return letters.send(
                record,
                new OutgoingRecord(
                        to,
                        asked == null || asked.getPartition() < 0 ? null : asked.getPartition(),
                        System.currentTimeMillis(),
                        letters.key(stored, asked),
                        stored.value(),
                        ReasonHeaders.of("dead-letter-", record, reason, stored.headers(), asked)));
    }
}
