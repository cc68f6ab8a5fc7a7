package io.suiro.broker;

import io.suiro.base.Scheduler;
import io.suiro.broker.FetchRecords.Limits;
import io.suiro.broker.FetchRecords.Reading;
import io.suiro.replica.Partition;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * A fetch that waits: woken by each advance of its partitions, on their lanes, and by its deadline. Whoever first finds
 * enough (or, at the deadline, anything at all) answers; the others' readings are dropped.
 */
final class ParkedFetch implements Runnable {
    private final Supplier<Reading> read;
    private final Limits limits;
    private final List<Partition> watched;
    private final Executor reads;
    private final AtomicBoolean answered = new AtomicBoolean();
    private final CompletableFuture<Reading> answer = new CompletableFuture<>();

    ParkedFetch(Supplier<Reading> read, Limits limits, List<Partition> watched, Executor reads) {
        this.read = read;
        this.limits = limits;
        this.watched = watched;
        this.reads = reads;
    }

    CompletionStage<Reading> park(Scheduler scheduler) {
        // Before the deadline is set: one that passes at once must find the watchers that it removes.
        watched.forEach(partition -> partition.watch(this));
        Scheduler.Timer deadline = scheduler.schedule(limits.maxWaitMs(), () -> reads.execute(this::expire));
        CompletionStage<Reading> cleared = answer.whenComplete((reading, failure) -> {
            deadline.cancel();
            watched.forEach(partition -> partition.unwatch(this));
        });
        run();
        return cleared;
    }

    /** Something has moved. */
    @Override
    public void run() {
        look(false);
    }

    private void expire() {
        look(true);
    }

    /** Throws nothing: on a lane it would be the append that woke this fetch which fails, after it has been done. */
    private void look(boolean expired) {
        if (answered.get()) {
            return;
        }
        try {
            Reading reading = read.get();
            if (expired || reading.suffices(limits)) {
                answer(reading);
            } else {
                reading.close();
            }
        } catch (RuntimeException | Error e) {
            if (answered.compareAndSet(false, true)) {
                answer.completeExceptionally(e);
            }
        }
    }

    private void answer(Reading reading) {
        if (answered.compareAndSet(false, true)) {
            answer.complete(reading);
        } else {
            reading.close();
        }
    }
}
