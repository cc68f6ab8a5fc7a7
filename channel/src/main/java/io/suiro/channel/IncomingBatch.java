package io.suiro.channel;

import io.smallrye.reactive.messaging.providers.MetadataInjectableMessage;
import io.smallrye.reactive.messaging.providers.locals.ContextAwareMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.eclipse.microprofile.reactive.messaging.Metadata;

/** Several records that an application has at once, and answers for at once. */
final class IncomingBatch implements ContextAwareMessage<Object>, MetadataInjectableMessage<Object> {
    private final List<IncomingRecord<Object>> records;
    private volatile Metadata metadata;

    IncomingBatch(List<IncomingRecord<Object>> records, Metadata metadata) {
        this.records = List.copyOf(records);
        this.metadata = metadata;
    }

    List<IncomingRecord<Object>> records() {
        return records;
    }

    /** A list; while it is not decoded no list, as SmallRye would take that for what the application asks for, and have nobody convert it. */
    @Override
    public Object getPayload() {
        List<Object> payloads = new ArrayList<>(records.size());
        records.forEach(record -> payloads.add(record.getPayload()));
        return metadata.get(Undecoded.class).isPresent() ? new Encoded(payloads) : payloads;
    }

    /** Payloads as bytes. */
    record Encoded(List<Object> payloads) {}

    @Override
    public Metadata getMetadata() {
        return metadata;
    }

    @Override
    public void injectMetadata(Object more) {
        metadata = metadata.with(more);
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
        return all(record -> record.ack(told));
    }

    @Override
    public CompletionStage<Void> nack(Throwable reason, Metadata told) {
        return all(record -> record.nack(reason, told));
    }

    private CompletionStage<Void> all(Function<IncomingRecord<Object>, CompletionStage<Void>> answer) {
        List<CompletableFuture<Void>> unfinished = new ArrayList<>();
        for (IncomingRecord<Object> record : records) {
            CompletableFuture<Void> answered = answer.apply(record).toCompletableFuture();
            if (answered.state() != Future.State.SUCCESS) {
                unfinished.add(answered);
            }
        }
        return unfinished.isEmpty()
                ? CompletableFuture.completedFuture(null)
                : CompletableFuture.allOf(unfinished.toArray(CompletableFuture[]::new));
    }
}
