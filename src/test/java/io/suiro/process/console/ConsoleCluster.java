package io.suiro.process.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.suiro.process.FreePorts;
import io.suiro.process.Suiro;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Brokers, as the launcher starts them; the console is asked of node 0. Closing kills what still runs. */
final class ConsoleCluster {
    private static final int HTTP = 100;
    private static final int PEERS = 200;
    private static final int LINES = 40;

    private final Path directory;
    private final int size;
    private final int port;

    ConsoleCluster(Path directory, int size) {
        this.directory = directory;
        this.size = size;
        this.port = FreePorts.next(size, HTTP, PEERS);
    }

    void start() throws Exception {
        launch("--background");
    }

    /** Starts one node again. */
    void start(int node) throws Exception {
        launch("--background", "--only", Integer.toString(node));
    }

    private void launch(String... further) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("start", "--data", data(), "--nodes", "" + size));
        arguments.addAll(List.of("--port", "" + port, "--heap", "192m"));
        arguments.addAll(List.of("--set", "offsets.topic.num.partitions=3"));
        arguments.addAll(List.of("--set", "transaction.state.log.num.partitions=3"));
        arguments.addAll(List.of(further));
        assertThat(Suiro.run(directory, arguments)).as("start").matches(run -> run.status() == 0);
    }

    /** kill -9; it is gone when this returns. */
    void kill(int node) throws Exception {
        ProcessHandle process =
                ProcessHandle.of(Objects.requireNonNull(pids().get(node))).orElseThrow();
        process.destroyForcibly();
        process.onExit().get(1, TimeUnit.MINUTES);
    }

    private Map<Integer, Long> pids() throws Exception {
        return Suiro.run(directory, List.of("pids", "--data", data()))
                .output()
                .lines()
                .map(line -> line.split(" "))
                .collect(Collectors.toMap(line -> Integer.valueOf(line[0]), line -> Long.valueOf(line[1])));
    }

    /** The last lines of each broker's log. */
    String logged() throws IOException {
        StringBuilder logged = new StringBuilder();
        for (int node = 0; node < size; node++) {
            List<String> lines = Files.readAllLines(Path.of(data(), "" + node, "suiro.log"));
            lines.subList(Math.max(0, lines.size() - LINES), lines.size())
                    .forEach(line -> logged.append(line).append('\n'));
        }
        return logged.toString();
    }

    private String data() {
        return directory.resolve("data").toString();
    }

    String bootstrap() {
        return IntStream.range(port, port + size)
                .mapToObj(each -> "127.0.0.1:" + each)
                .collect(Collectors.joining(","));
    }

    /** Of the console. */
    String url() {
        return "http://127.0.0.1:" + (port + HTTP) + "/";
    }

    void close() throws Exception {
        for (long pid : pids().values()) {
            ProcessHandle.of(pid).ifPresent(process -> {
                process.destroyForcibly();
                process.onExit().join();
            });
        }
    }
}
