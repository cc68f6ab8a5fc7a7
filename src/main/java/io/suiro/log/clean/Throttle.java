package io.suiro.log.clean;

import io.suiro.base.Clock;
import java.util.concurrent.TimeUnit;

/**
 * Keeps background reading and writing to a rate: whoever has moved bytes faster than it allows waits as long as they should
 * have taken. One thread uses it; any thread may end its waiting for good.
 */
public final class Throttle {
    /** Less than this is not worth a wait. */
    private static final long LEAST_WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final Clock clock;
    private final double bytesPerSecond;
    private final Pause pause;
    private long sinceNanos;
    private double bytes;

    /** Waits, unless and until it is no longer worth it. */
    @FunctionalInterface
    public interface Pause {
        void waitNanos(long nanos);
    }

    public Throttle(Clock clock, double bytesPerSecond, Pause pause) {
        this.clock = clock;
        this.bytesPerSecond = bytesPerSecond;
        this.pause = pause;
        this.sinceNanos = clock.nanoTime();
    }

    /** So many bytes have been read or written; returns once that is within the rate. */
    public void moved(long count) {
        bytes += count;
        double due = bytes / bytesPerSecond * TimeUnit.SECONDS.toNanos(1);
        long spent = clock.nanoTime() - sinceNanos;
        if (due - spent > LEAST_WAIT_NANOS) {
            pause.waitNanos((long) (due - spent));
            spent = clock.nanoTime() - sinceNanos;
        }
        if (spent > TimeUnit.SECONDS.toNanos(1)) {
            // What was not used in time is lost: no burst makes up for an idle hour.
            sinceNanos = clock.nanoTime();
            bytes = 0;
        }
    }
}
