package io.suiro.process.cluster;

import io.suiro.process.FreePorts;
import io.suiro.process.Suiro;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Three brokers of this checkout, started and found by the launcher; node N keeps its files in directory N. They reach each other
 * through {@link PeerProxies}, clients reach them directly.
 */
final class SuiroCluster implements RunningBrokers {
    private static final int SIZE = 3;
    /** As the launcher counts from Kafka's port, to the port for other brokers; the proxies' are beyond. */
    private static final int PEERS_AFTER = 200;

    private static final int PROXIES_AFTER = 300;
    private static final Duration PID_WITHIN = Duration.ofSeconds(60);

    private final Path directory;
    private final Path data;
    private final int port = FreePorts.next(SIZE, 100, PEERS_AFTER, PROXIES_AFTER);
    private final PeerProxies proxies = new PeerProxies(this::nodeOfPid);
    /** Processes that were found running, and not yet found gone. */
    private final Map<Integer, ProcessHandle> found = new TreeMap<>();

    SuiroCluster(Path directory) throws IOException {
        this.directory = Files.createDirectories(directory);
        this.data = directory.resolve("data");
        for (int node : nodes()) {
            proxies.open(node, port + PROXIES_AFTER + node, port + PEERS_AFTER + node);
        }
    }

    @Override
    public String name() {
        try {
            return Suiro.run(directory, List.of("--version")).output().strip();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public List<Integer> nodes() {
        return IntStream.range(0, SIZE).boxed().toList();
    }

    @Override
    public String bootstrap() {
        return addresses(0);
    }

    private String addresses(int after) {
        return nodes().stream()
                .map(node -> "127.0.0.1:" + (port + after + node))
                .collect(Collectors.joining(","));
    }

    /** The launcher goes on waiting until it serves, which may take others; this does not. */
    @Override
    public void start(int node) throws IOException {
        Suiro.command(
                        directory,
                        arguments("--only", String.valueOf(node)),
                        List.of(
                                "-Dsuiro.cluster.peers=" + addresses(PROXIES_AFTER),
                                "-Dsuiro.cluster.advertised-port=" + (port + PROXIES_AFTER + node)))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        directory.resolve("launcher.log").toFile()))
                .start();
    }

    private List<String> arguments(String... further) {
        List<String> arguments = new ArrayList<>(List.of("start", "--background", "--heap", "512m"));
        arguments.addAll(List.of("--data", data.toString(), "--nodes", SIZE + "", "--port", port + ""));
        for (String setting : List.of(
                "default.replication.factor=3",
                "min.insync.replicas=2",
                "offsets.topic.replication.factor=3",
                "offsets.topic.num.partitions=4")) {
            arguments.addAll(List.of("--set", setting));
        }
        arguments.addAll(List.of(further));
        return arguments;
    }

    /** Asks the launcher which brokers run. */
    private synchronized Map<Integer, ProcessHandle> find() throws IOException, InterruptedException {
        found.values().removeIf(process -> !new BrokerHandle(process).isRunning());
        Suiro.Run run = Suiro.run(directory, List.of("pids", "--data", data.toString()));
        run.output().lines().filter(line -> line.matches("\\d+ \\d+")).forEach(line -> {
            int space = line.indexOf(' ');
            ProcessHandle.of(Long.parseLong(line.substring(space + 1)))
                    .ifPresent(process -> found.put(Integer.valueOf(line.substring(0, space)), process));
        });
        return Map.copyOf(found);
    }

    @Override
    public boolean isRunning(int node) throws IOException, InterruptedException {
        return find().containsKey(node);
    }

    @Override
    public BrokerHandle broker(int node) throws Exception {
        long until = System.nanoTime() + PID_WITHIN.toNanos();
        while (!isRunning(node)) {
            if (System.nanoTime() > until) {
                throw new TimeoutException("node " + node + " does not run, see " + directory);
            }
            Thread.sleep(Duration.ofMillis(100));
        }
        return new BrokerHandle(Objects.requireNonNull(find().get(node)));
    }

    @Override
    public void loseDisk(int node) throws IOException {
        Directories.delete(data(node));
    }

    /** By how the launcher starts them: a broker tells its process id only once it knows its cluster. */
    private Map<Long, Integer> nodeOfPid() {
        Map<Long, Integer> nodes = new TreeMap<>();
        ProcessHandle.allProcesses().forEach(process -> {
            String line = process.info().commandLine().orElse("");
            for (int node : nodes()) {
                if (line.contains("-Dsuiro.data=" + data(node) + " ")) {
                    nodes.put(process.pid(), node);
                }
            }
        });
        return nodes;
    }

    @Override
    public boolean canCut() {
        return true;
    }

    @Override
    public void cut(int node) {
        proxies.cut(node);
    }

    @Override
    public void heal() {
        proxies.heal();
    }

    @Override
    public Path data(int node) {
        return data.resolve(String.valueOf(node));
    }

    @Override
    public void close() throws IOException {
        try {
            find();
        } catch (InterruptedException e) {
            throw new InterruptedIOException(e.getMessage());
        } finally {
            found.values().forEach(ProcessHandle::destroyForcibly);
            proxies.close();
        }
    }
}
