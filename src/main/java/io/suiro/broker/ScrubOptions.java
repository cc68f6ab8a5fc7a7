package io.suiro.broker;

import java.time.Duration;

/**
 * How data at rest is read again.
 *
 * @param bytesPerSecond at most; 0 for not at all
 * @param interval from the beginning of one pass over everything to that of the next, if it takes no longer
 */
public record ScrubOptions(long bytesPerSecond, Duration interval) {
    public static final ScrubOptions OFF = new ScrubOptions(0, Duration.ofDays(7));

    public ScrubOptions {
        if (bytesPerSecond < 0 || interval.isNegative()) {
            throw new IllegalArgumentException(bytesPerSecond + " bytes per second every " + interval);
        }
    }
}
