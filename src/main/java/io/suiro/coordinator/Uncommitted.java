package io.suiro.coordinator;

import io.suiro.base.Clock;
import io.suiro.base.Scheduler;
import io.suiro.error.Refused;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * Answers that are decided and wait until what they tell is committed, each for the same bounded time. Lane only.
 *
 * <pre>
 * held ── committed up to its offset ──▶ released
 *   ├── the log says no ──▶ refused with its reason
 *   └── not in time ──▶ refused with REQUEST_TIMED_OUT; the records stay, and may be committed later
 * </pre>
 */
final class Uncommitted {
    private final StateLog log;
    private final Clock clock;
    private final Scheduler scheduler;
    private final long timeoutMs;
    private final BiConsumer<List<Answer<?>>, @Nullable Throwable> release;
    /** Offsets and deadlines ascend, the former not strictly. */
    private final ArrayDeque<Held> held = new ArrayDeque<>();

    private long askedOffset = -1;
    private Scheduler.@Nullable Timer timer;

    private record Held(long endOffset, long deadlineMs, List<Answer<?>> answers) {}

    /**
     * Holds nothing yet.
     *
     * @param timeoutMs how long an answer waits at most
     * @param release given answers whose time has come, and why they are refused; null if they are not
     */
    Uncommitted(
            StateLog log,
            Clock clock,
            Scheduler scheduler,
            long timeoutMs,
            BiConsumer<List<Answer<?>>, @Nullable Throwable> release) {
        this.log = log;
        this.clock = clock;
        this.scheduler = scheduler;
        this.timeoutMs = timeoutMs;
        this.release = release;
    }

    /** Releases them once everything below the offset is committed, be that now. */
    void hold(long endOffset, List<Answer<?>> answers) {
        held.add(new Held(endOffset, uptimeMs() + timeoutMs, answers));
        // Once for each offset: the log remembers who asks until it commits, however long that takes.
        if (endOffset > askedOffset || held.size() == 1) {
            askedOffset = endOffset;
            log.committed(endOffset).whenComplete((reached, failure) -> {
                while (!held.isEmpty() && held.element().endOffset <= endOffset) {
                    release.accept(held.remove().answers, failure);
                }
            });
        }
        if (!held.isEmpty() && timer == null) {
            expireLater(timeoutMs);
        }
    }

    private void expireLater(long delayMs) {
        timer = scheduler.schedule(Math.max(1, delayMs), () -> log.lane().execute(this::expire));
    }

    private void expire() {
        timer = null;
        long nowMs = uptimeMs();
        while (!held.isEmpty() && held.element().deadlineMs <= nowMs) {
            release.accept(
                    held.remove().answers,
                    new Refused(
                            Errors.REQUEST_TIMED_OUT,
                            "Not replicated within " + timeoutMs + " ms; it may still take effect."));
        }
        if (!held.isEmpty()) {
            expireLater(held.element().deadlineMs - nowMs);
        }
    }

    private long uptimeMs() {
        return TimeUnit.NANOSECONDS.toMillis(clock.nanoTime());
    }

    /** Forgets all; others have answered. */
    void clear() {
        held.clear();
        Scheduler.Timer running = timer;
        if (running != null) {
            running.cancel();
            timer = null;
        }
    }
}
