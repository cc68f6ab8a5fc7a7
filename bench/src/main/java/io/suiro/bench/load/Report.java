package io.suiro.bench.load;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.apache.kafka.common.protocol.Errors;

/** Outcomes as people read them: a line for each figure, its name first. The exit status is 1 where something went wrong. */
final class Report {
    private final PrintWriter out;

    Report(PrintWriter out) {
        this.out = out;
    }

    int of(Outcome outcome, BrokerCpu cpu) {
        Tally tally = outcome.tally();
        line("records/s", "%.0f", outcome.recordsPerSecond());
        line("MB/s", "%.1f", outcome.megabytesPerSecond());
        line("records", "%d in %d requests", tally.records(), tally.requests());
        latency("latency", tally.latency());
        errors(tally.errors());
        if (cpu.isWatched() && tally.records() > 0) {
            double used = seconds(outcome.cpu());
            line(
                    "broker CPU",
                    "%.2f cores, %.2f s per million records, %.2f s per GB",
                    used / outcome.seconds(),
                    used / tally.records() * 1e6,
                    used / tally.bytes() * 1e9);
        }
        out.flush();
        return tally.errors().isEmpty() && tally.records() > 0 ? 0 : 1;
    }

    int of(TailOutcome outcome, BrokerCpu cpu) {
        line("records", "%d sent, %d received", outcome.sent(), outcome.received());
        latency("end to end", outcome.endToEnd());
        latency("acknowledged", outcome.acknowledged());
        errors(outcome.errors());
        if (cpu.isWatched()) {
            line("broker CPU", "%.2f cores", seconds(outcome.cpu()) / outcome.seconds());
        }
        out.flush();
        return outcome.errors().isEmpty() && outcome.received() == outcome.sent() ? 0 : 1;
    }

    private void latency(String name, Histogram nanos) {
        line(
                name,
                "p50 %.2f ms, p99 %.2f ms, p99.9 %.2f ms, max %.2f ms",
                nanos.getValueAtPercentile(50) / 1e6,
                nanos.getValueAtPercentile(99) / 1e6,
                nanos.getValueAtPercentile(99.9) / 1e6,
                nanos.getMaxValue() / 1e6);
    }

    private void errors(Map<Errors, Long> errors) {
        line("errors", "%s", errors.isEmpty() ? "none" : errors);
    }

    private void line(String name, String format, Object... values) {
        out.printf(Locale.ROOT, "%-14s", name);
        out.printf(Locale.ROOT, format + "%n", values);
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }
}
