package io.suiro.channel;

import io.smallrye.reactive.messaging.kafka.api.OutgoingKafkaRecordMetadata;
import io.suiro.client.OutgoingRecord;
import io.suiro.client.Stored;
import io.suiro.record.StoredRecord;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * Where refused records are stored.
 *
 * @param store appends one
 * @param partitions of a topic, none if it does not exist
 * @param keys for those that a refusal gives
 * @param tracing null for none
 */
record Letters(
        Function<OutgoingRecord, CompletionStage<Stored>> store,
        ToIntFunction<String> partitions,
        PayloadEncoder keys,
        @Nullable Tracing tracing) {
    /** The record's own, unless the refusal gives another, written as the emitter of a channel writes keys. */
    @Nullable
    ByteBuffer key(StoredRecord stored, @Nullable OutgoingKafkaRecordMetadata<?> asked) {
        return asked == null || asked.getKey() == null
                ? stored.key()
                : keys.encode("", new RecordHeaders(), asked.getKey());
    }

    /** Completes once the letter, which is made of the record, is acknowledged. */
    CompletionStage<Void> send(IncomingRecord<?> record, OutgoingRecord letter) {
        OutgoingRecord sent = tracing == null
                ? letter
                : tracing.publish(
                        record, letter, record.channel().settings().consumer().clientId());
        return store.apply(sent).thenAccept(where -> {});
    }

    /** Whether the topic has such a partition now. */
    boolean hasPartition(String topic, int partition) {
        return partition < partitions.applyAsInt(topic);
    }
}
