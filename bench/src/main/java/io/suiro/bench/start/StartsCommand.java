package io.suiro.bench.start;

import io.suiro.bench.scale.MarkdownTable;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The same application with the broker in its process, and without: {@code bench/run starts}. */
@Command(
        name = "starts",
        description =
                "Starts a packaged application of Quarkus, with the broker in its process and without, in turn. Each sends one"
                        + " record once it is ready; without the broker nobody takes it, and it is acknowledged at once.",
        mixinStandardHelpOptions = true)
public final class StartsCommand implements Callable<Integer> {
    @Option(
            names = "--application",
            paramLabel = "DIR",
            defaultValue = "${sys:suiro.checkout}/bench/application/target",
            description = "where it is built (${DEFAULT-VALUE})")
    private Path application = Path.of(".");

    @Option(
            names = "--kinds",
            split = ",",
            paramLabel = "KIND",
            defaultValue = "WITHOUT,TEMPORARY,STORED",
            description = "which, in turn; the first is what the others are held beside (${DEFAULT-VALUE})")
    private List<Kind> kinds = List.of();

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "20",
            description =
                    "of all of them; medians, and medians of differences within a round, are printed (${DEFAULT-VALUE})")
    private int rounds;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Map<Kind, List<Start>> measured = new EnumMap<>(Kind.class);
        PrintWriter err = spec.commandLine().getErr();
        Path directory = Files.createTempDirectory("suiro-starts");
        try {
            for (int round = 1; round <= rounds; round++) {
                for (Kind kind : kinds) {
                    Path data = directory.resolve(kind.name() + round);
                    Start start = Start.measure(kind.command(application, data));
                    measured.computeIfAbsent(kind, key -> new ArrayList<>()).add(start);
                    err.printf(Locale.ROOT, "%s, round %d: %s%n", kind.words(), round, start);
                    err.flush();
                }
            }
        } finally {
            delete(directory);
        }
        spec.commandLine().getOut().print(table(measured));
        spec.commandLine().getOut().flush();
        return 0;
    }

    private MarkdownTable table(Map<Kind, List<Start>> measured) {
        MarkdownTable table = new MarkdownTable(List.of(
                "application",
                "ready, ms",
                "first record acknowledged, ms",
                "… more than " + kinds.getFirst().words() + ", median, least",
                "processor time, ms",
                "… more"));
        List<Start> first = measured.getOrDefault(kinds.getFirst(), List.of());
        for (Kind kind : kinds) {
            List<Start> starts = measured.getOrDefault(kind, List.of());
            table.row(List.of(
                    kind.words(),
                    text(median(values(starts, Start::readyMs))),
                    text(median(values(starts, Start::acknowledgedMs))),
                    kind == kinds.getFirst()
                            ? ""
                            : text(median(more(starts, first, Start::acknowledgedMs))) + ", "
                                    + text(values(starts, Start::acknowledgedMs).getFirst()
                                            - values(first, Start::acknowledgedMs)
                                                    .getFirst()),
                    text(median(values(starts, Start::processorMs))),
                    kind == kinds.getFirst() ? "" : text(median(more(starts, first, Start::processorMs)))));
        }
        return table;
    }

    private static List<Double> values(List<Start> starts, ToDoubleFunction<Start> figure) {
        return starts.stream().map(figure::applyAsDouble).sorted().toList();
    }

    /** Within a round, so that what else the machine does counts for both. */
    private static List<Double> more(List<Start> starts, List<Start> than, ToDoubleFunction<Start> figure) {
        List<Double> differences = new ArrayList<>();
        for (int i = 0; i < starts.size(); i++) {
            differences.add(figure.applyAsDouble(starts.get(i)) - figure.applyAsDouble(than.get(i)));
        }
        differences.sort(Comparator.naturalOrder());
        return differences;
    }

    private static double median(List<Double> sorted) {
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    private static String text(double value) {
        return String.format(Locale.ROOT, "%.0f", value);
    }

    private static void delete(Path directory) throws IOException {
        List<Path> paths;
        try (Stream<Path> found = Files.walk(directory)) {
            paths = found.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : paths) {
            Files.delete(path);
        }
    }
}
