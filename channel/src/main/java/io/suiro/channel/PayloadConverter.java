package io.suiro.channel;

import io.smallrye.reactive.messaging.MessageConverter;
import io.smallrye.reactive.messaging.kafka.api.IncomingKafkaRecordMetadata;
import io.suiro.record.StoredRecord;
import jakarta.enterprise.context.ApplicationScoped;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.jspecify.annotations.Nullable;

/**
 * Decodes payloads for which no deserializer is configured to the type that a method's parameter or an injected channel has: {@code T}, in batches
 * {@code List<T>}, Kafka's {@code ConsumerRecord<K, T>}, and {@code Record<K, T>} where SmallRye's Kafka connector is there. What cannot be decoded is refused, and not
 * handed over; of a batch that record alone.
 */
@ApplicationScoped
public class PayloadConverter implements MessageConverter {
    private final AskedTypes asked;

    PayloadConverter(AskedTypes asked) {
        this.asked = asked;
    }

    @Override
    public int getPriority() {
        return CONVERTER_DEFAULT_PRIORITY - 50;
    }

    @Override
    public boolean canConvert(Message<?> in, Type target) {
        return isUndecoded(in);
    }

    @Override
    public Message<?> convert(Message<?> in, Type target) {
        if (!isUndecoded(in)) {
            return in;
        }
        Undecoded undecoded = in.getMetadata(Undecoded.class).orElseThrow();
        Type whole = asked.whole(undecoded.channel(), target);
        IncomingBatch batch = undecoded.batch();
        return batch == null
                ? in.withPayload(decode(in, Objects.requireNonNull(undecoded.record()), value(in), whole, undecoded))
                : in.withPayload(decode(batch, element(whole), undecoded));
    }

    /** Not what a processor has made of one, which may have its metadata still. */
    private static boolean isUndecoded(Message<?> in) {
        Undecoded undecoded = in.getMetadata(Undecoded.class).orElse(null);
        return undecoded != null
                && (undecoded.batch() == null
                        ? in.getPayload() == value(in)
                        : in.getPayload() instanceof IncomingBatch.Encoded);
    }

    /** As it was read. */
    private static byte @Nullable [] value(Message<?> in) {
        return (byte[]) in.getMetadata(IncomingKafkaRecordMetadata.class)
                .orElseThrow()
                .getRecord()
                .value();
    }

    private static Type element(Type target) {
        return target instanceof ParameterizedType list ? list.getActualTypeArguments()[0] : Object.class;
    }

    private static List<@Nullable Object> decode(IncomingBatch batch, Type element, Undecoded undecoded) {
        List<@Nullable Object> payloads = new ArrayList<>(batch.records().size());
        for (IncomingRecord<Object> record : batch.records()) {
            try {
                payloads.add(decode(
                        record, record.handed().record().stored(), (byte[]) record.getPayload(), element, undecoded));
            } catch (RuntimeException e) {
                var _ = record.nack(e, null);
            }
        }
        return payloads;
    }

    private static @Nullable Object decode(
            Message<?> in, StoredRecord stored, byte @Nullable [] value, Type target, Undecoded undecoded) {
        if (target instanceof ParameterizedType keyed && keyed.getRawType() instanceof Class<?> raw) {
            if (raw == ConsumerRecord.class) {
                return consumerRecord(in, stored, value, keyed, undecoded);
            } else if (KeyedRecords.isRecord(raw)) {
                ConsumerRecord<?, ?> record = consumerRecord(in, stored, value, keyed, undecoded);
                return KeyedRecords.of(raw, record.key(), record.value());
            }
        }
        return payload(value, target, undecoded);
    }

    private static @Nullable Object payload(byte @Nullable [] value, Type target, Undecoded undecoded) {
        Object payload = undecoded.decoder().decode(value, target);
        undecoded.validation().check(payload);
        return payload;
    }

    private static ConsumerRecord<?, ?> consumerRecord(
            Message<?> in,
            StoredRecord stored,
            byte @Nullable [] value,
            ParameterizedType target,
            Undecoded undecoded) {
        ConsumerRecord<?, ?> record =
                in.getMetadata(IncomingKafkaRecordMetadata.class).orElseThrow().getRecord();
        Type[] types = target.getActualTypeArguments();
        return new ConsumerRecord<@Nullable Object, @Nullable Object>(
                record.topic(),
                record.partition(),
                record.offset(),
                record.timestamp(),
                record.timestampType(),
                record.serializedKeySize(),
                record.serializedValueSize(),
                undecoded.decoder().decode(Bytes.ofNullable(stored.key()), types[0]),
                payload(value, types[1], undecoded),
                record.headers(),
                record.leaderEpoch());
    }
}
