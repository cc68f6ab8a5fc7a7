package io.suiro.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.logging.Level;
import java.util.logging.Logger;

/** A broker of an {@link EmbeddedCluster} in a process of its own, which can be killed. */
public final class EmbeddedProcess implements AutoCloseable {
    private static final String READY = "ready";

    private final Process process;

    private EmbeddedProcess(Process process) {
        this.process = process;
    }

    /** The program of the other process. */
    public static void main(String[] args) {
        Logger root = Logger.getLogger("");
        root.setLevel(Level.WARNING);
        EmbeddedBroker.start(
                EmbeddedCluster.options(Path.of(args[0]), Integer.parseInt(args[1]), List.of(args[2].split(","))));
        System.out.println(READY);
        System.out.flush();
        // should whoever started it end without killing it, it ends too
        ProcessHandle.current().parent().map(ProcessHandle::onExit).ifPresent(CompletableFuture::join);
        System.exit(0);
    }

    public static EmbeddedProcess launch(Path directory, int id, List<String> addresses) {
        try {
            return new EmbeddedProcess(new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx256m",
                            "-cp",
                            System.getProperty("java.class.path", ""),
                            EmbeddedProcess.class.getName(),
                            directory.toString(),
                            Integer.toString(id),
                            String.join(",", addresses))
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until it serves. */
    public EmbeddedProcess ready() {
        BufferedReader lines = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
        try {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.equals(READY)) {
                    return this;
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        throw new IllegalStateException("the broker's process has ended");
    }

    /** It keeps its connections and answers nothing, until {@link #resume}. */
    public void pause() {
        signal("STOP");
    }

    public void resume() {
        signal("CONT");
    }

    private void signal(String name) {
        try {
            new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                    .inheritIO()
                    .start()
                    .onExit()
                    .join();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As kill -9 does. */
    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
