package io.suiro.observe;

import io.suiro.base.Clock;
import io.suiro.base.Scheduler;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Finds threads that are stuck. Each watched executor is handed a tiny task now and then, and must have run it within
 * the limit; the next one goes out only after that, so that a stuck thread does not collect them. Any thread may ask.
 */
public final class HeartbeatProbe implements AutoCloseable {
    private final Clock clock;
    private final Scheduler scheduler;
    private final long intervalMs;
    private final long limitMs;
    private final Map<String, Heart> hearts = new ConcurrentSkipListMap<>();
    private Scheduler.Timer timer = () -> {};
    private boolean closed;

    /**
     * @param intervalMs between heartbeats, milliseconds
     * @param limitMs a heartbeat that has waited longer than this is a stuck thread, milliseconds
     */
    public HeartbeatProbe(Clock clock, Scheduler scheduler, long intervalMs, long limitMs) {
        this.clock = clock;
        this.scheduler = scheduler;
        this.intervalMs = intervalMs;
        this.limitMs = limitMs;
    }

    /** From the next heartbeat on; {@code name} is what an operator is told. */
    public void watch(String name, Executor executor) {
        watch(name, executor, () -> 0);
    }

    /**
     * As above, for an executor that tells how many tasks it has finished: while that grows, a heartbeat may wait behind
     * the work without meaning that the thread is stuck.
     */
    public void watch(String name, Executor executor, LongSupplier finished) {
        hearts.put(name, new Heart(executor, finished));
    }

    /** Sends the first heartbeats; the rest follow. */
    public synchronized void start() {
        if (closed) {
            return;
        }
        hearts.values().forEach(heart -> heart.beat(clock));
        timer = scheduler.schedule(intervalMs, this::start);
    }

    /** How many executors are watched. */
    public int watched() {
        return hearts.size();
    }

    /** Milliseconds for which each stuck executor has not answered; empty if all make progress. */
    public SortedMap<String, Long> stuckMs() {
        SortedMap<String, Long> stuck = new TreeMap<>();
        hearts.forEach((name, heart) -> {
            long waitingMs = heart.waitingMs(clock);
            if (waitingMs > limitMs) {
                stuck.put(name, waitingMs);
            }
        });
        return stuck;
    }

    @Override
    public synchronized void close() {
        closed = true;
        timer.cancel();
    }

    private static final class Heart {
        private final Executor executor;
        private final LongSupplier finished;
        private boolean waiting;
        private long finishedBefore;
        private long sinceNanos;

        Heart(Executor executor, LongSupplier finished) {
            this.executor = executor;
            this.finished = finished;
        }

        /** The task is handed over outside the lock, so that an executor that runs it at once finds no surprise. */
        void beat(Clock clock) {
            synchronized (this) {
                if (waiting && finished.getAsLong() == finishedBefore) {
                    return;
                }
                finishedBefore = finished.getAsLong();
                sinceNanos = clock.nanoTime();
                if (waiting) {
                    return;
                }
                waiting = true;
            }
            executor.execute(this::answer);
        }

        private synchronized void answer() {
            waiting = false;
        }

        synchronized long waitingMs(Clock clock) {
            return waiting ? TimeUnit.NANOSECONDS.toMillis(clock.nanoTime() - sinceNanos) : 0;
        }
    }
}
