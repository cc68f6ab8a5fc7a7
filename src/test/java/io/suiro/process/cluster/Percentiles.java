package io.suiro.process.cluster;

import java.util.List;
import java.util.Locale;

/** Of some durations, in seconds. */
record Percentiles(List<Double> sorted) {
    static Percentiles ofNanos(List<Long> nanos) {
        return new Percentiles(nanos.stream().sorted().map(it -> it / 1e9).toList());
    }

    /** Table cells: median, 90th, 99th, largest. */
    String cells() {
        return String.format(Locale.ROOT, "%.2f | %.2f | %.2f | %.2f", at(0.5), at(0.9), at(0.99), at(1));
    }

    private double at(double part) {
        return sorted.isEmpty() ? Double.NaN : sorted.get((int) Math.ceil(part * sorted.size() - 1e-9) - 1);
    }
}
