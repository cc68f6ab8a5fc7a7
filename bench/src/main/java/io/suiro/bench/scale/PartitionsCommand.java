package io.suiro.bench.scale;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.apache.kafka.common.errors.ApiException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What many partitions cost: {@code bench/run partitions}. Exit status 1 if a run failed; the others are shown. */
@Command(
        name = "partitions",
        description =
                "Starts a broker for each of several numbers of partitions, creates them, writes one record to each,"
                        + " kills it, starts it, and prints a table of what that took. Linux.",
        mixinStandardHelpOptions = true)
public final class PartitionsCommand implements Callable<Integer> {
    /** So that files of idle partitions are closed, and checkpoints written, while one waits. */
    private static final List<String> SETTINGS =
            List.of("log.retention.check.interval.ms=5000", "log.flush.offset.checkpoint.interval.ms=5000");

    private static final int LAST_WORDS = 20;

    @Option(
            names = "--counts",
            split = ",",
            defaultValue = "1000,10000,50000",
            description = "numbers of partitions (${DEFAULT-VALUE})")
    private List<Integer> counts = new ArrayList<>();

    @Option(names = "--per-topic", defaultValue = "100", description = "partitions of a topic (${DEFAULT-VALUE})")
    private int perTopic;

    @Mixin
    private final BrokerOptions options = new BrokerOptions();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        Map<Integer, Map<String, String>> figures = new LinkedHashMap<>();
        boolean allWell = true;
        for (int count : counts) {
            try (BrokerProcess broker = options.broker(SETTINGS)) {
                PartitionsRun run = new PartitionsRun(
                        broker, count, perTopic, spec.commandLine().getErr());
                figures.put(count, run.figures());
                allWell &= ends(run, count, broker);
            }
        }
        PrintWriter out = spec.commandLine().getOut();
        out.print(table(figures));
        out.flush();
        return allWell ? 0 : 1;
    }

    private boolean ends(PartitionsRun run, int count, BrokerProcess broker) throws IOException {
        try {
            run.run();
            return true;
        } catch (IOException | ApiException e) {
            PrintWriter err = spec.commandLine().getErr();
            err.println("bench: " + count + " partitions: " + e.getMessage() + "; the end of the broker's log:");
            broker.lastWords(LAST_WORDS).forEach(err::println);
            return false;
        }
    }

    private static MarkdownTable table(Map<Integer, Map<String, String>> figures) {
        List<String> headings = new ArrayList<>(List.of("partitions"));
        figures.keySet().forEach(count -> headings.add(count.toString()));
        MarkdownTable table = new MarkdownTable(headings);
        Set<String> names = new LinkedHashSet<>();
        figures.values().forEach(run -> names.addAll(run.keySet()));
        for (String name : names) {
            List<String> row = new ArrayList<>(List.of(name));
            figures.values().forEach(run -> row.add(run.getOrDefault(name, "failed")));
            table.row(row);
        }
        return table;
    }
}
