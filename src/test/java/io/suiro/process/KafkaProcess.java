package io.suiro.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.jspecify.annotations.Nullable;

/**
 * A real Apache Kafka, broker and controller in one, as a process of its own from the tests' class path. Its ports stay the
 * same from one start to the next. Closing kills what still runs.
 */
final class KafkaProcess implements AutoCloseable {
    static final int NODE = 1;

    private static final List<String> FLAGS = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx256m");

    private final Path directory;
    private final Path data;
    private final int port = FreePorts.next();
    private @Nullable Process process;

    /**
     * Writes configuration and formats the directory, as {@code kafka-storage format} does.
     *
     * @param directory for everything, created here; the data is in {@code data}
     * @param settings lines of server.properties
     */
    KafkaProcess(Path directory, String clusterId, String... settings) throws Exception {
        this.directory = Files.createDirectories(directory);
        this.data = directory.resolve("data");
        int controllerPort = FreePorts.next();
        List<String> lines = new ArrayList<>(List.of(
                "process.roles=broker,controller",
                "node.id=" + NODE,
                "listeners=PLAINTEXT://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controllerPort,
                "advertised.listeners=PLAINTEXT://127.0.0.1:" + port,
                "controller.listener.names=CONTROLLER",
                "controller.quorum.voters=" + NODE + "@127.0.0.1:" + controllerPort,
                "log.dirs=" + data));
        lines.addAll(List.of(settings));
        Files.write(directory.resolve("server.properties"), lines);
        Process format = java("kafka.tools.StorageTool", "format", "-t", clusterId, "-c", "server.properties");
        assertThat(format.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(format.exitValue()).as(this::output).isZero();
    }

    /** It serves clients when this returns. */
    void start() throws IOException {
        Process started = java("kafka.Kafka", "server.properties");
        process = started;
        try (Admin admin = admin()) {
            await().atMost(Duration.ofMinutes(1)).until(() -> {
                assertThat(started.isAlive()).as(this::output).isTrue();
                return serves(admin);
            });
        }
    }

    private static boolean serves(Admin admin) throws InterruptedException {
        try {
            return !admin.describeCluster().nodes().get().isEmpty();
        } catch (ExecutionException notYet) {
            return false;
        }
    }

    private Process java(String main, String... arguments) throws IOException {
        return KafkaJava.command(directory, FLAGS, main, arguments)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                .start();
    }

    /** As an operator does: SIGTERM, and it is gone when this returns. */
    void stop() throws Exception {
        Process running = Objects.requireNonNull(process);
        running.destroy();
        running.onExit().get(1, TimeUnit.MINUTES);
    }

    /** kill -9; it is gone when this returns. */
    void kill() throws Exception {
        Process running = Objects.requireNonNull(process);
        running.destroyForcibly();
        running.onExit().get(1, TimeUnit.MINUTES);
    }

    Path data() {
        return data;
    }

    String bootstrap() {
        return "127.0.0.1:" + port;
    }

    Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", bootstrap()));
    }

    private Path log() {
        return directory.resolve("kafka.log");
    }

    private String output() {
        try {
            return Files.readString(log());
        } catch (IOException e) {
            return e.toString();
        }
    }

    @Override
    public void close() {
        if (process != null) {
            process.destroyForcibly().onExit().join();
        }
    }
}
