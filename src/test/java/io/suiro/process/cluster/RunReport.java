package io.suiro.process.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.utils.AppInfoParser;

/** What one run of the nemesis did and found, as Markdown. */
final class RunReport {
    private final List<String> lines = new ArrayList<>();

    RunReport(String cluster, long seed, long seconds, Pace pace) {
        lines.add("# " + cluster + " under faults");
        lines.add("");
        lines.add("| | |");
        lines.add("| --- | --- |");
        row("cluster", cluster + ", 3 brokers, JDK " + Runtime.version());
        row("clients", "kafka-clients " + AppInfoParser.getVersion());
        row("seed", seed);
        row("duration, s", seconds);
        row(
                "load",
                "%d idempotent producers and one that is not, %d records/s of %d bytes each, %d partitions of each topic, %d workers that pass on records in transactions, %d in a share group, %s %d ms"
                        .formatted(
                                pace.idempotentProducers(),
                                pace.recordsPerSecond(),
                                pace.valueBytes(),
                                pace.partitions(),
                                pace.pipelines(),
                                pace.sharers(),
                                CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG,
                                pace.requestTimeoutMs()));
    }

    void faults(List<Fault> faults) {
        row("faults", faults.size());
        section("Unavailability", "Seconds, each partition counted once for each fault.");
        lines.add("| fault | partitions | times | next acknowledged write: p50 | p90 | p99 | max "
                + "| longest wait of a write: p50 | p90 | p99 | max | all in sync again: max |");
        lines.add("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |");
        for (FaultKind kind : FaultKind.values()) {
            List<Fault> same =
                    faults.stream().filter(fault -> fault.kind() == kind).toList();
            boolean led = same.stream()
                    .anyMatch(fault -> !fault.led().isEmpty()
                            && fault.led().size() < fault.waits().size());
            if (led) {
                unavailability(kind, "led by it", same, (fault, partition) -> fault.led()
                        .contains(partition));
                unavailability(
                        kind, "others", same, (fault, partition) -> !fault.led().contains(partition));
            } else {
                unavailability(kind, "all", same, (fault, partition) -> true);
            }
        }
    }

    private void unavailability(FaultKind kind, String which, List<Fault> faults, Belongs belongs) {
        if (faults.isEmpty()) {
            return;
        }
        // A broker that is asked to stop goes on answering for a while.
        String next = kind == FaultKind.ROLLING_RESTART
                ? " | | | "
                : percentiles(faults, belongs, Waits.Wait::nextWriteNanos);
        String longest = percentiles(faults, belongs, Waits.Wait::longestNanos);
        long recoveredMs = faults.stream().mapToLong(Fault::recoveredMs).max().orElse(0);
        lines.add("| %s | %s | %d | %s | %s | %d |"
                .formatted(kind.description(), which, faults.size(), next, longest, recoveredMs / 1000));
    }

    private static String percentiles(List<Fault> faults, Belongs belongs, ToLongFunction<Waits.Wait> nanos) {
        return Percentiles.ofNanos(faults.stream()
                        .flatMap(fault -> fault.waits().entrySet().stream()
                                .filter(wait -> belongs.test(fault, wait.getKey()))
                                .map(wait -> nanos.applyAsLong(wait.getValue())))
                        .toList())
                .cells();
    }

    /** Which partitions a row of the table is about. */
    private interface Belongs {
        boolean test(Fault fault, TopicPartition partition);
    }

    void totals(Map<String, Long> totals, Map<String, Long> failures, Violations violations) {
        section("Load", "");
        lines.add("| | |");
        lines.add("| --- | --- |");
        totals.forEach(this::row);
        failures.forEach((failure, count) -> row("… " + failure, count));
        section("Violations", violations.isEmpty() ? "None." : "**There are some.**");
        lines.add("| | |");
        lines.add("| --- | --- |");
        for (Violation kind : Violation.values()) {
            row(kind.description(), violations.count(kind));
        }
        lines.add("");
        violations.details().forEach(detail -> lines.add("- " + detail));
    }

    private void section(String title, String text) {
        lines.addAll(List.of("", "## " + title, ""));
        if (!text.isEmpty()) {
            lines.addAll(List.of(text, ""));
        }
    }

    private void row(String name, Object value) {
        lines.add("| " + name + " | " + value + " |");
    }

    @Override
    public String toString() {
        return String.join("\n", lines) + "\n";
    }
}
