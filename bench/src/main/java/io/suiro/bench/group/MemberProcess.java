package io.suiro.bench.group;

import io.suiro.bench.Main;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;

/** A {@link MemberCommand} at work. Closing kills it, if it still runs. */
final class MemberProcess implements AutoCloseable {
    private final Process process;

    /** @param owned told what it owns, on a thread of its own */
    MemberProcess(Member member, Consumer<Collection<String>> owned) throws IOException {
        process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        "group-member",
                        member.bootstrap(),
                        member.protocol(),
                        member.group(),
                        member.topic())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        Thread.ofPlatform().daemon().name("member-" + process.pid()).start(() -> listen(owned));
    }

    private void listen(Consumer<Collection<String>> owned) {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                owned.accept(line.isEmpty() ? List.of() : Arrays.asList(line.split(" ", -1)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** kill -9. */
    void kill() {
        process.destroyForcibly();
    }

    /** kill -STOP: it is silent, and its connections stay. */
    void pause() throws IOException, InterruptedException {
        int status = new ProcessBuilder("kill", "-STOP", Long.toString(process.pid()))
                .inheritIO()
                .start()
                .waitFor();
        if (status != 0) {
            throw new IOException("kill -STOP " + process.pid() + " failed with status " + status);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
