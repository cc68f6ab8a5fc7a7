package io.suiro.bench.load;

import java.time.Duration;

/** What a closed loop achieved, and the brokers' processor time meanwhile. */
public record Outcome(Tally tally, double seconds, Duration cpu) {
    public double recordsPerSecond() {
        return tally.records() / seconds;
    }

    /** Of 10^6 bytes. */
    public double megabytesPerSecond() {
        return tally.bytes() / 1e6 / seconds;
    }
}
