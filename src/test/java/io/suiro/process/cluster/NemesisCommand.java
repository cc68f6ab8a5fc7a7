package io.suiro.process.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.logging.FileHandler;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The main class behind {@code bench/run nemesis}. The exit status is 1 if a promise was broken, 2 if the command line is wrong. */
@Command(
        name = "bench/run nemesis",
        description =
                "Runs three brokers under load, breaks them again and again, and checks that every promise is kept.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true)
final class NemesisCommand implements Callable<Integer> {
    /** Clients tell of every lost connection. Kept, as a logger that nobody holds forgets its level. */
    private static final Logger CLIENTS = Logger.getLogger("org.apache.kafka");

    @Option(names = "--target", paramLabel = "suiro|kafka", description = "What to break: ${COMPLETION-CANDIDATES}.")
    private Target target = Target.SUIRO;

    @Option(names = "--minutes", paramLabel = "N", description = "How long faults go on.")
    private double minutes = 10;

    @Option(names = "--seed", paramLabel = "N", description = "Decides the order of the faults (default: any).")
    private @Nullable Long seed;

    @Option(
            names = "--faults",
            split = ",",
            paramLabel = "FAULT",
            description = "Only these (default: all): ${COMPLETION-CANDIDATES}.")
    private List<FaultKind> faults = Nemesis.everything();

    @Option(
            names = "--report",
            paramLabel = "FILE",
            description = "Where the report goes (default: the standard output).")
    private @Nullable Path report;

    @Option(
            names = "--directory",
            paramLabel = "DIR",
            description = "For data and logs; kept (default: a temporary one).")
    private @Nullable Path directory;

    @Option(
            names = "--client-log",
            paramLabel = "FILE",
            description = "What the clients log goes there (default: nowhere).")
    private @Nullable Path clientLog;

    @Option(names = "--partitions", paramLabel = "N", description = "Of each of the two topics.")
    private int partitions = 6;

    @Option(names = "--producers", paramLabel = "N", description = "Idempotent ones; one that is not comes on top.")
    private int producers = 3;

    @Option(names = "--rate", paramLabel = "N", description = "Records/s of each producer.")
    private int rate = 500;

    @Option(
            names = "--pipelines",
            paramLabel = "N",
            description = "Workers that pass on records in transactions, exactly once.")
    private int pipelines = 2;

    @Option(names = "--sharers", paramLabel = "N", description = "Workers that take records as a share group.")
    private int sharers = 2;

    @Option(names = "--value-bytes", paramLabel = "N", description = "Size of a record's value.")
    private int valueBytes = 100;

    @Option(names = "--request-timeout-ms", paramLabel = "N", description = "Of the producers.")
    private int requestTimeoutMs = 3000;

    private NemesisCommand() {}

    public static void main(String... arguments) {
        CLIENTS.setLevel(Level.OFF);
        System.exit(new CommandLine(new NemesisCommand())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        if (clientLog != null) {
            FileHandler file = new FileHandler(clientLog.toString());
            file.setFormatter(new SimpleFormatter());
            CLIENTS.addHandler(file);
            CLIENTS.setUseParentHandlers(false);
            CLIENTS.setLevel(Level.INFO);
        }
        long chosen = seed == null ? new Random().nextLong() : seed;
        Pace pace = new Pace(partitions, producers, rate, 2, 2, pipelines, sharers, valueBytes, requestTimeoutMs);
        Path files = directory == null ? Files.createTempDirectory("nemesis") : Files.createDirectories(directory);
        System.out.println("seed " + chosen + ", files in " + files);
        Violations violations = new Violations();
        String text = run(chosen, pace, files.toAbsolutePath(), violations);
        if (report == null) {
            System.out.println(text);
        } else {
            Files.writeString(report, text);
        }
        System.out.println(violations.isEmpty() ? "every promise was kept" : "broken: " + violations);
        return violations.isEmpty() ? 0 : 1;
    }

    private String run(long chosen, Pace pace, Path files, Violations violations) throws Exception {
        long begun = System.nanoTime();
        try (ClusterUnderTest cluster = target.in(files)) {
            Thread killer = new Thread(() -> closeQuietly(cluster));
            Runtime.getRuntime().addShutdownHook(killer);
            cluster.start();
            try (ClusterView view = new ClusterView(cluster);
                    Workload load = new Workload(cluster, view, pace, chosen, violations)) {
                view.awaitServing();
                load.start();
                Nemesis nemesis = new Nemesis(cluster, view, load, faults, Nemesis.LONGEST_MS, chosen, violations);
                nemesis.run(Duration.ofMillis((long) (minutes * 60_000)));
                long seconds = Duration.ofNanos(System.nanoTime() - begun).toSeconds();
                load.finish();
                load.check();
                cluster.terminate();
                load.checkReplicas();
                RunReport text = new RunReport(cluster.name(), chosen, seconds, pace);
                text.faults(nemesis.faults());
                text.totals(load.totals(), load.failures(), violations);
                return text.toString();
            }
        }
    }

    private static void closeQuietly(ClusterUnderTest cluster) {
        try {
            cluster.close();
        } catch (IOException e) {
            System.err.println("nemesis: " + e);
        }
    }
}
