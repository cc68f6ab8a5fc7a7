package io.suiro.bench.scale;

import io.suiro.bench.load.Cluster;
import io.suiro.bench.load.Tally;
import io.suiro.bench.load.Timing;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.HdrHistogram.Histogram;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Whether a broker slows down with what it holds: {@code bench/run stored}. Exit status 1 if anything was refused. */
@Command(
        name = "stored",
        description =
                "Starts a broker and measures producing and reading at the tail of topics that hold so many bytes,"
                        + " in turn, in several rounds; prints a table.",
        mixinStandardHelpOptions = true)
public final class StoredCommand implements Callable<Integer> {
    private static final List<String> SETTINGS = List.of("log.segment.delete.delay.ms=1000");
    /** Beside what is filled in: what the measured production may add. */
    private static final long SPARE_BYTES = 20_000_000_000L;

    @Option(
            names = "--sizes",
            split = ",",
            defaultValue = "100M,20G",
            converter = ByteSize.Converter.class,
            description = "(${DEFAULT-VALUE})")
    private List<ByteSize> sizes = new ArrayList<>();

    @Option(names = "--rounds", defaultValue = "2", description = "(${DEFAULT-VALUE})")
    private int rounds;

    @Option(names = "--seconds", defaultValue = "10", description = "of each measurement (${DEFAULT-VALUE})")
    private int seconds;

    @Mixin
    private final BrokerOptions options = new BrokerOptions();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        MarkdownTable table = new MarkdownTable(List.of(
                "stored",
                "produce records/s",
                "MB/s",
                "p99 ms",
                "CPU s per million records",
                "tail p50 ms",
                "p99 ms",
                "p99.9 ms",
                "tail CPU cores"));
        boolean allWell = true;
        try (BrokerProcess broker = options.broker(SETTINGS)) {
            broker.start();
            try (Cluster cluster = Cluster.connect(broker.bootstrap())) {
                StoredRun run = new StoredRun(cluster, broker.pid(), Timing.ofSeconds(2, seconds));
                run.warmUp();
                for (int round = 0; round < rounds; round++) {
                    for (ByteSize size : sizes) {
                        checkSpace(size);
                        StoredRun.Speed speed = run.at(size);
                        table.row(row(size, speed));
                        allWell &= isWell(speed);
                    }
                }
            }
        }
        PrintWriter out = spec.commandLine().getOut();
        out.print(table);
        out.flush();
        return allWell ? 0 : 1;
    }

    private void checkSpace(ByteSize size) throws IOException {
        long usable = options.dir.toFile().getUsableSpace();
        if (usable < size.bytes() + SPARE_BYTES) {
            throw new IOException(options.dir + " has room for " + usable + " bytes; " + size.text() + " and "
                    + SPARE_BYTES + " for what is produced while measuring are needed");
        }
    }

    private static boolean isWell(StoredRun.Speed speed) {
        return speed.produce().tally().errors().isEmpty()
                && speed.tail().errors().isEmpty()
                && speed.tail().sent() == speed.tail().received();
    }

    private static List<String> row(ByteSize size, StoredRun.Speed speed) {
        Tally produced = speed.produce().tally();
        Histogram tail = speed.tail().endToEnd();
        return List.of(
                size.text(),
                number("%.0f", speed.produce().recordsPerSecond()),
                number("%.0f", speed.produce().megabytesPerSecond()),
                number("%.1f", produced.latency().getValueAtPercentile(99) / 1e6),
                number("%.2f", speed.produce().cpu().toNanos() / 1e9 / produced.records() * 1e6),
                number("%.2f", tail.getValueAtPercentile(50) / 1e6),
                number("%.2f", tail.getValueAtPercentile(99) / 1e6),
                number("%.2f", tail.getValueAtPercentile(99.9) / 1e6),
                number("%.2f", speed.tail().cpu().toNanos() / 1e9 / speed.tail().seconds()));
    }

    private static String number(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }
}
