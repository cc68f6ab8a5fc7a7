package io.suiro.admin;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.suiro.error.Refused;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.apache.kafka.common.protocol.Errors;

/**
 * Streams of server-sent events that are open. Each asks its source for an event once the one before is in the socket, so that a client that reads slowly, or not at all, is
 * held in no memory but the socket's. Events are made on Quarkus's workers. Any thread.
 */
@Singleton
public final class EventStreams {
    static final int MOST = 100;

    private final Map<EventSource, CompletableFuture<Event>> open = new ConcurrentHashMap<>();
    private final LongAdder told = new LongAdder();
    private volatile boolean ending;

    /** Events that clients have been sent, signs of life among them. */
    public long told() {
        return told.sum();
    }

    /** How many are open. */
    public int count() {
        return open.size();
    }

    /** Ends all that are open, and every later one; a stop of the application would wait for them. */
    public void end() {
        ending = true;
        open.values().forEach(end -> end.complete(Event.END));
    }

    /** @throws Refused BROKER_NOT_AVAILABLE if there are too many */
    Multi<OutboundSseEvent> open(Sse sse, EventSource source) {
        if (open.size() >= MOST) {
            source.close();
            throw new Refused(
                    Errors.BROKER_NOT_AVAILABLE, "There are " + MOST + " streams of events already; end one first.");
        }
        CompletableFuture<Event> end = new CompletableFuture<>();
        return Multi.createBy()
                .repeating()
                .completionStage(() -> next(source, end))
                .indefinitely()
                .onSubscription()
                .invoke(() -> opened(source, end))
                .onTermination()
                .invoke(() -> closed(source, end))
                .select()
                .first(event -> !event.isEnd())
                .onItem()
                .transform(event -> {
                    told.increment();
                    return sent(sse, event);
                });
    }

    private void opened(EventSource source, CompletableFuture<Event> end) {
        open.put(source, end);
        if (ending) {
            end.complete(Event.END);
        }
    }

    private void closed(EventSource source, CompletableFuture<Event> end) {
        open.remove(source);
        end.complete(Event.END);
        source.close();
    }

    private static CompletableFuture<Event> next(EventSource source, CompletableFuture<Event> end) {
        CompletableFuture<Event> next;
        try {
            next = source.next().toCompletableFuture();
        } catch (Refused e) {
            next = CompletableFuture.failedFuture(e);
        }
        return next.applyToEitherAsync(end, event -> event, Infrastructure.getDefaultExecutor());
    }

    private static OutboundSseEvent sent(Sse sse, Event event) {
        OutboundSseEvent.Builder builder = sse.newEventBuilder();
        if (event.data() == null) {
            return builder.comment("nothing new").build();
        }
        if (event.id() != null) {
            builder.id(event.id());
        }
        return builder.name(event.name())
                .mediaType(MediaType.APPLICATION_JSON_TYPE)
                .data(event.data())
                .build();
    }
}
