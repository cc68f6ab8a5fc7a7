package io.suiro.process.cluster;

import io.suiro.process.FreePorts;
import io.suiro.process.KafkaJava;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.AppInfoParser;

/**
 * Three real Apache Kafka brokers from the tests' class path, each a controller too. The controllers are voters by directory id
 * (KIP-853), and one that comes with an empty disk joins by itself (KIP-1186). Brokers and controllers reach each other through
 * {@link PeerProxies}, clients reach them directly. Everything else is Kafka's default, but for {@code min.insync.replicas}, three
 * replicas of the internal topics, and fewer partitions of them.
 */
final class KafkaCluster implements RunningBrokers {
    private static final List<Integer> NODES = List.of(1, 2, 3);
    private static final List<String> FORMAT_FLAGS = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

    /** As kafka-run-class.sh sets them, with a smaller heap. */
    private static final List<String> FLAGS = List.of(
            "-Xms512m",
            "-Xmx512m",
            "-XX:+UseG1GC",
            "-XX:MaxGCPauseMillis=20",
            "-XX:InitiatingHeapOccupancyPercent=35",
            "-XX:+ExplicitGCInvokesConcurrent");

    private final Path directory;
    private final String clusterId = Uuid.randomUuid().toString();
    private final Map<Integer, Ports> ports = new TreeMap<>();
    private final Map<Integer, Process> processes = new TreeMap<>();
    private final PeerProxies proxies;

    /** Ports of one broker; where two are paired, the second is the proxy's, and the one that is told to others. */
    private record Ports(int clients, int peers, int peersProxy, int controller, int controllerProxy) {
        static Ports free() {
            int first = FreePorts.next(5);
            return new Ports(first, first + 1, first + 2, first + 3, first + 4);
        }
    }

    /** Writes configuration and formats the directories; nothing runs yet. */
    KafkaCluster(Path directory) throws Exception {
        this.directory = directory;
        proxies = new PeerProxies(this::pidOf);
        for (int node : NODES) {
            Ports its = Ports.free();
            ports.put(node, its);
            proxies.open(node, its.peersProxy, its.peers);
            proxies.open(node, its.controllerProxy, its.controller);
        }
        String voters = NODES.stream()
                .map(node -> node + "@127.0.0.1:" + ports(node).controllerProxy + ":" + Uuid.randomUuid())
                .collect(Collectors.joining(","));
        for (int node : NODES) {
            Files.createDirectories(home(node));
            Files.write(home(node).resolve("server.properties"), properties(node));
            format(node, "--initial-controllers", voters);
        }
    }

    private List<String> properties(int node) {
        Ports its = ports(node);
        String controllers = NODES.stream()
                .map(other -> "127.0.0.1:" + ports(other).controllerProxy)
                .collect(Collectors.joining(","));
        return List.of(
                "process.roles=broker,controller",
                "node.id=" + node,
                "listeners=" + listeners(its.clients, its.peers, its.controller),
                "advertised.listeners=" + listeners(its.clients, its.peersProxy, its.controllerProxy),
                "listener.security.protocol.map=CLIENTS:PLAINTEXT,PEERS:PLAINTEXT,CONTROLLER:PLAINTEXT",
                "inter.broker.listener.name=PEERS",
                "controller.listener.names=CONTROLLER",
                "controller.quorum.bootstrap.servers=" + controllers,
                "controller.quorum.auto.join.enable=true",
                "log.dirs=" + data(node),
                "default.replication.factor=3",
                "min.insync.replicas=2",
                "offsets.topic.replication.factor=3",
                "offsets.topic.num.partitions=4",
                "transaction.state.log.replication.factor=3",
                "transaction.state.log.num.partitions=4");
    }

    private static String listeners(int clients, int peers, int controller) {
        return "CLIENTS://127.0.0.1:%d,PEERS://127.0.0.1:%d,CONTROLLER://127.0.0.1:%d"
                .formatted(clients, peers, controller);
    }

    private void format(int node, String... controllers) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("format", "-t", clusterId, "-c", "server.properties"));
        arguments.addAll(List.of(controllers));
        Process format = launch(node, FORMAT_FLAGS, "kafka.tools.StorageTool", arguments.toArray(String[]::new));
        if (!format.waitFor(1, TimeUnit.MINUTES) || format.exitValue() != 0) {
            format.destroyForcibly();
            throw new IOException("formatting failed, see " + output(node));
        }
    }

    private Process launch(int node, List<String> flags, String main, String... arguments) throws IOException {
        return KafkaJava.command(home(node), flags, main, arguments)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output(node).toFile()))
                .start();
    }

    @Override
    public String name() {
        return "Apache Kafka " + AppInfoParser.getVersion();
    }

    @Override
    public List<Integer> nodes() {
        return NODES;
    }

    @Override
    public String bootstrap() {
        return ports.values().stream().map(its -> "127.0.0.1:" + its.clients).collect(Collectors.joining(","));
    }

    @Override
    public synchronized void start(int node) throws IOException {
        processes.put(node, launch(node, FLAGS, "kafka.Kafka", "server.properties"));
    }

    @Override
    public synchronized boolean isRunning(int node) {
        Process process = processes.get(node);
        return process != null && process.isAlive();
    }

    @Override
    public synchronized BrokerHandle broker(int node) {
        return new BrokerHandle(Objects.requireNonNull(processes.get(node)).toHandle());
    }

    private synchronized Map<Long, Integer> pidOf() {
        Map<Long, Integer> nodes = new TreeMap<>();
        processes.forEach((node, process) -> nodes.put(process.pid(), node));
        return nodes;
    }

    @Override
    public void loseDisk(int node) throws Exception {
        Directories.delete(data(node));
        format(node, "--no-initial-controllers");
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
        return home(node).resolve("data");
    }

    private Path home(int node) {
        return directory.resolve("node" + node);
    }

    private Path output(int node) {
        return home(node).resolve("kafka.log");
    }

    private Ports ports(int node) {
        return Objects.requireNonNull(ports.get(node));
    }

    @Override
    public synchronized void close() throws IOException {
        processes.values().forEach(Process::destroyForcibly);
        processes.values().forEach(process -> process.onExit().join());
        proxies.close();
    }
}
