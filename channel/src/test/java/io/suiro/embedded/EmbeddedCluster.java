package io.suiro.embedded;

import io.suiro.cluster.MetadataCommand;
import io.suiro.cluster.MetadataImage;
import io.suiro.cluster.PartitionImage;
import io.suiro.cluster.TopicImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.awaitility.Awaitility;

/** Embedded brokers in one process that form a cluster, on directories that outlive them. The ids are 0, 1, 2 and so on. */
public final class EmbeddedCluster implements AutoCloseable {
    /** For what several brokers and processes do on a machine that has other things to do. */
    private static final int VOTERS = 3;

    public static final Duration PATIENCE = Duration.ofSeconds(60);

    /** No member is taken for gone because its process gets no turn. */
    private static final Map<String, String> SETTINGS = Map.of(
            "default.replication.factor", "3",
            "min.insync.replicas", "2",
            "group.consumer.session.timeout.ms", "45000");

    private final Path directory;
    private final List<String> addresses;
    private final UnaryOperator<EmbeddedOptions> further;
    private final Map<Integer, EmbeddedBroker> running = new TreeMap<>();

    private EmbeddedCluster(Path directory, List<String> addresses, UnaryOperator<EmbeddedOptions> further) {
        this.directory = directory;
        this.addresses = addresses;
        this.further = further;
    }

    /** All serve when it returns. */
    public static EmbeddedCluster start(Path directory, int brokers) {
        return start(prepare(directory, brokers), brokers);
    }

    /**
     * The same.
     *
     * @param further for each of them
     */
    public static EmbeddedCluster start(Path directory, int brokers, UnaryOperator<EmbeddedOptions> further) {
        return start(new EmbeddedCluster(directory, freeAddresses(brokers), further), brokers);
    }

    private static EmbeddedCluster start(EmbeddedCluster cluster, int brokers) {
        List<CompletableFuture<Void>> starting = new ArrayList<>();
        for (int id = 0; id < brokers; id++) {
            int own = id;
            starting.add(CompletableFuture.runAsync(
                    () -> cluster.start(own), task -> Thread.ofPlatform().start(task)));
        }
        CompletableFuture.allOf(starting.toArray(CompletableFuture[]::new)).join();
        return cluster;
    }

    /** None runs yet. */
    public static EmbeddedCluster prepare(Path directory, int brokers) {
        return new EmbeddedCluster(directory, freeAddresses(brokers), UnaryOperator.identity());
    }

    /** Found free all at once, so that they differ. */
    private static List<String> freeAddresses(int count) {
        List<ServerSocket> probes = new ArrayList<>();
        try {
            List<String> addresses = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                probes.add(probe);
                addresses.add("127.0.0.1:" + probe.getLocalPort());
            }
            for (ServerSocket probe : probes) {
                probe.close();
            }
            return addresses;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public List<String> addresses() {
        return addresses;
    }

    /** For one of them, in whichever process. */
    public static EmbeddedOptions options(Path directory, int id, List<String> addresses) {
        String own = addresses.get(id);
        Map<String, String> settings = new HashMap<>(EmbeddedOptions.TEMPORARY.settings());
        settings.putAll(SETTINGS);
        return EmbeddedOptions.on(directory.resolve("node-" + id))
                .with(settings)
                .among(id, Integer.parseInt(own.substring(own.indexOf(':') + 1)), addresses);
    }

    public EmbeddedBroker start(int id) {
        EmbeddedBroker broker = EmbeddedBroker.start(further.apply(options(directory, id, addresses)));
        synchronized (running) {
            running.put(id, broker);
        }
        return broker;
    }

    public EmbeddedBroker broker(int id) {
        synchronized (running) {
            return Objects.requireNonNull(running.get(id), () -> "broker " + id + " does not run");
        }
    }

    /** In good order; others lead what it led. */
    public void stop(int id) {
        EmbeddedBroker broker = broker(id);
        synchronized (running) {
            running.remove(id);
        }
        broker.close();
    }

    /** Partition 0 is led by the first of these brokers, partition 1 by the second, and so on; each of them has all partitions. */
    public static void create(EmbeddedBroker by, String topic, List<Integer> leaders) {
        Map<Integer, List<Integer>> assignments = new HashMap<>();
        for (int partition = 0; partition < leaders.size(); partition++) {
            List<Integer> replicas = new ArrayList<>(List.of(leaders.get(partition)));
            leaders.stream()
                    .distinct()
                    .sorted()
                    .filter(id -> !replicas.contains(id))
                    .forEach(replicas::add);
            assignments.put(partition, replicas);
        }
        by.broker()
                .topics()
                .create(new MetadataCommand.CreateTopic(topic, -1, (short) -1, assignments, Map.of(), false))
                .toCompletableFuture()
                .join()
                .orThrow();
    }

    /** By partition, as that broker knows it. */
    public static List<Integer> leaders(EmbeddedBroker asked, String topic) {
        TopicImage image =
                Objects.requireNonNull(asked.broker().topics().image().topic(topic), topic);
        return image.partitions().stream().map(PartitionImage::leader).toList();
    }

    /** All replicas of all topics are in sync, and where there are three brokers, three vote, so that any one may go. */
    public static void awaitInSync(EmbeddedBroker asked) {
        Awaitility.await().atMost(PATIENCE).until(() -> {
            MetadataImage image = asked.broker().topics().image();
            return image.voters().size() >= (image.brokers().size() < VOTERS ? 1 : VOTERS)
                    && image.topics().values().stream()
                            .flatMap(topic -> topic.partitions().stream())
                            .allMatch(one -> one.isr().size() == one.replicas().size());
        });
    }

    @Override
    public void close() {
        List<Integer> ids;
        synchronized (running) {
            ids = List.copyOf(running.keySet());
        }
        ids.forEach(this::stop);
    }
}
