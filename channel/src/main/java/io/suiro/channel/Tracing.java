package io.suiro.channel;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.context.propagation.TextMapPropagator;
import io.smallrye.reactive.messaging.TracingMetadata;
import io.suiro.client.ConsumedRecord;
import io.suiro.client.ConsumerOptions;
import io.suiro.client.OutgoingRecord;
import io.suiro.record.RecordHeader;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.common.TopicPartition;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.jspecify.annotations.Nullable;

/**
 * Spans of what channels append and read (OpenTelemetry): a record carries the context of its publisher in its headers, and its reader continues it. Names of spans and of
 * their attributes are those of SmallRye's Kafka connector. Any thread.
 */
final class Tracing {
    private static final String SCOPE = "io.smallrye.reactive.messaging";
    private static final AttributeKey<String> SYSTEM = AttributeKey.stringKey("messaging.system");
    private static final AttributeKey<String> OPERATION = AttributeKey.stringKey("messaging.operation");
    private static final AttributeKey<String> DESTINATION = AttributeKey.stringKey("messaging.destination.name");
    private static final AttributeKey<String> PARTITION = AttributeKey.stringKey("messaging.destination.partition.id");
    private static final AttributeKey<Long> OFFSET = AttributeKey.longKey("messaging.kafka.offset");
    private static final AttributeKey<String> GROUP = AttributeKey.stringKey("messaging.consumer.group.name");
    private static final AttributeKey<String> CLIENT = AttributeKey.stringKey("messaging.client_id");
    /** Of a reader with its group. */
    private static final AttributeKey<String> GROUP_CLIENT = AttributeKey.stringKey("messaging.client.id");

    private static final TextMapGetter<List<RecordHeader>> HEADERS = new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(List<RecordHeader> headers) {
            return headers.stream().map(RecordHeader::key).toList();
        }

        @Override
        public @Nullable String get(@Nullable List<RecordHeader> headers, String key) {
            for (RecordHeader header : Objects.requireNonNull(headers).reversed()) {
                ByteBuffer value = header.value();
                if (header.key().equals(key)) {
                    return value == null
                            ? null
                            : UTF_8.decode(value.duplicate()).toString();
                }
            }
            return null;
        }
    };

    private final Tracer tracer;
    private final TextMapPropagator propagator;

    Tracing(OpenTelemetry telemetry) {
        this.tracer = telemetry.getTracer(SCOPE);
        this.propagator = telemetry.getPropagators().getTextMapPropagator();
    }

    /** The record as it is to be appended: its headers say what it is made within, which the message knows, or the calling thread. */
    OutgoingRecord publish(Message<?> message, OutgoingRecord record, String clientId) {
        Context within = message.getMetadata(TracingMetadata.class)
                .map(TracingMetadata::getCurrentContext)
                .orElseGet(Context::current);
        SpanBuilder builder = span(within, record.topic(), "publish", SpanKind.PRODUCER, clientId);
        if (record.partition() != null) {
            builder.setAttribute(PARTITION, Integer.toString(record.partition()));
        }
        Span span = builder.startSpan();
        List<RecordHeader> headers = new ArrayList<>(record.headers());
        propagator.inject(within.with(span), headers, (carrier, key, value) -> Objects.requireNonNull(carrier)
                .add(ReasonHeaders.header(key, value)));
        span.end();
        return new OutgoingRecord(
                record.topic(), record.partition(), record.timestampMs(), record.key(), record.value(), headers);
    }

    /** What a message that is made of the record is to know. */
    TracingMetadata receive(ConsumedRecord record, ConsumerOptions consumer) {
        TopicPartition from = record.topicPartition();
        Context here = Context.current();
        Context within = propagator.extract(here, record.stored().headers(), HEADERS);
        Span span = span(within, from.topic(), "receive", SpanKind.CONSUMER, consumer.clientId())
                .setAttribute(PARTITION, Integer.toString(from.partition()))
                .setAttribute(OFFSET, record.offset())
                .setAttribute(GROUP, consumer.groupId())
                .setAttribute(GROUP_CLIENT, consumer.groupId() + " - " + consumer.clientId())
                .startSpan();
        span.end();
        return TracingMetadata.with(within.with(span), here);
    }

    private SpanBuilder span(Context within, String topic, String operation, SpanKind kind, String clientId) {
        return tracer.spanBuilder(topic + " " + operation)
                .setParent(within)
                .setSpanKind(kind)
                .setAttribute(SYSTEM, "kafka")
                .setAttribute(DESTINATION, topic)
                .setAttribute(OPERATION, operation)
                .setAttribute(CLIENT, clientId);
    }
}
