package io.suiro.bench.load;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What transactions cost: {@code bench/run transactions}. Exit status 1 if one could not be committed. */
@Command(
        name = "transactions",
        description =
                "Kafka's producer sends as fast as it can, and commits a transaction at intervals. Latency is that of"
                        + " commits, from asking for one to its answer, with what is still to be sent.",
        mixinStandardHelpOptions = true)
public final class TransactionsCommand implements Callable<Integer> {
    @Mixin
    private final TargetOptions target = new TargetOptions();

    @Mixin
    private final NewTopicOptions newTopic = new NewTopicOptions();

    @Option(
            names = "--commit-ms",
            paramLabel = "N",
            defaultValue = "100",
            description = "from the beginning of a transaction to its commit (${DEFAULT-VALUE}); 0 for no transactions")
    private int commitMs;

    @Option(names = "--record-size", defaultValue = "100", description = "bytes of a value (${DEFAULT-VALUE})")
    private int recordSize;

    @Option(
            names = "--rate",
            defaultValue = "0",
            description = "records per second (${DEFAULT-VALUE}: as many as can be sent)")
    private int rate;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        try (Cluster cluster = target.connect()) {
            Topic topic = cluster.create(target.topic, newTopic.partitions, newTopic.replicas);
            Outcome outcome = new TransactionLoad(target.bootstrap(), topic.name(), commitMs, recordSize, rate)
                    .run(target.timing(), target.cpu());
            return new Report(spec.commandLine().getOut()).of(outcome, target.cpu());
        }
    }
}
