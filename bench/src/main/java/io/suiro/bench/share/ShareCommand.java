package io.suiro.bench.share;

import io.suiro.bench.load.Cluster;
import io.suiro.bench.load.ClusterOption;
import io.suiro.bench.load.CpuOption;
import io.suiro.bench.share.SharedReading.Taken;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How many records share groups read: {@code bench/run share}. Exit status 1 if some did not come. */
@Command(
        name = "share",
        description = "Fills a topic of one partition, then reads it as share groups, each from the beginning.",
        mixinStandardHelpOptions = true)
public final class ShareCommand implements Callable<Integer> {
    private static final int BATCH_BYTES = 64 << 10;

    @Mixin
    private final ClusterOption cluster = new ClusterOption();

    @Option(names = "--records", paramLabel = "N", defaultValue = "1000000", description = "(${DEFAULT-VALUE})")
    private int records;

    @Option(names = "--record-size", defaultValue = "100", description = "bytes of a value (${DEFAULT-VALUE})")
    private int recordSize;

    @Option(
            names = "--consumers",
            split = ",",
            defaultValue = "1,3",
            description = "of each group, one after the other (${DEFAULT-VALUE})")
    private List<Integer> consumers = List.of();

    @Option(
            names = "--passes",
            paramLabel = "N",
            defaultValue = "3",
            description = "of each number of consumers; the first is not counted if there are more (${DEFAULT-VALUE})")
    private int passes;

    @Option(
            names = "--replicas",
            paramLabel = "N",
            defaultValue = "1",
            description = "of the partition (${DEFAULT-VALUE})")
    private int replicas;

    @Mixin
    private final CpuOption watched = new CpuOption();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException, ExecutionException {
        String topic = "share-" + UUID.randomUUID();
        try (Cluster connected = cluster.connect()) {
            connected.create(topic, 1, replicas);
        }
        fill(topic);
        for (int size : consumers) {
            for (int pass = 1; pass <= passes; pass++) {
                Taken taken = new SharedReading(cluster.bootstrap(), topic, records, watched.cpu()).run(size);
                if (pass > 1 || passes == 1) {
                    say(size, taken);
                }
            }
        }
        return 0;
    }

    private void fill(String topic) {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers", cluster.bootstrap(), "acks", "all", "batch.size", BATCH_BYTES, "linger.ms", 5);
        try (var producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            byte[] value = new byte[recordSize];
            for (int i = 0; i < records; i++) {
                var _ = producer.send(new ProducerRecord<>(topic, value));
            }
            producer.flush();
        }
    }

    private void say(int size, Taken taken) {
        PrintWriter out = spec.commandLine().getOut();
        out.printf(Locale.ROOT, "%d consumers  %,10.0f records/s", size, records / taken.seconds());
        if (watched.cpu().isWatched()) {
            out.printf(Locale.ROOT, "  %.3f CPU s per million", taken.cpu().toNanos() / 1e3 / records);
        }
        out.println();
        out.flush();
    }
}
