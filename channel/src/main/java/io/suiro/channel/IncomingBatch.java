package io.suiro.channel;

import io.smallrye.reactive.messaging.providers.MetadataInjectableMessage;
import io.smallrye.reactive.messaging.providers.locals.ContextAwareMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.eclipse.microprofile.reactive.messaging.Metadata;

/** Several records that an application has at once, and answers for at once. */
final class IncomingBatch implements ContextAwareMessage<Object>, MetadataInjectableMessage<Object> {
    private final IncomingChannel channel;
    private final List<IncomingRecord<Object>> records;
    private volatile Metadata metadata;

    IncomingBatch(IncomingChannel channel, List<IncomingRecord<Object>> records, Metadata metadata) {
        this.channel = channel;
        this.records = records;
        this.metadata = metadata;
    }

    List<IncomingRecord<Object>> records() {
        return records;
    }

    /** A list; while it is not decoded no list, as SmallRye would take that for what the application asks for, and have nobody convert it. */
    @Override
    public Object getPayload() {
        if (metadata.get(Undecoded.class).isPresent()) {
            return new Encoded(records);
        }
        List<Object> payloads = new ArrayList<>(records.size());
        records.forEach(record -> payloads.add(record.getPayload()));
        return payloads;
    }

    /** Payloads that are bytes. */
    record Encoded(List<IncomingRecord<Object>> records) {}

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
        List<IncomingRecord<Object>> answered = new ArrayList<>(records.size());
        for (IncomingRecord<Object> record : records) {
            if (record.handed().answer()) {
                answered.add(record);
            }
        }
        return channel.acknowledged(answered);
    }

    @Override
    public CompletionStage<Void> nack(Throwable reason, Metadata told) {
        return CompletableFuture.allOf(records.stream()
                .map(record -> record.nack(reason, told).toCompletableFuture())
                .toArray(CompletableFuture[]::new));
    }
}
