package io.suiro.bench.load;

import java.util.concurrent.locks.LockSupport;

/** Waiting for a moment of {@link System#nanoTime}, which these programs do for a living. */
public final class Pause {
    private Pause() {}

    /** Returns at that moment, or some 50 µs after it. */
    public static void until(long nanoTime) {
        for (long early = nanoTime - System.nanoTime(); early > 0; early = nanoTime - System.nanoTime()) {
            LockSupport.parkNanos(early);
        }
    }

    static void nanos(long nanos) {
        until(System.nanoTime() + nanos);
    }
}
