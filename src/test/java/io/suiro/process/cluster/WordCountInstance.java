package io.suiro.process.cluster;

import io.suiro.process.KafkaJava;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** One {@link WordCountApp}, which keeps its directory from one start to the next. Closing kills it. */
final class WordCountInstance implements AutoCloseable {
    private static final List<String> FLAGS =
            List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx192m", "--enable-native-access=ALL-UNNAMED");

    private final Path directory;
    private final String bootstrap;
    private Process process;

    /** Runs, and may not have joined its group yet, when this returns. */
    WordCountInstance(Path directory, String bootstrap) throws IOException {
        this.directory = Files.createDirectories(directory);
        this.bootstrap = bootstrap;
        process = launch();
    }

    private Process launch() throws IOException {
        return KafkaJava.command(
                        directory,
                        FLAGS,
                        WordCountApp.class.getName(),
                        bootstrap,
                        directory.resolve("state").toString())
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                .start();
    }

    private Path log() {
        return directory.resolve("app.log");
    }

    /** After a kill. */
    void start() throws IOException {
        process = launch();
    }

    /** kill -9; it is gone when this returns. */
    void kill() throws Exception {
        process.destroyForcibly().onExit().get(1, TimeUnit.MINUTES);
    }

    boolean isRunning() {
        return process.isAlive();
    }

    /** What its threads died of that were replaced, over all its lives. */
    List<String> replaced() throws IOException {
        return Files.readAllLines(log()).stream()
                .filter(line -> line.startsWith(WordCountApp.REPLACED))
                .toList();
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
