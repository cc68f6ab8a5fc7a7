package io.suiro.bench.load;

import java.time.Duration;

/** How long a load runs before anything is counted, and how long it counts. */
public record Timing(Duration warmUp, Duration measured) {
    static final Duration UNTIL_DONE = Duration.ofDays(1);

    public static Timing ofSeconds(int warmUp, int measured) {
        return new Timing(Duration.ofSeconds(warmUp), Duration.ofSeconds(measured));
    }
}
