package io.suiro.bench.scale;

import io.suiro.bench.load.BatchShape;
import io.suiro.bench.load.BrokerCpu;
import io.suiro.bench.load.Cluster;
import io.suiro.bench.load.EveryPartition;
import io.suiro.bench.load.Outcome;
import io.suiro.bench.load.ProduceLoad;
import io.suiro.bench.load.Timing;
import io.suiro.bench.load.Topic;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.HdrHistogram.Histogram;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** A broker with many partitions, and a group that has committed offsets in all of them, asked over HTTP, at rest and under load. */
final class ManyRun {
    private static final String GROUP = "many";
    private static final int LOAD_PARTITIONS = 6;
    private static final BatchShape LOAD = BatchShape.of(100, 250_000);
    private static final int DEPTH = 4;
    private static final short ACKS_ALL = -1;
    private static final int WARM_UP_SECONDS = 5;
    private static final List<String> PATHS = List.of(
            "/q/health/live",
            "/q/health/ready",
            "/q/health/started",
            "/q/metrics",
            "/api/v1/topics?limit=100",
            "/api/v1/topics?limit=1000",
            "/api/v1/topics/many-7",
            "/api/v1/groups",
            "/api/v1/groups/" + GROUP,
            "/api/v1/cluster",
            "/api/v1/brokers",
            "/");

    private final BrokerProcess broker;
    private final Asker asker;
    private final int partitions;
    private final int perTopic;
    private final PrintWriter progress;

    ManyRun(BrokerProcess broker, int port, int partitions, int perTopic, PrintWriter progress) {
        this.broker = broker;
        this.asker = new Asker(port);
        this.partitions = partitions;
        this.perTopic = perTopic;
        this.progress = progress;
    }

    /** A table, with the rate at which records were taken beneath it. */
    String run(int seconds) throws IOException {
        broker.start();
        try (Cluster cluster = Cluster.connect(broker.bootstrap())) {
            List<Topic> topics = new ArrayList<>();
            for (int left = partitions; left > 0; left -= perTopic) {
                topics.add(cluster.create("many-" + topics.size(), Math.min(left, perTopic), 1));
            }
            for (Topic topic : topics) {
                EveryPartition.produce(topic);
            }
            commit(topics);
            say(partitions + " partitions of " + topics.size() + " topics are there");
            asker.ask(PATHS, WARM_UP_SECONDS);
            Map<String, Histogram> atRest = asker.ask(PATHS, seconds);
            say("at rest: done");
            Topic loaded = cluster.create("load", LOAD_PARTITIONS, 1);
            ProduceLoad load = new ProduceLoad(loaded, LOAD, LOAD_PARTITIONS, DEPTH, ACKS_ALL);
            try (ExecutorService beside = Executors.newSingleThreadExecutor()) {
                Future<Outcome> produced = beside.submit(() ->
                        load.run(Timing.ofSeconds(WARM_UP_SECONDS, seconds), new BrokerCpu(List.of(broker.pid()))));
                asker.ask(PATHS, WARM_UP_SECONDS);
                Map<String, Histogram> underLoad = asker.ask(PATHS, seconds);
                return table(atRest, underLoad) + rate(produced.get());
            } catch (InterruptedException | ExecutionException e) {
                throw new IOException("the load failed", e);
            }
        }
    }

    /** Nothing yet, of every partition: one record behind in each. */
    private void commit(List<Topic> topics) throws IOException {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        for (Topic topic : topics) {
            for (int partition = 0; partition < topic.partitions(); partition++) {
                offsets.put(new TopicPartition(topic.name(), partition), new OffsetAndMetadata(0));
            }
        }
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrap()))) {
            admin.alterConsumerGroupOffsets(GROUP, offsets).all().get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IOException("the group cannot commit", e);
        }
    }

    private String table(Map<String, Histogram> atRest, Map<String, Histogram> underLoad) {
        MarkdownTable table = new MarkdownTable(
                List.of("GET", "bytes", "at rest: p50", "p99", "most", "under load: p50", "p99", "most"));
        for (String path : PATHS) {
            List<String> cells = new ArrayList<>(List.of("`" + path + "`", Long.toString(asker.bytes(path))));
            for (Map<String, Histogram> part : List.of(atRest, underLoad)) {
                Histogram times = part.getOrDefault(path, new Histogram(3));
                cells.add(ms(times.getValueAtPercentile(50)));
                cells.add(ms(times.getValueAtPercentile(99)));
                cells.add(ms(times.getMaxValue()));
            }
            table.row(cells);
        }
        return table.toString();
    }

    private static String rate(Outcome produced) {
        return String.format(
                Locale.ROOT,
                "%n%,.0f records/s meanwhile, refused: %s%n",
                produced.recordsPerSecond(),
                produced.tally().errors());
    }

    private static String ms(long nanos) {
        return String.format(Locale.ROOT, "%.1f ms", nanos / 1e6);
    }

    private void say(String what) {
        progress.println("bench: " + what);
        progress.flush();
    }
}
