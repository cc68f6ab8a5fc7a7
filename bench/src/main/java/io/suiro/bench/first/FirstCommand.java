package io.suiro.bench.first;

import io.suiro.bench.load.Cluster;
import io.suiro.bench.load.ClusterOption;
import io.suiro.bench.scale.MarkdownTable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.HdrHistogram.Histogram;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What the first record of a partition waits for: {@code bench/run first}. Exit status 1 if a write failed. */
@Command(
        name = "first",
        description =
                "Creates a topic and writes a record to each of its partitions, one after the other, with acks=all;"
                        + " then another, and so on, while threads here write files and force them.",
        mixinStandardHelpOptions = true)
public final class FirstCommand implements Callable<Integer> {
    private static final double NANOS_PER_MS = 1e6;

    @Mixin
    private final ClusterOption cluster = new ClusterOption();

    @Option(names = "--partitions", paramLabel = "N", defaultValue = "100", description = "(${DEFAULT-VALUE})")
    private int partitions;

    @Option(
            names = "--replicas",
            paramLabel = "N",
            defaultValue = "3",
            description = "of each partition (${DEFAULT-VALUE})")
    private int replicas;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "2",
            description = "records to each partition (${DEFAULT-VALUE})")
    private int rounds;

    @Option(
            names = "--disk-load",
            paramLabel = "N",
            defaultValue = "0",
            description = "threads that write 64 MiB, force and delete it, over and over (${DEFAULT-VALUE})")
    private int diskLoad;

    @Option(
            names = "--disk",
            paramLabel = "DIRECTORY",
            defaultValue = "${sys:java.io.tmpdir}",
            description = "where they do, on the brokers' disk (${DEFAULT-VALUE})")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Path disk;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        String topic = "first-" + UUID.randomUUID();
        MarkdownTable table = new MarkdownTable(List.of("record", "failed", "p50, ms", "p90", "p99", "longest"));
        int failed = 0;
        try (Producer<byte[], byte[]> producer = producer()) {
            warmUp(producer);
            create(topic, partitions);
            try (DiskLoad load = new DiskLoad(disk, diskLoad)) {
                load.start();
                for (int round = 1; round <= rounds; round++) {
                    Histogram latency = new Histogram(3);
                    int failedBefore = failed;
                    for (int partition = 0; partition < partitions; partition++) {
                        failed += write(producer, topic, partition, latency) ? 0 : 1;
                    }
                    table.row(List.of(
                            Integer.toString(round),
                            Integer.toString(failed - failedBefore),
                            ms(latency.getValueAtPercentile(50)),
                            ms(latency.getValueAtPercentile(90)),
                            ms(latency.getValueAtPercentile(99)),
                            ms(latency.getMaxValue())));
                }
            }
        }
        spec.commandLine().getOut().print(table);
        spec.commandLine().getOut().flush();
        return failed == 0 ? 0 : 1;
    }

    private Producer<byte[], byte[]> producer() {
        return new KafkaProducer<>(
                Map.of("bootstrap.servers", cluster.bootstrap()), new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** The client's and the brokers' own first records, which are not those of a partition. */
    private void warmUp(Producer<byte[], byte[]> producer) throws IOException, InterruptedException {
        String other = "first-" + UUID.randomUUID();
        create(other, replicas);
        Histogram unused = new Histogram(3);
        for (int i = 0; i < 20 * replicas; i++) {
            boolean _ = write(producer, other, i % replicas, unused);
        }
    }

    private void create(String topic, int count) throws IOException {
        try (Cluster connected = cluster.connect()) {
            var _ = connected.create(topic, count, replicas);
        }
    }

    /** Waits for the acknowledgement; whether it came. */
    private boolean write(Producer<byte[], byte[]> producer, String topic, int partition, Histogram latency)
            throws InterruptedException {
        long begun = System.nanoTime();
        try {
            var _ = producer.send(new ProducerRecord<>(topic, partition, null, new byte[100]))
                    .get();
            return true;
        } catch (ExecutionException e) {
            spec.commandLine().getErr().println("bench: " + topic + "-" + partition + ": " + e.getCause());
            return false;
        } finally {
            latency.recordValue(System.nanoTime() - begun);
        }
    }

    private static String ms(long nanos) {
        return String.format(Locale.ROOT, "%.1f", nanos / NANOS_PER_MS);
    }
}
