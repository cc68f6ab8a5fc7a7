package io.suiro.bench.load;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How many records a broker takes: {@code bench/run produce}. Exit status 1 if one was refused. */
@Command(
        name = "produce",
        description = "Sends ready-made batches as fast as the broker takes them.",
        mixinStandardHelpOptions = true)
public final class ProduceCommand implements Callable<Integer> {
    @Mixin
    private final TargetOptions target = new TargetOptions();

    @Mixin
    private final NewTopicOptions newTopic = new NewTopicOptions();

    @Option(names = "--record-size", defaultValue = "100", description = "bytes of a value (${DEFAULT-VALUE})")
    private int recordSize;

    @Option(
            names = "--batch-bytes",
            defaultValue = "250000",
            description = "bytes of values in a batch, one of which is a request (${DEFAULT-VALUE})")
    private int batchBytes;

    @Option(
            names = "--connections",
            defaultValue = "6",
            description = "each with partitions of its own, as far as there are enough (${DEFAULT-VALUE})")
    private int connections;

    @Option(names = "--depth", defaultValue = "4", description = "requests in flight on each (${DEFAULT-VALUE})")
    private int depth;

    @Option(names = "--acks", defaultValue = "-1", description = "1 or -1 (${DEFAULT-VALUE})")
    private short acks;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        try (Cluster cluster = target.connect()) {
            Topic topic = cluster.create(target.topic, newTopic.partitions, newTopic.replicas);
            var load = new ProduceLoad(topic, BatchShape.of(recordSize, batchBytes), connections, depth, acks);
            Outcome outcome = load.run(target.timing(), target.cpu());
            return new Report(spec.commandLine().getOut()).of(outcome, target.cpu());
        }
    }
}
