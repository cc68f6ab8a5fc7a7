package io.suiro.channel;

import io.smallrye.reactive.messaging.providers.MetadataInjectableMessage;
import io.smallrye.reactive.messaging.providers.locals.ContextAwareMessage;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.common.TopicPartition;
import org.eclipse.microprofile.reactive.messaging.Metadata;
import org.jspecify.annotations.Nullable;

/** A record that an application has: its first answer goes back to the channel, others are without effect. */
final class IncomingRecord<T> implements ContextAwareMessage<T>, MetadataInjectableMessage<T> {
    private final IncomingChannel channel;
    private final PartitionProgress.Handed handed;
    private final @Nullable T payload;
    private final Supplier<Metadata> described;
    private volatile @Nullable Metadata metadata;

    /** @param described called once somebody looks at the metadata, maybe more than once */
    IncomingRecord(
            IncomingChannel channel,
            PartitionProgress.Handed handed,
            @Nullable T payload,
            Supplier<Metadata> described) {
        this.channel = channel;
        this.handed = handed;
        this.payload = payload;
        this.described = described;
    }

    IncomingChannel channel() {
        return channel;
    }

    TopicPartition topicPartition() {
        return handed.record().topicPartition();
    }

    long offset() {
        return handed.record().offset();
    }

    PartitionProgress.Handed handed() {
        return handed;
    }

    @Override
    @SuppressWarnings("NullAway") // a tombstone has no payload
    public T getPayload() {
        return payload;
    }

    @Override
    public Metadata getMetadata() {
        Metadata now = metadata;
        if (now == null) {
            now = described.get();
            metadata = now;
        }
        return now;
    }

    @Override
    public void injectMetadata(Object more) {
        metadata = getMetadata().with(more);
    }

    @Override
    public Function<Metadata, CompletionStage<Void>> getAckWithMetadata() {
        return this::ack;
    }

    @Override
    public BiFunction<Throwable, Metadata, CompletionStage<Void>> getNackWithMetadata() {
        return this::nack;
    }

    @Override
    public CompletionStage<Void> ack(Metadata told) {
        return handed.answer() ? channel.acknowledged(List.of(this)) : CompletableFuture.completedStage(null);
    }

    @Override
    public CompletionStage<Void> nack(Throwable reason, @Nullable Metadata told) {
        return handed.answer() ? channel.refused(this, reason, told) : CompletableFuture.completedStage(null);
    }
}
