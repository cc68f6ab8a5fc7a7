package io.suiro.bench.scale;

import io.suiro.bench.load.Cluster;
import io.suiro.bench.load.EveryPartition;
import io.suiro.bench.load.Topic;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.common.errors.ApiException;

/**
 * The life of a broker with so many partitions: created, written once, idle, killed, recovered, stopped, started. Figures
 * are kept as they come, so that those before a failure are not lost.
 */
final class PartitionsRun {
    private static final Duration IDLE_CHECK = Duration.ofSeconds(1);
    /** Sockets and the like that may have come since. */
    private static final int OPEN_BESIDE = 16;

    private static final Duration UNTIL_IDLE = Duration.ofMinutes(2);
    private static final Duration UNTIL_SERVED = Duration.ofMinutes(10);

    private final BrokerProcess broker;
    private final int partitions;
    private final int perTopic;
    private final PrintWriter progress;
    private final Map<String, String> figures = new LinkedHashMap<>();

    /** @param progress gets each figure at once, since a run may take long */
    PartitionsRun(BrokerProcess broker, int partitions, int perTopic, PrintWriter progress) {
        this.broker = broker;
        this.partitions = partitions;
        this.perTopic = perTopic;
        this.progress = progress;
    }

    /** By name, in order, as far as the run came. */
    Map<String, String> figures() {
        return figures;
    }

    void run() throws IOException {
        seconds("start, empty", broker.start());
        figure("open files, limit", Long.toString(Footprint.openFilesLimit(broker.pid())));
        Footprint empty = Footprint.of(broker.pid());
        long openWhenEmpty = Footprint.openFiles(broker.pid());
        List<Topic> topics = create();
        produce(topics);
        long openWhenWritten = Footprint.openFiles(broker.pid());
        Footprint written = Footprint.of(broker.pid());
        files(openWhenEmpty, openWhenWritten, whenIdle(openWhenEmpty));
        memory(empty, written, Footprint.of(broker.pid()));
        comeAndGo();
        broker.kill();
        restart("kill -9, start", topics);
        seconds("clean stop", broker.stop());
        restart("clean start", topics);
        seconds("clean stop, unchanged", broker.stop());
    }

    private List<Topic> create() throws IOException {
        long start = System.nanoTime();
        List<Topic> topics = new ArrayList<>();
        try (Cluster cluster = Cluster.connect(broker.bootstrap())) {
            for (int left = partitions; left > 0; left -= perTopic) {
                topics.add(cluster.create("scale-" + topics.size(), Math.min(left, perTopic), 1));
            }
        }
        seconds("create, " + perTopic + " a topic", since(start));
        return topics;
    }

    private void produce(List<Topic> topics) throws IOException {
        long start = System.nanoTime();
        for (Topic topic : topics) {
            EveryPartition.produce(topic);
        }
        seconds("a record to each", since(start));
    }

    /** Files are closed when two rounds of retention have found them unused. */
    private long whenIdle(long openWhenEmpty) throws IOException {
        long start = System.nanoTime();
        long open = Footprint.openFiles(broker.pid());
        while (open > openWhenEmpty + OPEN_BESIDE && since(start).compareTo(UNTIL_IDLE) < 0) {
            sleep();
            open = Footprint.openFiles(broker.pid());
        }
        return open;
    }

    private void files(long empty, long written, long idle) {
        figure("open files, empty", Long.toString(empty));
        figure("open files, all written", Long.toString(written));
        figure("open files, idle", Long.toString(idle));
    }

    private void memory(Footprint empty, Footprint written, Footprint idle) {
        figure("heap, empty", megabytes(empty.heapBytes()));
        figure("heap, all written", megabytes(written.heapBytes()));
        figure("heap, idle", megabytes(idle.heapBytes()));
        figure("heap of an idle partition", (idle.heapBytes() - empty.heapBytes()) / partitions + " B");
        figure("resident, empty", megabytes(empty.residentBytes()));
        figure("resident, idle", megabytes(idle.residentBytes()));
        figure("resident beside the heap, empty", megabytes(empty.besideHeapBytes()));
        figure("resident beside the heap, all written", megabytes(written.besideHeapBytes()));
        figure("resident beside the heap, idle", megabytes(idle.besideHeapBytes()));
    }

    /** One more topic, whose cost should not depend on how many there are. */
    private void comeAndGo() throws IOException {
        try (Cluster cluster = Cluster.connect(broker.bootstrap())) {
            long start = System.nanoTime();
            Topic topic = cluster.create("scale-more", perTopic, 1);
            seconds("create " + perTopic + " more", since(start));
            long created = System.nanoTime();
            cluster.delete(topic.name());
            seconds("delete these", since(created));
        }
    }

    /** All times from the moment the launcher is called. */
    private void restart(String name, List<Topic> topics) throws IOException {
        long start = System.nanoTime();
        seconds(name + ": ready", broker.start());
        try (Cluster cluster = Cluster.connect(broker.bootstrap())) {
            int described = cluster.partitions();
            if (described != partitions) {
                throw new IOException("Metadata has " + described + " of " + partitions + " partitions");
            }
            seconds(name + ": Metadata of all", since(start));
            long ends = 0;
            for (Topic topic : topics) {
                ends += sumOfEnds(cluster, topic);
            }
            seconds(name + ": offsets of all", since(start));
            long read = 0;
            for (Topic topic : topics) {
                read += EveryPartition.read(topic);
            }
            seconds(name + ": all read", since(start));
            if (ends != partitions || read != partitions) {
                throw new IOException("of " + partitions + " acknowledged records the end offsets tell of " + ends
                        + " and " + read + " can be read");
            }
        }
    }

    private static long sumOfEnds(Cluster cluster, Topic topic) throws IOException {
        long start = System.nanoTime();
        while (true) {
            try {
                return Arrays.stream(cluster.endOffsets(topic)).sum();
            } catch (ApiException e) {
                if (since(start).compareTo(UNTIL_SERVED) > 0) {
                    throw e;
                }
                sleep();
            }
        }
    }

    private static void sleep() throws IOException {
        try {
            Thread.sleep(IDLE_CHECK);
        } catch (InterruptedException e) {
            throw new IOException("interrupted", e);
        }
    }

    private void seconds(String name, Duration duration) {
        figure(name, String.format(Locale.ROOT, "%.2f s", duration.toMillis() / 1e3));
    }

    private void figure(String name, String value) {
        figures.put(name, value);
        progress.printf("bench: %d partitions: %s: %s%n", partitions, name, value);
        progress.flush();
    }

    private static String megabytes(long bytes) {
        return String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
    }

    private static Duration since(long nanoTime) {
        return Duration.ofNanos(System.nanoTime() - nanoTime);
    }
}
