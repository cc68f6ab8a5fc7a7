package io.suiro.channel;

import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.OutgoingMessageMetadata;
import io.smallrye.reactive.messaging.kafka.api.IncomingKafkaRecordMetadata;
import io.smallrye.reactive.messaging.kafka.api.OutgoingKafkaRecordMetadata;
import io.smallrye.reactive.messaging.providers.helpers.MultiUtils;
import io.smallrye.reactive.messaging.providers.helpers.SenderProcessor;
import io.suiro.base.Stages;
import io.suiro.client.LocalProducer;
import io.suiro.client.OutgoingRecord;
import io.suiro.client.Stored;
import io.suiro.error.Refused;
import io.suiro.record.RecordHeader;
import io.vertx.core.Context;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * A channel that an application fills: each message becomes a record on the calling thread, is appended on the channel's Vert.x context without a socket,
 * together with those that wait there, and is acknowledged or refused on that context once the log has answered. After a pause all that
 * happens on the calling thread.
 */
final class OutgoingChannel {
    private static final Logger LOG = Logger.getLogger(OutgoingChannel.class);

    private static final int CLOSE_SECONDS = 5;

    private final OutgoingSettings settings;
    private final CompletableFuture<LocalProducer> producer;
    private final CompletionStage<?> ready;
    private final PayloadEncoder keys;
    private final PayloadEncoder values;
    private final PayloadValidation validation;
    private final @Nullable Tracing tracing;
    private final AnswerQueue answers;
    private final SenderProcessor sender;
    private volatile @Nullable Throwable failure;

    /**
     * @param producer there once the broker serves
     * @param ready completes once the topic is there
     */
    OutgoingChannel(
            OutgoingSettings settings,
            CompletableFuture<LocalProducer> producer,
            CompletionStage<?> ready,
            PayloadEncoder keys,
            PayloadEncoder values,
            PayloadValidation validation,
            @Nullable Tracing tracing,
            Context context) {
        this.settings = settings;
        this.producer = producer;
        this.ready = ready;
        this.keys = keys;
        this.values = values;
        this.validation = validation;
        this.tracing = tracing;
        this.answers = new AnswerQueue(context);
        this.sender = new SenderProcessor(settings.maxInflight(), false, this::send);
    }

    /** What a message says of the record that it is to be. */
    private record Draft(
            String topic,
            @Nullable Integer partition,
            long timestampMs,
            @Nullable Object key,
            @Nullable Object value,
            Headers headers) {}

    Flow.Subscriber<? extends Message<?>> subscriber() {
        return MultiUtils.via(sender, messages -> messages.onFailure().invoke(reason -> {
            failure = reason;
            LOG.errorf(reason, "channel %s has ended", settings.channel());
        }));
    }

    OutgoingSettings settings() {
        return settings;
    }

    /** Completes once there is its topic. */
    CompletionStage<?> ready() {
        return ready;
    }

    /** Why it takes no more messages, null while it does. */
    @Nullable
    Throwable failure() {
        return failure;
    }

    /** Completes when the message has been answered, in whichever way: a record that is refused does not end the channel. */
    private Uni<Void> send(Message<?> message) {
        return Uni.createFrom().emitter(answered -> {
            CompletableFuture<Stored> appended = append(message).toCompletableFuture();
            Executor turn = appended.isDone() ? Runnable::run : answers::add;
            var _ = appended.whenComplete((stored, refused) -> turn.execute(() -> {
                CompletionStage<Void> answer =
                        refused == null ? acknowledge(message, stored) : refuse(message, refused);
                answer.whenComplete((done, failed) -> answered.complete(null));
            }));
        });
    }

    private static CompletionStage<Void> acknowledge(Message<?> message, Stored stored) {
        try {
            OutgoingMessageMetadata.setResultOnMessage(message, result(stored));
            return message.ack();
        } catch (RuntimeException e) {
            return CompletableFuture.failedStage(e);
        }
    }

    private CompletionStage<Void> refuse(Message<?> message, Throwable refused) {
        try {
            return message.nack(readable(Stages.cause(refused)));
        } catch (RuntimeException e) {
            return CompletableFuture.failedStage(e);
        }
    }

    private CompletionStage<Stored> append(Message<?> message) {
        try {
            Draft draft = draft(message);
            validation.check(draft.value);
            OutgoingRecord record = new OutgoingRecord(
                    draft.topic,
                    draft.partition,
                    draft.timestampMs,
                    keys.encode(draft.topic, draft.headers, draft.key),
                    values.encode(draft.topic, draft.headers, draft.value),
                    headers(draft.headers));
            if (tracing != null) {
                record = tracing.publish(message, record, settings.clientId());
            }
            ExactlyOnce exactlyOnce = ExactlyOnce.of(message);
            return exactlyOnce == null ? producer.join().send(record) : exactlyOnce.send(record);
        } catch (RuntimeException e) {
            return CompletableFuture.failedStage(e);
        }
    }

    /** An application is told in Kafka's exceptions, as by the Kafka connector. */
    private Throwable readable(Throwable refused) {
        return refused instanceof Refused no
                ? no.code().exception("channel " + settings.channel() + ": " + no.detail())
                : refused;
    }

    private Draft draft(Message<?> message) {
        OutgoingKafkaRecordMetadata<?> asked =
                message.getMetadata(OutgoingKafkaRecordMetadata.class).orElse(null);
        Object payload = message.getPayload();
        if (payload instanceof ProducerRecord<?, ?> record) {
            return new Draft(
                    record.topic(),
                    record.partition(),
                    record.timestamp() == null ? System.currentTimeMillis() : record.timestamp(),
                    record.key(),
                    record.value(),
                    record.headers());
        }
        Object key = asked == null ? null : asked.getKey();
        if (payload != null && KeyedRecords.isRecord(payload.getClass())) {
            Map.Entry<@Nullable Object, @Nullable Object> parts = KeyedRecords.parts(payload);
            key = key == null ? parts.getKey() : key;
            payload = parts.getValue();
        }
        Headers headers = propagated(message);
        if (asked != null && asked.getHeaders() != null) {
            asked.getHeaders().forEach(headers::add);
        }
        return new Draft(
                asked == null || asked.getTopic() == null ? settings.topic() : asked.getTopic(),
                asked == null || asked.getPartition() < 0
                        ? settings.partition()
                        : Integer.valueOf(asked.getPartition()),
                asked == null || asked.getTimestamp() == null
                        ? System.currentTimeMillis()
                        : asked.getTimestamp().toEpochMilli(),
                key == null ? keyOf(message) : key,
                payload,
                headers);
    }

    private Headers propagated(Message<?> message) {
        Headers headers = new RecordHeaders();
        IncomingKafkaRecordMetadata<?, ?> from = settings.propagateHeaders().isEmpty()
                ? null
                : message.getMetadata(IncomingKafkaRecordMetadata.class).orElse(null);
        if (from != null) {
            for (Header header : from.getHeaders()) {
                if (settings.propagateHeaders().contains(header.key())) {
                    headers.add(header);
                }
            }
        }
        return headers;
    }

    private @Nullable Object keyOf(Message<?> message) {
        IncomingKafkaRecordMetadata<?, ?> from = settings.propagateRecordKey()
                ? message.getMetadata(IncomingKafkaRecordMetadata.class).orElse(null)
                : null;
        return from == null ? settings.key() : from.getKey();
    }

    private static List<RecordHeader> headers(Headers headers) {
        Header[] given = headers.toArray();
        if (given.length == 0) {
            return List.of();
        }
        List<RecordHeader> all = new ArrayList<>(given.length);
        for (Header header : given) {
            all.add(new RecordHeader(header.key(), header.value() == null ? null : ByteBuffer.wrap(header.value())));
        }
        return all;
    }

    private static RecordMetadata result(Stored stored) {
        return new RecordMetadata(stored.topicPartition(), stored.offset(), 0, stored.timestampMs(), -1, -1);
    }

    /** Takes no more, and waits a few seconds at most for the log's answers to what it has. */
    void close() {
        sender.cancel();
        producer.thenCompose(LocalProducer::answered)
                .exceptionally(noBroker -> null)
                .completeOnTimeout(null, CLOSE_SECONDS, TimeUnit.SECONDS)
                .join();
    }
}
