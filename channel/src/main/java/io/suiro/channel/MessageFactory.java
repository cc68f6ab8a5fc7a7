package io.suiro.channel;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.smallrye.reactive.messaging.TracingMetadata;
import io.smallrye.reactive.messaging.kafka.api.IncomingKafkaRecordBatchMetadata;
import io.smallrye.reactive.messaging.kafka.api.IncomingKafkaRecordMetadata;
import io.smallrye.reactive.messaging.providers.locals.ContextAwareMessage;
import io.smallrye.reactive.messaging.providers.locals.LocalContextMetadata;
import io.suiro.client.ConsumedRecord;
import io.suiro.record.RecordHeader;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.Deserializer;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Metadata;
import org.jspecify.annotations.Nullable;

/**
 * Makes messages of records, with the metadata of SmallRye's Kafka connector. Called on the channel's Vert.x context, of which each message has
 * a duplicate. A record that its configured deserializer cannot read is refused, and leaves no message.
 */
final class MessageFactory {
    private final IncomingSettings settings;
    private final @Nullable Deserializer<Object> keys;
    private final @Nullable Deserializer<Object> values;
    private final PayloadDecoder decoder;
    private final PayloadValidation validation;
    private final @Nullable Tracing tracing;

    MessageFactory(
            IncomingSettings settings,
            @Nullable Deserializer<Object> keys,
            @Nullable Deserializer<Object> values,
            PayloadDecoder decoder,
            PayloadValidation validation,
            @Nullable Tracing tracing) {
        this.settings = settings;
        this.keys = keys;
        this.values = values;
        this.decoder = decoder;
        this.validation = validation;
        this.tracing = tracing;
    }

    List<Message<?>> of(IncomingChannel channel, List<PartitionProgress.Handed> taken) {
        if (settings.batch()) {
            return batch(channel, taken);
        }
        List<Message<?>> messages = new ArrayList<>(taken.size());
        for (PartitionProgress.Handed one : taken) {
            read(one, channel).ifPresent(record -> messages.add(message(channel, one, record)));
        }
        return messages;
    }

    private IncomingRecord<Object> message(
            IncomingChannel channel, PartitionProgress.Handed taken, ConsumerRecord<Object, Object> record) {
        LocalContextMetadata context = ContextAwareMessage.captureLocalContextMetadata();
        Metadata metadata = values == null
                ? Metadata.of(
                        metadata(record),
                        context,
                        new Undecoded(
                                settings.channel(),
                                decoder,
                                validation,
                                taken.record().stored(),
                                null))
                : Metadata.of(metadata(record), context);
        Metadata marked = marked(channel, traced(taken, metadata));
        return new IncomingRecord<>(channel, taken, record.value(), () -> marked);
    }

    private Metadata traced(PartitionProgress.Handed taken, Metadata metadata) {
        return tracing == null ? metadata : metadata.with(tracing.receive(taken.record(), settings.consumer()));
    }

    private static Metadata marked(IncomingChannel channel, Metadata metadata) {
        ExactlyOnce exactlyOnce = channel.exactlyOnce();
        return exactlyOnce == null ? metadata : exactlyOnce.mark(metadata);
    }

    private IncomingKafkaRecordMetadata<Object, Object> metadata(ConsumerRecord<Object, Object> record) {
        return new IncomingKafkaRecordMetadata<>(record, settings.channel());
    }

    private List<Message<?>> batch(IncomingChannel channel, List<PartitionProgress.Handed> taken) {
        Map<TopicPartition, LazyRecords> byPartition = new HashMap<>();
        LazyRecords ofPartition = null;
        TopicPartition partition = null;
        List<IncomingRecord<Object>> records = new ArrayList<>(taken.size());
        for (PartitionProgress.Handed one : taken) {
            ConsumerRecord<Object, Object> record = null;
            if (keys != null || values != null) {
                record = read(one, channel).orElse(null);
                if (record == null) {
                    continue;
                }
            }
            if (ofPartition == null || !one.record().topicPartition().equals(partition)) {
                partition = one.record().topicPartition();
                ofPartition =
                        byPartition.computeIfAbsent(partition, key -> new LazyRecords(this::record, taken.size()));
            }
            records.add(batched(channel, one, ofPartition, record));
        }
        if (records.isEmpty()) {
            return List.of();
        }
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        byPartition.forEach((of, read) -> offsets.put(of, new OffsetAndMetadata(read.lastOffset())));
        IncomingKafkaRecordBatchMetadata<Object, Object> about = new IncomingKafkaRecordBatchMetadata<>(
                new ConsumerRecords<>(new HashMap<>(byPartition), offsets),
                Collections.unmodifiableList(records),
                settings.channel(),
                -1,
                offsets,
                -1);
        Metadata metadata = ContextAwareMessage.captureContextMetadata(about);
        IncomingBatch batch = new IncomingBatch(channel, records, marked(channel, metadata));
        if (values == null) {
            batch.injectMetadata(new Undecoded(settings.channel(), decoder, validation, null, batch));
        }
        return List.of(batch);
    }

    private IncomingRecord<Object> batched(
            IncomingChannel channel,
            PartitionProgress.Handed taken,
            LazyRecords of,
            @Nullable ConsumerRecord<Object, Object> record) {
        int index = of.size();
        of.add(taken.record(), record);
        Object payload =
                record == null ? Bytes.ofNullable(taken.record().stored().value()) : record.value();
        if (tracing == null) {
            return new IncomingRecord<>(channel, taken, payload, () -> Metadata.of(metadata(of.get(index))));
        }
        TracingMetadata received = tracing.receive(taken.record(), settings.consumer());
        return new IncomingRecord<>(channel, taken, payload, () -> Metadata.of(metadata(of.get(index)), received));
    }

    private Optional<ConsumerRecord<Object, Object>> read(PartitionProgress.Handed taken, IncomingChannel channel) {
        try {
            ConsumerRecord<Object, Object> record = record(taken.record());
            if (values != null) {
                validation.check(record.value());
            }
            return Optional.of(record);
        } catch (RuntimeException e) {
            var _ = channel.refused(new IncomingRecord<>(channel, taken, null, Metadata::empty), e, null);
            return Optional.empty();
        }
    }

    private ConsumerRecord<Object, Object> record(ConsumedRecord consumed) {
        String topic = consumed.topicPartition().topic();
        Headers headers = headers(consumed);
        byte[] key = Bytes.ofNullable(consumed.stored().key());
        byte[] value = Bytes.ofNullable(consumed.stored().value());
        return new ConsumerRecord<>(
                topic,
                consumed.topicPartition().partition(),
                consumed.offset(),
                consumed.stored().timestamp(),
                consumed.isLogAppendTime() ? TimestampType.LOG_APPEND_TIME : TimestampType.CREATE_TIME,
                key == null ? ConsumerRecord.NULL_SIZE : key.length,
                value == null ? ConsumerRecord.NULL_SIZE : value.length,
                key(topic, headers, key),
                values == null ? value : values.deserialize(topic, headers, value),
                headers,
                Optional.empty());
    }

    /** Strings unless somebody says what they are, as in the Kafka connector. */
    private @Nullable Object key(String topic, Headers headers, byte @Nullable [] key) {
        if (keys != null) {
            return keys.deserialize(topic, headers, key);
        }
        return key == null ? null : new String(key, UTF_8);
    }

    private static Headers headers(ConsumedRecord consumed) {
        RecordHeaders headers = new RecordHeaders();
        for (RecordHeader header : consumed.stored().headers()) {
            headers.add(header.key(), Bytes.ofNullable(header.value()));
        }
        return headers;
    }
}
