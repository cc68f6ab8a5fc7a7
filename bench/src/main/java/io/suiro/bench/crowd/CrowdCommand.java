package io.suiro.bench.crowd;

import io.suiro.bench.load.Cluster;
import io.suiro.bench.load.ClusterOption;
import io.suiro.bench.load.CpuOption;
import java.io.IOException;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Whether many members stay served: {@code bench/run crowd}. Exit status 1 if one was fenced at rest, or two owned a partition. */
@Command(
        name = "crowd",
        description = "Members of consumer groups (KIP-848) join all at once, each on a connection of its own, send"
                + " heartbeats as they are told, and commit; then one of them leaves. Latencies are those of requests.",
        mixinStandardHelpOptions = true)
public final class CrowdCommand implements Callable<Integer> {
    private static final Duration REST = Duration.ofSeconds(7);

    @Mixin
    private final ClusterOption cluster = new ClusterOption();

    @Option(names = "--groups", paramLabel = "N", defaultValue = "1", description = "(${DEFAULT-VALUE})")
    private int groups;

    @Option(
            names = "--members",
            paramLabel = "N",
            defaultValue = "1000",
            description = "of each group (${DEFAULT-VALUE})")
    private int members;

    @Option(
            names = "--partitions",
            paramLabel = "N",
            defaultValue = "2000",
            description = "of the topic that all groups read; at least as many as members (${DEFAULT-VALUE})")
    private int partitions;

    @Option(
            names = "--replicas",
            paramLabel = "N",
            defaultValue = "1",
            description = "of each partition (${DEFAULT-VALUE})")
    private int replicas;

    @Option(
            names = "--commit-ms",
            paramLabel = "N",
            defaultValue = "5000",
            description =
                    "from one time that a member asks for its coordinator and commits to the next (${DEFAULT-VALUE})")
    private int commitMs;

    @Option(names = "--seconds", paramLabel = "N", defaultValue = "20", description = "at rest (${DEFAULT-VALUE})")
    private int seconds;

    @Mixin
    private final CpuOption watched = new CpuOption();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (members > partitions) {
            throw new IllegalArgumentException(members + " members cannot share " + partitions + " partitions");
        }
        Setting setting = setting();
        // The first group of a cluster has its coordinator's topic created.
        try (Crowd first = new Crowd(setting, 1, 1)) {
            first.gather();
        }
        PhaseReport report = new PhaseReport(spec.commandLine().getOut(), watched.cpu());
        try (Crowd crowd = new Crowd(setting, groups, members)) {
            double gathered = crowd.gather();
            report.print("gather", gathered, crowd.tally().take());
            Thread.sleep(REST);
            crowd.tally().take();
            report.restart();
            Thread.sleep(Duration.ofSeconds(seconds));
            PhaseTally.Phase rest = crowd.tally().take();
            report.print("rest", seconds, rest);
            if (members > 1) {
                report.restart();
                double left = crowd.leave();
                report.print("leave", left, crowd.tally().take());
            }
            return rest.fenced() == 0 && crowd.isDisjoint() ? 0 : 1;
        }
    }

    private Setting setting() throws IOException {
        try (Cluster connected = cluster.connect()) {
            String name = "crowd-" + UUID.randomUUID();
            var topic = connected.create(name, partitions, replicas);
            return new Setting(cluster.bootstrap(), topic.name(), connected.topicId(name), partitions, commitMs);
        }
    }
}
