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
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.jspecify.annotations.Nullable;

/**
 * The packaged broker as a process of its own on one data directory, started, stopped and found by the launcher; its
 * ports stay the same from one start to the next. Closing kills what still runs.
 */
final class BrokerProcess implements AutoCloseable {
    private static final int ULIMIT_BLOCK = 512;

    private final Path data;
    private final List<String> settings;
    private final int port = FreePorts.next();
    private final int httpPort = FreePorts.next();
    private @Nullable ProcessHandle last;

    /** @param settings broker settings, each as NAME=VALUE */
    BrokerProcess(Path data, String... settings) {
        this.data = data;
        this.settings = List.of(settings);
    }

    /** Starts it in the background; it serves clients when this returns. Says how long that took. */
    void start() throws Exception {
        long begun = System.nanoTime();
        Suiro.Run run = Suiro.run(workingDirectory(), startArguments("--background"));
        assertThat(run).as("start").matches(it -> it.status() == 0);
        long tookMs = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
        last = process();
        System.out.println("started " + data.getFileName() + " in " + tookMs + " ms");
    }

    /** As {@link #start}, but every write beyond {@code bytes} of a file will fail. */
    void startWithFilesUpTo(long bytes) throws Exception {
        String limit = "ulimit -f " + bytes / ULIMIT_BLOCK + "; exec \"$@\"";
        List<String> command = new ArrayList<>(List.of("sh", "-c", limit, "sh"));
        command.addAll(Suiro.command(workingDirectory(), startArguments("--background"))
                .command());
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(process.waitFor()).isZero();
        last = process();
    }

    /**
     * Starts it in the foreground with its data directory on a file system of so many bytes, which it alone sees: others find it
     * under {@link #seenByBroker}. Needs Linux and the right to mount, as root or in a user namespace.
     */
    Process startOnSmallDisk(long bytes) throws IOException {
        Files.createDirectories(data);
        String mount = "mount -t tmpfs -o size=" + bytes + " tmpfs '" + data + "' && exec \"$@\"";
        List<String> command =
                new ArrayList<>(List.of("unshare", "--map-root-user", "--mount", "sh", "-c", mount, "sh"));
        command.addAll(Suiro.command(workingDirectory(), startArguments()).command());
        Process process = new ProcessBuilder(command)
                .directory(workingDirectory().toFile())
                .redirectErrorStream(true)
                .redirectOutput(data.resolveSibling("suiro.log").toFile())
                .start();
        last = process.toHandle();
        return process;
    }

    /** A path in the data directory of a process that {@link #startOnSmallDisk} started. */
    Path seenByBroker(Process process, String name) {
        return Path.of("/proc", Long.toString(process.pid()), "root")
                .resolve(data.toString().substring(1))
                .resolve(name);
    }

    /** Starts it in the foreground, its output to {@code suiro.log}, and does not wait for it. */
    Process startInForeground() throws IOException {
        Files.createDirectories(data);
        Process process = Suiro.command(workingDirectory(), startArguments())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                .start();
        last = process.toHandle();
        return process;
    }

    /** Until it serves clients, or fails if it ends before. */
    void awaitReady(Process process) {
        await().atMost(Duration.ofMinutes(1)).until(() -> {
            assertThat(process.isAlive()).as("still runs").isTrue();
            return Files.exists(data.resolve("suiro.ready"));
        });
    }

    /** What the launcher is told, with {@code further} at the end. */
    List<String> startArguments(String... further) {
        List<String> arguments = new ArrayList<>(List.of("start", "--data", data.toString(), "--heap", "256m"));
        arguments.addAll(List.of("--port", String.valueOf(port), "--http-port", String.valueOf(httpPort)));
        settings.forEach(setting -> arguments.addAll(List.of("--set", setting)));
        arguments.addAll(List.of(further));
        return arguments;
    }

    /** Stops and starts it with one command. */
    void restart() throws Exception {
        List<String> arguments = startArguments();
        arguments.set(0, "restart");
        Suiro.Run run = Suiro.run(workingDirectory(), arguments);
        assertThat(run).as("restart").matches(it -> it.status() == 0);
        last = process();
    }

    void stop() throws Exception {
        Suiro.Run run = Suiro.run(workingDirectory(), List.of("stop", "--data", data.toString()));
        assertThat(run).as("stop").isEqualTo(new Suiro.Run(0, ""));
    }

    /** kill -9 of the process that the launcher names; it is gone when this returns. */
    void kill() throws Exception {
        ProcessHandle process = process();
        process.destroyForcibly();
        process.onExit().get(1, TimeUnit.MINUTES);
    }

    ProcessHandle process() throws Exception {
        Suiro.Run run = Suiro.run(workingDirectory(), List.of("pids", "--data", data.toString()));
        assertThat(run.output()).matches("\\d+ \\d+\n");
        return ProcessHandle.of(Long.parseLong(run.output().strip().replaceFirst("\\d+ ", "")))
                .orElseThrow();
    }

    boolean isRunning() throws Exception {
        return !Suiro.run(workingDirectory(), List.of("pids", "--data", data.toString()))
                .output()
                .isEmpty();
    }

    String bootstrap() {
        return "127.0.0.1:" + port;
    }

    Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", bootstrap()));
    }

    int port() {
        return port;
    }

    int httpPort() {
        return httpPort;
    }

    Path data() {
        return data;
    }

    Path log() {
        return data.resolve("suiro.log");
    }

    /** A directory without a configuration file, so that only what a test sets counts. */
    Path workingDirectory() {
        return data.toAbsolutePath().getParent();
    }

    @Override
    public void close() {
        if (last != null) {
            last.destroyForcibly();
            last.onExit().join();
        }
    }
}
