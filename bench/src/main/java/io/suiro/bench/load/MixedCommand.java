package io.suiro.bench.load;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * What a consumer that catches up costs those at the tail: {@code bench/run mixed}. Exit status 1 if anything was refused
 * or did not come.
 */
@Command(
        name = "mixed",
        description = "As tail, first alone, then while another consumer reads the whole topic from its start, over and"
                + " over, as fast as it can.",
        mixinStandardHelpOptions = true)
public final class MixedCommand implements Callable<Integer> {
    private static final long BYTES_PER_MEGABYTE = 1_000_000;
    private static final int FETCH_BYTES = 1 << 20;

    @Mixin
    private final TargetOptions target = new TargetOptions();

    @Mixin
    private final NewTopicOptions newTopic = new NewTopicOptions();

    @Mixin
    private final TailOptions tail = new TailOptions();

    @Option(
            names = "--fill-mb",
            defaultValue = "1000",
            description = "added to the topic beforehand, in 10^6 bytes (${DEFAULT-VALUE})")
    private long fillMb;

    @Option(
            names = "--cold",
            paramLabel = "DIR",
            description = "the broker's data directory: its segments are put out of the page cache before the other"
                    + " consumer begins (Linux, GNU dd)")
    private @Nullable Path cold;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        Report report = new Report(out);
        try (Cluster cluster = target.connect()) {
            Topic topic = cluster.create(target.topic, newTopic.partitions, newTopic.replicas);
            ProduceLoad.fill(topic, fillMb * BYTES_PER_MEGABYTE);
            PageCache.flush();
            out.println("tail alone");
            int status = report.of(tail.load(topic).run(cluster, target.timing(), target.cpu()), target.cpu());
            if (cold != null) {
                PageCache.evict(cold);
            }
            FetchLoad catchUp = new FetchLoad(topic, FETCH_BYTES, 1, 1);
            var both = new MixedLoad(tail.load(topic), catchUp)
                    .run(cluster, target.bootstrap(), target.timing(), target.cpu());
            out.println("tail beside a consumer that catches up");
            status |= report.of(both.tail(), target.cpu());
            out.println("the consumer that catches up");
            return status | report.of(both.catchUp(), BrokerCpu.UNWATCHED);
        }
    }
}
