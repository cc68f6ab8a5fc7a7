package io.suiro.bench.group;

import io.suiro.bench.load.Cluster;
import io.suiro.bench.load.ClusterOption;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How long groups take until everybody has a share: {@code bench/run groups}. Exit status 1 if one did not come to it. */
@Command(
        name = "groups",
        description =
                "Consumers join a group, one leaves it, is killed, or stands still, and its topic grows. Each figure"
                        + " is the time until all partitions have owners again, evenly, as the consumers see it.",
        mixinStandardHelpOptions = true)
public final class GroupsCommand implements Callable<Integer> {
    /** What happens to a group. */
    enum Event {
        JOIN,
        LEAVE,
        KILL,
        PAUSE,
        GROW
    }

    /** A group that has just come together is told to look often; one that is at rest is not. */
    private static final Duration REST = Duration.ofSeconds(7);

    private static final int GROWING_MEMBERS = 10;
    private static final int GROWS_BY = 900;

    @Mixin
    private final ClusterOption cluster = new ClusterOption();

    @Option(
            names = "--protocol",
            defaultValue = "consumer",
            description = "group.protocol of the consumers, consumer or classic (${DEFAULT-VALUE})")
    private String protocol = "";

    @Option(names = "--members", paramLabel = "N", defaultValue = "20", description = "(${DEFAULT-VALUE})")
    private int members;

    @Option(
            names = "--partitions",
            paramLabel = "N",
            defaultValue = "40",
            description = "of the topic (${DEFAULT-VALUE})")
    private int partitions;

    @Option(
            names = "--replicas",
            paramLabel = "N",
            defaultValue = "1",
            description = "of each partition (${DEFAULT-VALUE})")
    private int replicas;

    @Option(
            names = "--events",
            split = ",",
            defaultValue = "JOIN,LEAVE,KILL,PAUSE,GROW",
            description = "which (${DEFAULT-VALUE}); GROW is 10 members and 900 partitions more")
    private List<Event> events = List.of();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException, ExecutionException {
        for (Event event : events) {
            double seconds = event == Event.GROW ? grow() : happen(event);
            PrintWriter out = spec.commandLine().getOut();
            out.printf(Locale.ROOT, "%-5s %7.2f s%n", event.name().toLowerCase(Locale.ROOT), seconds);
            out.flush();
        }
        return 0;
    }

    private double happen(Event event) throws IOException, InterruptedException {
        boolean hasVictim = event == Event.KILL || event == Event.PAUSE;
        try (Gathering group =
                new Gathering(cluster.bootstrap(), protocol, topic(partitions), partitions, members, hasVictim)) {
            double joined = group.join();
            if (event == Event.JOIN) {
                return joined;
            }
            Thread.sleep(REST);
            return switch (event) {
                case LEAVE -> group.leave();
                case KILL -> group.kill();
                case PAUSE -> group.pause();
                default -> throw new IllegalStateException(event + " does not happen to one member");
            };
        }
    }

    private double grow() throws IOException, InterruptedException, ExecutionException {
        String topic = topic(GROWING_MEMBERS);
        try (Gathering group =
                        new Gathering(cluster.bootstrap(), protocol, topic, GROWING_MEMBERS, GROWING_MEMBERS, false);
                Admin admin = Admin.create(Map.of("bootstrap.servers", cluster.bootstrap()))) {
            group.join();
            Thread.sleep(REST);
            int grown = GROWING_MEMBERS + GROWS_BY;
            long begun = System.nanoTime();
            admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(grown)))
                    .all()
                    .get();
            double created = (System.nanoTime() - begun) / 1e9;
            return created + group.grown(grown);
        }
    }

    private String topic(int of) throws IOException {
        try (Cluster connected = cluster.connect()) {
            return connected.create("groups-" + UUID.randomUUID(), of, replicas).name();
        }
    }
}
