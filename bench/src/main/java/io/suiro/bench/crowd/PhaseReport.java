package io.suiro.bench.crowd;

import io.suiro.bench.load.BrokerCpu;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/** Phases as people read them, and the brokers' processor time in each. */
final class PhaseReport {
    private final PrintWriter out;
    private final BrokerCpu cpu;
    private Duration usedBefore;
    private long begunNanos = System.nanoTime();

    /** The first phase begins. */
    PhaseReport(PrintWriter out, BrokerCpu cpu) {
        this.out = out;
        this.cpu = cpu;
        this.usedBefore = cpu.used();
    }

    /** The next phase begins. */
    void restart() {
        usedBefore = cpu.used();
        begunNanos = System.nanoTime();
    }

    /** @param seconds what the phase took */
    void print(String name, double seconds, PhaseTally.Phase phase) {
        Duration used = cpu.used().minus(usedBefore);
        double elapsed = (System.nanoTime() - begunNanos) / 1e9;
        out.printf(Locale.ROOT, "%-7s %8.2f s%n", name, seconds);
        phase.latencies().forEach((ask, nanos) -> print(ask.name().toLowerCase(Locale.ROOT), nanos));
        out.printf("  %-16s %s%n", "errors", phase.errors().isEmpty() ? "none" : phase.errors());
        if (cpu.isWatched()) {
            double cpuSeconds = used.toNanos() / 1e9;
            out.printf(Locale.ROOT, "  %-16s %.2f s, %.2f cores%n", "broker CPU", cpuSeconds, cpuSeconds / elapsed);
        }
        out.flush();
    }

    private void print(String ask, Histogram nanos) {
        if (nanos.getTotalCount() > 0) {
            out.printf(
                    Locale.ROOT,
                    "  %-16s %d, p50 %.2f ms, p99 %.2f ms, max %.2f ms%n",
                    ask,
                    nanos.getTotalCount(),
                    nanos.getValueAtPercentile(50) / 1e6,
                    nanos.getValueAtPercentile(99) / 1e6,
                    nanos.getMaxValue() / 1e6);
        }
    }
}
