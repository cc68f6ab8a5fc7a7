package io.suiro.coordinator;

import io.suiro.base.Clock;
import java.util.concurrent.TimeUnit;

/**
 * When a command is decided, on both clocks: timestamps that are stored come from the wall, deadlines from the clock
 * that never jumps, so that a corrected wall clock expires nobody.
 *
 * @param nowMs milliseconds since the epoch
 * @param uptimeMs milliseconds since an arbitrary moment; never goes back
 */
public record Moment(long nowMs, long uptimeMs) {
    public static Moment of(Clock clock) {
        return new Moment(clock.nowMs(), TimeUnit.NANOSECONDS.toMillis(clock.nanoTime()));
    }
}
