package io.suiro.bench.channel;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** One connector, in a process of its own: prints what it took, a figure and its value on each line. */
@Command(name = "channel", hidden = true, mixinStandardHelpOptions = true)
public final class ChannelCommand implements Callable<Integer> {
    private static final double NANOS_PER_MS = 1e6;
    private static final int SETTLE_MS = 500;

    @Parameters(index = "0", paramLabel = "CONNECTOR")
    private Connector connector = Connector.SUIRO;

    @Mixin
    private ChannelLoad load = new ChannelLoad();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        Path data = Files.createTempDirectory("suiro-channels");
        try {
            if (connector == Connector.SUIRO) {
                begin(data);
            }
            send(data);
            receive(SingleReceiver.class, data, Map.of(), Figure.SINGLE, Figure.SINGLE_PER_CORE);
            receive(
                    BatchReceiver.class,
                    data,
                    Map.of(Connector.IN + "batch", "true"),
                    Figure.BATCH,
                    Figure.BATCH_PER_CORE);
            echo(data);
        } finally {
            delete(data);
        }
        return 0;
    }

    /** Beside an application that is there already, whose own start is not counted. */
    private void begin(Path data) {
        try (Connector.Running running = connector.start(Idle.class, data, Map.of())) {
            running.application().bean(Idle.class);
            say(Figure.FIRST_RECORD_NEW, FirstRecord.ms());
            say(Figure.FIRST_RECORD_AGAIN, FirstRecord.ms());
            Histogram resets = Resets.nanos();
            say(Figure.RESET_P50, ms(resets, 50));
            say(Figure.RESET_P99, ms(resets, 99));
        }
    }

    private void send(Path data) throws Exception {
        byte[] payload = new byte[load.payloadBytes()];
        try (Connector.Running running = connector.start(
                Sender.class, data, Map.of(Connector.OUT + "topic", "measured", Connector.OUT + "acks", "all"))) {
            Sender sender = running.application().bean(Sender.class);
            for (int pass = 1; pass < load.passes(); pass++) {
                sender.send(load.records(), payload);
            }
            Spent spent = sender.send(load.records(), payload);
            say(Figure.SEND, spent.perSecond(load.records()));
            say(Figure.SEND_PER_CORE, spent.perCore(load.records()));
        }
    }

    /** All that has been sent; of that the last pass is measured. */
    private void receive(
            Class<? extends Receiver> type, Path data, Map<String, String> attributes, Figure speed, Figure perCore)
            throws Exception {
        Map<String, String> all = new HashMap<>(attributes);
        all.put(Connector.IN + "topic", "measured");
        all.put(Connector.IN + "group.id", UUID.randomUUID().toString());
        all.put(Connector.IN + "auto.offset.reset", "earliest");
        try (Connector.Running running = connector.start(type, data, all)) {
            Receiver receiver = running.application().bean(type);
            int sent = load.passes() * load.records();
            int before = receiver.await(sent - load.records());
            Spent begun = Spent.now();
            int records = receiver.await(sent) - before;
            Spent spent = Spent.now().since(begun);
            say(speed, spent.perSecond(records));
            say(perCore, spent.perCore(records));
        }
    }

    private void echo(Path data) throws Exception {
        Map<String, String> attributes = Map.of(
                Connector.OUT + "topic", "echo",
                Connector.OUT + "acks", "all",
                Connector.OUT + "linger.ms", "0",
                Connector.IN + "topic", "echo",
                Connector.IN + "group.id", "echo",
                Connector.IN + "auto.offset.reset", "earliest");
        try (Connector.Running running = connector.start(Echo.class, data, attributes)) {
            Echo echo = running.application().bean(Echo.class);
            echo.run(load.perSecond(), load.payloadBytes(), load.warmUpSeconds(), false);
            Thread.sleep(SETTLE_MS);
            echo.run(load.perSecond(), load.payloadBytes(), load.seconds(), true);
            Thread.sleep(SETTLE_MS);
            say(Figure.ACKNOWLEDGED_P50, ms(echo.acknowledged(), 50));
            say(Figure.ACKNOWLEDGED_P99, ms(echo.acknowledged(), 99));
            say(Figure.RECEIVED_P50, ms(echo.received(), 50));
            say(Figure.RECEIVED_P99, ms(echo.received(), 99));
        }
    }

    private static double ms(Histogram latency, double percentile) {
        return latency.getValueAtPercentile(percentile) / NANOS_PER_MS;
    }

    private void say(Figure figure, double value) {
        PrintWriter out = spec.commandLine().getOut();
        out.printf(Locale.ROOT, "%s %.6f%n", figure.name(), value);
        out.flush();
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
