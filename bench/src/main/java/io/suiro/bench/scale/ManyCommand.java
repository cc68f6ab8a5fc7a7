package io.suiro.bench.scale;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How quickly a broker with many partitions answers operators: {@code bench/run many}. Exit status 1 if an answer was none. */
@Command(
        name = "many",
        description =
                "Starts a broker, creates many partitions, and prints how long probes, metrics and the admin door take to"
                        + " answer: with nothing else to do, and while it takes records as fast as it can.",
        mixinStandardHelpOptions = true)
public final class ManyCommand implements Callable<Integer> {
    @Option(names = "--count", defaultValue = "10000", description = "partitions (${DEFAULT-VALUE})")
    private int count;

    @Option(names = "--per-topic", defaultValue = "10", description = "partitions of a topic (${DEFAULT-VALUE})")
    private int perTopic;

    @Option(names = "--seconds", defaultValue = "30", description = "of each part (${DEFAULT-VALUE})")
    private int seconds;

    @Mixin
    private final BrokerOptions options = new BrokerOptions();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        try (BrokerProcess broker = options.broker(List.of())) {
            ManyRun run = new ManyRun(
                    broker, options.port, count, perTopic, spec.commandLine().getErr());
            out.print(run.run(seconds));
            out.flush();
            return 0;
        }
    }
}
