package io.suiro.bench.load;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How many bytes a broker gives: {@code bench/run fetch}. Exit status 1 if a fetch was refused. */
@Command(
        name = "fetch",
        description = "Reads a topic from start to end, and again, as fast as the broker gives it, and discards it.",
        mixinStandardHelpOptions = true)
public final class FetchCommand implements Callable<Integer> {
    @Mixin
    private final TargetOptions target = new TargetOptions();

    @Option(
            names = "--fetch-bytes",
            defaultValue = "1048576",
            description = "limit of a fetch, which is of one partition (${DEFAULT-VALUE})")
    private int fetchBytes;

    @Option(
            names = "--connections",
            defaultValue = "6",
            description = "each with partitions of its own, as far as there are enough (${DEFAULT-VALUE})")
    private int connections;

    @Option(names = "--depth", defaultValue = "2", description = "requests in flight on each (${DEFAULT-VALUE})")
    private int depth;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        try (Cluster cluster = target.connect()) {
            var load = new FetchLoad(cluster.topic(target.topic), fetchBytes, connections, depth);
            Outcome outcome = load.run(cluster, target.timing(), target.cpu());
            return new Report(spec.commandLine().getOut()).of(outcome, target.cpu());
        }
    }
}
