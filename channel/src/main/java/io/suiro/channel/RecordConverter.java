package io.suiro.channel;

import io.smallrye.reactive.messaging.MessageConverter;
import io.smallrye.reactive.messaging.kafka.api.IncomingKafkaRecordMetadata;
import io.smallrye.reactive.messaging.providers.helpers.TypeUtils;
import jakarta.enterprise.context.ApplicationScoped;
import java.lang.reflect.Type;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Message;

/** Gives an application that asks for records with their keys those that configured deserializers have read. */
@ApplicationScoped
public class RecordConverter implements MessageConverter {
    @Override
    public boolean canConvert(Message<?> in, Type target) {
        return in.getMetadata(IncomingKafkaRecordMetadata.class).isPresent()
                && TypeUtils.getRawTypeIfParameterized(target) instanceof Class<?> raw
                && (raw == ConsumerRecord.class || KeyedRecords.isRecord(raw));
    }

    @Override
    public Message<?> convert(Message<?> in, Type target) {
        ConsumerRecord<?, ?> record =
                in.getMetadata(IncomingKafkaRecordMetadata.class).orElseThrow().getRecord();
        Class<?> raw = (Class<?>) TypeUtils.getRawTypeIfParameterized(target);
        return in.withPayload(
                raw == ConsumerRecord.class ? record : KeyedRecords.of(raw, record.key(), record.value()));
    }
}
