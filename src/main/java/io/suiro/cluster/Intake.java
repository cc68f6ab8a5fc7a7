package io.suiro.cluster;

import io.suiro.base.Lane;
import io.suiro.base.Scheduler;
import io.suiro.error.Refused;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * Where commands wait for the lane, all of what is there forming a group, and for a controller while none is known. Each
 * waits for a bounded time.
 */
final class Intake {
    /** Longer than any election takes. */
    private static final long TIMEOUT_MS = 30_000;

    private final Scheduler scheduler;
    private final Lane lane;
    private final Consumer<List<Pending<?>>> route;
    private final Queue<Pending<?>> queue = new ArrayDeque<>();
    private boolean flushing;
    private @Nullable Supplier<Refused> refusal;

    /** @param route takes over what has come, on the lane */
    Intake(Scheduler scheduler, Lane lane, Consumer<List<Pending<?>>> route) {
        this.scheduler = scheduler;
        this.lane = lane;
        this.route = route;
    }

    /** Any thread. */
    <R> CompletionStage<R> submit(MetadataCommand<R> command) {
        Pending<R> pending = new Pending<>(command);
        synchronized (queue) {
            if (refusal != null) {
                return CompletableFuture.failedFuture(refusal.get());
            }
            queue.add(pending);
        }
        Scheduler.Timer deadline = scheduler.schedule(
                TIMEOUT_MS,
                () -> pending.refuse(new Refused(
                        Errors.REQUEST_TIMED_OUT, "No controller has decided it in time; it may still take effect.")));
        flush();
        return pending.answer().whenComplete((answer, failure) -> deadline.cancel());
    }

    /** Decides it again from the beginning. */
    void again(Collection<? extends Pending<?>> waiting) {
        hold(waiting);
        flush();
    }

    /** Keeps them for the next {@link #flush}. */
    void hold(Collection<? extends Pending<?>> waiting) {
        Supplier<Refused> refused;
        synchronized (queue) {
            refused = refusal;
            if (refused == null) {
                queue.addAll(waiting);
            }
        }
        if (refused != null) {
            waiting.forEach(pending -> pending.refuse(refused.get()));
        }
    }

    /** Hands on what waits; any thread. */
    void flush() {
        synchronized (queue) {
            if (flushing || queue.isEmpty()) {
                return;
            }
            flushing = true;
        }
        lane.execute(this::flushNow);
    }

    private void flushNow() {
        List<Pending<?>> waiting;
        synchronized (queue) {
            flushing = false;
            waiting = new ArrayList<>(queue);
            queue.clear();
        }
        waiting.removeIf(Pending::isAnswered);
        if (!waiting.isEmpty()) {
            route.accept(waiting);
        }
    }

    /** Refuses what waits and what comes. */
    void fail(Refused refused) {
        List<Pending<?>> waiting;
        synchronized (queue) {
            refusal = () -> refused;
            waiting = new ArrayList<>(queue);
            queue.clear();
        }
        waiting.forEach(pending -> pending.refuse(refused));
    }

    /** Refuses what comes, routes what waits, and ends on the lane once what that set in motion there has happened. */
    CompletionStage<Void> stop(Runnable end) {
        synchronized (queue) {
            if (refusal == null) {
                refusal = () -> new Refused(Errors.BROKER_NOT_AVAILABLE, "The broker is shutting down.");
            }
        }
        CompletableFuture<Void> stopped = new CompletableFuture<>();
        lane.execute(() -> {
            flushNow();
            lane.execute(() -> {
                try {
                    end.run();
                    stopped.complete(null);
                } catch (RuntimeException e) {
                    stopped.completeExceptionally(e);
                }
            });
        });
        return stopped;
    }
}
