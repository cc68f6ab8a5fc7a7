package io.suiro.bench.channel;

import io.suiro.bench.scale.MarkdownTable;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The same beans with this project's connector and with SmallRye's for Kafka: {@code bench/run channels}. */
@Command(
        name = "channels",
        description =
                "An application's channels with the connector suiro, and with smallrye-kafka over loopback to a broker in"
                        + " the same process. Figures for each core are records per second of processor time of that whole"
                        + " process. One partition, acks=all, which waits for as much as acks=1 where there is one broker.",
        mixinStandardHelpOptions = true)
public final class ChannelsCommand implements Callable<Integer> {
    @Mixin
    private ChannelLoad load = new ChannelLoad();

    @Option(
            names = "--connectors",
            split = ",",
            paramLabel = "NAME",
            defaultValue = "SUIRO,SMALLRYE_KAFKA",
            description = "which, in turn (${DEFAULT-VALUE})")
    private List<Connector> connectors = List.of();

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "1",
            description = "of all of them; medians are printed (${DEFAULT-VALUE})")
    private int rounds;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Map<Connector, List<Map<Figure, Double>>> measured = new EnumMap<>(Connector.class);
        for (int round = 1; round <= rounds; round++) {
            for (Connector connector : connectors) {
                Map<Figure, Double> figures = ConnectorProcess.measure(connector, load.options());
                measured.computeIfAbsent(connector, key -> new ArrayList<>()).add(figures);
                PrintWriter err = spec.commandLine().getErr();
                err.println(connector.word() + ", round " + round + ": " + figures);
                err.flush();
            }
        }
        spec.commandLine().getOut().print(table(measured));
        spec.commandLine().getOut().flush();
        return 0;
    }

    private static MarkdownTable table(Map<Connector, List<Map<Figure, Double>>> measured) {
        MarkdownTable table =
                new MarkdownTable(List.of("figure", Connector.SUIRO.word(), Connector.SMALLRYE_KAFKA.word(), "ratio"));
        for (Figure figure : Figure.values()) {
            OptionalDouble here = median(measured.getOrDefault(Connector.SUIRO, List.of()), figure);
            OptionalDouble there = median(measured.getOrDefault(Connector.SMALLRYE_KAFKA, List.of()), figure);
            table.row(List.of(
                    figure.words(),
                    text(figure, here),
                    text(figure, there),
                    here.isPresent() && there.isPresent()
                            ? String.format(Locale.ROOT, "%.2f", here.getAsDouble() / there.getAsDouble())
                            : ""));
        }
        return table;
    }

    private static String text(Figure figure, OptionalDouble value) {
        return value.isPresent() ? figure.text(value.getAsDouble()) : "";
    }

    private static OptionalDouble median(List<Map<Figure, Double>> rounds, Figure figure) {
        double[] values = rounds.stream()
                .filter(round -> round.containsKey(figure))
                .mapToDouble(round -> round.get(figure))
                .sorted()
                .toArray();
        return values.length == 0 ? OptionalDouble.empty() : OptionalDouble.of(values[values.length / 2]);
    }
}
