package io.suiro.channel;

import io.smallrye.reactive.messaging.providers.MetadataInjectableMessage;
import io.smallrye.reactive.messaging.providers.locals.ContextAwareMessage;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.common.TopicPartition;
import org.eclipse.microprofile.reactive.messaging.Metadata;
import org.jspecify.annotations.Nullable;

/** A record that an application has: its first answer goes back to the channel, others are without effect. */
final class IncomingRecord<T> implements ContextAwareMessage<T>, MetadataInjectableMessage<T> {
    private final IncomingChannel channel;
    private final RecordBuffer.Taken taken;
    private final @Nullable T payload;
    private final AtomicBoolean answered = new AtomicBoolean();
    private final Supplier<Metadata> described;
    private volatile @Nullable Metadata metadata;

    /** @param described called once somebody looks at the metadata, maybe more than once */
    IncomingRecord(
            IncomingChannel channel, RecordBuffer.Taken taken, @Nullable T payload, Supplier<Metadata> described) {
        this.channel = channel;
        this.taken = taken;
        this.payload = payload;
        this.described = described;
    }

    IncomingChannel channel() {
        return channel;
    }

    TopicPartition topicPartition() {
        return taken.record().topicPartition();
    }

    long offset() {
        return taken.record().offset();
    }

    RecordBuffer.Taken taken() {
        return taken;
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
        return answered.compareAndSet(false, true)
                ? channel.acknowledged(this)
                : CompletableFuture.completedStage(null);
    }

    @Override
    public CompletionStage<Void> nack(Throwable reason, @Nullable Metadata told) {
        return answered.compareAndSet(false, true)
                ? channel.refused(this, reason, told)
                : CompletableFuture.completedStage(null);
    }
}
