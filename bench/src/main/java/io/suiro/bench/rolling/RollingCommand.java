package io.suiro.bench.rolling;

import io.suiro.bench.load.Cluster;
import io.suiro.bench.load.ClusterOption;
import io.suiro.bench.rolling.SteadyWrites.Phase;
import io.suiro.bench.scale.MarkdownTable;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.HdrHistogram.Histogram;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What writes feel of a rolling restart: {@code bench/run rolling}. Exit status 1 if a write failed. */
@Command(
        name = "rolling",
        description = "Kafka's producer writes at a fixed rate with acks=all, first while nothing happens, then while"
                + " commands restart the brokers. Latency counts from when a record was due.",
        mixinStandardHelpOptions = true)
public final class RollingCommand implements Callable<Integer> {
    private static final double NANOS_PER_MS = 1e6;

    @Mixin
    private final ClusterOption cluster = new ClusterOption();

    @Option(
            names = "--restart",
            paramLabel = "COMMAND",
            required = true,
            description = "a line of shell that restarts a broker and returns once it serves; repeatable, in turn")
    private List<String> restarts = List.of();

    @Option(
            names = "--pause-seconds",
            paramLabel = "N",
            defaultValue = "8",
            description = "after each of them, which counts (${DEFAULT-VALUE})")
    private int pauseSeconds;

    @Option(
            names = "--warmup-seconds",
            paramLabel = "N",
            defaultValue = "40",
            description = "before anything is counted (${DEFAULT-VALUE})")
    private int warmupSeconds;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            defaultValue = "30",
            description = "counted before the first of them (${DEFAULT-VALUE})")
    private int seconds;

    @Option(names = "--partitions", paramLabel = "N", defaultValue = "12", description = "(${DEFAULT-VALUE})")
    private int partitions;

    @Option(
            names = "--replicas",
            paramLabel = "N",
            defaultValue = "3",
            description = "of each partition (${DEFAULT-VALUE})")
    private int replicas;

    @Option(names = "--rate", defaultValue = "500", description = "records per second (${DEFAULT-VALUE})")
    private int rate;

    @Option(names = "--record-size", defaultValue = "100", description = "bytes of a value (${DEFAULT-VALUE})")
    private int recordSize;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        String topic = "rolling-" + UUID.randomUUID();
        try (Cluster connected = cluster.connect()) {
            var _ = connected.create(topic, partitions, replicas);
        }
        MarkdownTable table =
                new MarkdownTable(List.of("", "records", "failed", "p50, ms", "p90", "p99", "p99.9", "longest"));
        long failed = 0;
        try (SteadyWrites writes = new SteadyWrites(cluster.bootstrap(), topic, partitions, recordSize, rate)) {
            writes.start();
            Thread.sleep(Duration.ofSeconds(warmupSeconds));
            var _ = writes.next();
            Thread.sleep(Duration.ofSeconds(seconds));
            failed += add(table, "nothing happens", writes.next());
            long begun = System.nanoTime();
            for (String command : restarts) {
                restart(command);
                Thread.sleep(Duration.ofSeconds(pauseSeconds));
            }
            String what = "restarts, %d s".formatted(Math.round((System.nanoTime() - begun) / 1e9));
            failed += add(table, what, writes.next());
        }
        spec.commandLine().getOut().print(table);
        spec.commandLine().getOut().flush();
        return failed == 0 ? 0 : 1;
    }

    private void restart(String command) throws IOException, InterruptedException {
        spec.commandLine().getErr().println(command);
        Process shell = new ProcessBuilder("sh", "-c", command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        int status = shell.waitFor();
        if (status != 0) {
            throw new IOException("exit status " + status + " of " + command);
        }
    }

    private static long add(MarkdownTable table, String what, Phase phase) throws InterruptedException {
        Histogram latency = phase.latency();
        table.row(List.of(
                what,
                Long.toString(latency.getTotalCount()),
                Long.toString(phase.failed()),
                ms(latency.getValueAtPercentile(50)),
                ms(latency.getValueAtPercentile(90)),
                ms(latency.getValueAtPercentile(99)),
                ms(latency.getValueAtPercentile(99.9)),
                ms(latency.getMaxValue())));
        return phase.failed();
    }

    private static String ms(long nanos) {
        return String.format(Locale.ROOT, "%.1f", nanos / NANOS_PER_MS);
    }
}
