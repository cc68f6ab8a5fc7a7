package io.suiro.channel;

import io.suiro.client.OutgoingRecord;
import io.suiro.client.Stored;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Where refused records are stored.
 *
 * @param store appends one
 * @param partitions of a topic, none if it does not exist
 * @param tracing null for none
 */
record Letters(
        Function<OutgoingRecord, CompletionStage<Stored>> store,
        ToIntFunction<String> partitions,
        @Nullable Tracing tracing) {
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
