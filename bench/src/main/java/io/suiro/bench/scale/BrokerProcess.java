package io.suiro.bench.scale;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A broker on a directory of its own, run by the launcher of this checkout as a user would; it does not outlive this
 * program. One thread, and at the end of the JVM another.
 */
final class BrokerProcess implements AutoCloseable {
    private static final Duration UNTIL_ENDED = Duration.ofMinutes(30);

    private final Path launcher;
    private final Path data;
    private final int port;
    private final List<String> options;
    private volatile @Nullable ProcessHandle process;

    /** @param options further ones of {@code suiro start} */
    BrokerProcess(Path checkout, Path data, int port, List<String> options) {
        this.launcher = checkout.resolve("suiro");
        this.data = data;
        this.port = port;
        this.options = List.copyOf(options);
    }

    /** Sees to it that neither process nor directory is left if this program is interrupted. */
    BrokerProcess endWithThisJvm() {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            try {
                close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }));
        return this;
    }

    String bootstrap() {
        return "127.0.0.1:" + port;
    }

    /** Returns once it is ready; the answer is how long that took, the launcher included. */
    Duration start() throws IOException {
        List<String> command = new ArrayList<>(List.of(launcher.toString(), "start", "--background"));
        command.addAll(List.of("--data", data.toString(), "--port", Integer.toString(port)));
        command.addAll(options);
        long start = System.nanoTime();
        try {
            int status = new ProcessBuilder(command)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start()
                    .waitFor();
            if (status != 0) {
                throw new IOException(String.join(" ", command) + " ended with status " + status);
            }
        } catch (InterruptedException e) {
            throw new IOException("interrupted", e);
        }
        process = found();
        return Duration.ofNanos(System.nanoTime() - start);
    }

    /** The answer is how long a clean stop took, however long: {@code suiro stop} would give up after a minute. */
    Duration stop() throws IOException {
        long start = System.nanoTime();
        process().destroy();
        awaitEnd(process());
        return Duration.ofNanos(System.nanoTime() - start);
    }

    /** Ends it at once, as {@code kill -9} does, and waits until it is gone; one that has ended is gone already. */
    void kill() throws IOException {
        process().destroyForcibly();
        awaitEnd(process());
    }

    private static void awaitEnd(ProcessHandle process) throws IOException {
        try {
            process.onExit().get(UNTIL_ENDED.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new IOException("pid " + process.pid() + " does not end", e);
        }
    }

    long pid() {
        return process().pid();
    }

    private ProcessHandle process() {
        ProcessHandle started = process;
        if (started == null) {
            throw new IllegalStateException("not started");
        }
        return started;
    }

    /** As the broker wrote its id: {@code NODE-ID PID}. */
    private ProcessHandle found() throws IOException {
        String written = Files.readString(pidFile()).strip();
        long pid = Long.parseLong(written.substring(written.indexOf(' ') + 1));
        return ProcessHandle.of(pid).orElseThrow(() -> new IOException("the broker has ended again"));
    }

    private Path pidFile() {
        return data.resolve("suiro.pid");
    }

    /** The last lines of its log. */
    List<String> lastWords(int lines) throws IOException {
        List<String> all = Files.readAllLines(data.resolve("suiro.log"));
        return all.subList(Math.max(0, all.size() - lines), all.size());
    }

    /** Kills it if it still runs, and deletes its directory. */
    @Override
    public synchronized void close() throws IOException {
        if (!Files.exists(data)) {
            return;
        }
        if (process == null && Files.exists(pidFile())) {
            process = found();
        }
        if (process != null) {
            kill();
        }
        try (Stream<Path> files = Files.walk(data)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
