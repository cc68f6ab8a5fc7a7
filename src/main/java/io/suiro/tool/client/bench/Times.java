package io.suiro.tool.client.bench;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** How long each of many things took; any thread adds, and one reads once all are there. */
final class Times {
    private final long[] nanos;
    private final AtomicInteger count = new AtomicInteger();

    /** @param most that will be added */
    Times(int most) {
        nanos = new long[most];
    }

    void add(long took) {
        nanos[count.getAndIncrement()] = took;
    }

    /** In milliseconds, to the hundredth; the largest for 1. */
    double quantile(double of) {
        int all = count.get();
        long[] sorted = Arrays.copyOf(nanos, all);
        Arrays.sort(sorted);
        int at = Math.clamp((int) Math.ceil(of * all) - 1L, 0, all - 1);
        return Math.round(sorted[at] * 100.0 / TimeUnit.MILLISECONDS.toNanos(1)) / 100.0;
    }
}
