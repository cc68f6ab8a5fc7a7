package io.suiro.bench.load;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** How long a record takes to its consumer: {@code bench/run tail}. Exit status 1 if one was refused or did not come. */
@Command(
        name = "tail",
        aliases = "latency",
        description =
                "Sends records at a fixed rate with acks=all and reads them at the tail. Latency counts from when a"
                        + " record was due.",
        mixinStandardHelpOptions = true)
public final class TailCommand implements Callable<Integer> {
    @Mixin
    private final TargetOptions target = new TargetOptions();

    @Mixin
    private final NewTopicOptions newTopic = new NewTopicOptions();

    @Mixin
    private final TailOptions tail = new TailOptions();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        try (Cluster cluster = target.connect()) {
            Topic topic = cluster.create(target.topic, newTopic.partitions, newTopic.replicas);
            TailOutcome outcome = tail.load(topic).run(cluster, target.timing(), target.cpu());
            return new Report(spec.commandLine().getOut()).of(outcome, target.cpu());
        }
    }
}
