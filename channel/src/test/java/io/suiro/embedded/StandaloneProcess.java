package io.suiro.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A broker of an {@link EmbeddedCluster} that is the program of its own, as {@code ./suiro start} runs it; it is killed in the end. */
public final class StandaloneProcess implements AutoCloseable {
    /** Made by the broker's own build, as is the jar that an embedded broker is. */
    private static final Path PROGRAM = Path.of("..", "target", "quarkus-app", "quarkus-run.jar");

    private final Process process;

    private StandaloneProcess(Process process) {
        this.process = process;
    }

    public static StandaloneProcess launch(Path directory, int id, List<String> addresses) {
        assertThat(PROGRAM).as("what the broker's build makes").exists();
        String own = addresses.get(id);
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-Dsuiro.node.id=" + id,
                "-Dsuiro.data=" + directory.resolve("node-" + id),
                "-Dsuiro.wire.port=0",
                "-Dquarkus.http.port=0",
                "-Dsuiro.cluster.peers=" + String.join(",", addresses),
                "-Dsuiro.cluster.port=" + own.substring(own.indexOf(':') + 1)));
        EmbeddedCluster.options(directory, id, addresses)
                .settings()
                .forEach((name, value) -> command.add("-Dsuiro.set.\"" + name + "\"=" + value));
        command.addAll(List.of("-jar", PROGRAM.toString()));
        try {
            return new StandaloneProcess(new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(directory.resolve("node-" + id + ".log").toFile())
                    .start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        kill();
    }

    /** As kill -9 does. */
    public void kill() {
        process.destroyForcibly().onExit().join();
    }
}
