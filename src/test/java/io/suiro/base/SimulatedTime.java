package io.suiro.base;

import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;

/** Time that passes only when it is told to: timers go off in order, on the caller's thread. One thread. */
public final class SimulatedTime implements Clock, Scheduler {
    private final PriorityQueue<Task> tasks =
            new PriorityQueue<>(Comparator.comparingLong(Task::atMs).thenComparingLong(Task::sequence));
    private long nowMs = 1_700_000_000_000L;
    private long sequence;

    private record Task(long atMs, long sequence, Runnable body) {}

    @Override
    public long nowMs() {
        return nowMs;
    }

    @Override
    public long nanoTime() {
        return TimeUnit.MILLISECONDS.toNanos(nowMs);
    }

    @Override
    public Timer schedule(long delayMs, Runnable body) {
        Task task = new Task(nowMs + delayMs, sequence++, body);
        tasks.add(task);
        return () -> tasks.remove(task);
    }

    /** Lets time pass; after each timer that goes off, {@code settle} does what it set in motion. */
    public void advance(long durationMs, Runnable settle) {
        long untilMs = nowMs + durationMs;
        Task next;
        while ((next = tasks.peek()) != null && next.atMs() <= untilMs) {
            tasks.remove(next);
            nowMs = Math.max(nowMs, next.atMs());
            next.body().run();
            settle.run();
        }
        nowMs = untilMs;
    }

    /** Time passes, and nothing runs meanwhile: timers go off when it is advanced the next time. */
    public void stall(long durationMs) {
        nowMs += durationMs;
    }

    /** Timers that are set. */
    public int pending() {
        return tasks.size();
    }
}
