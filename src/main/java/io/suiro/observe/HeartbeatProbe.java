package io.suiro.observe;

import io.suiro.base.Clock;
import io.suiro.base.Scheduler;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

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
        hearts.put(name, new Heart(executor));
    }

    /** Sends the first heartbeats; the rest follow. */
    public synchronized void start() {
        if (closed) {
            return;
        }
        hearts.values().forEach(heart -> heart.beat(clock));
        timer = scheduler.schedule(intervalMs, this::start);
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
        private boolean waiting;
        private long sentNanos;

        Heart(Executor executor) {
            this.executor = executor;
        }

        /** The task is handed over outside the lock, so that an executor that runs it at once finds no surprise. */
        void beat(Clock clock) {
            synchronized (this) {
                if (waiting) {
                    return;
                }
                waiting = true;
                sentNanos = clock.nanoTime();
            }
            executor.execute(this::answer);
        }

        private synchronized void answer() {
            waiting = false;
        }

        synchronized long waitingMs(Clock clock) {
            return waiting ? TimeUnit.NANOSECONDS.toMillis(clock.nanoTime() - sentNanos) : 0;
        }
    }
}
