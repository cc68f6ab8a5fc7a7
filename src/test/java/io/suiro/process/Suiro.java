package io.suiro.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The launcher, as typed. */
public final class Suiro {
    private static final Path LAUNCHER =
            Path.of(System.getProperty("suiro.checkout", "."), "suiro").toAbsolutePath();

    private static final Duration RETURNS_WITHIN = Duration.ofMinutes(2);
    /** Builds first where somebody has edited a source since. */
    private static final Duration TRAINED_WITHIN = Duration.ofMinutes(10);

    /**
     * Before a command, so that Ctrl-C ends it: a shell without job control has what it starts with {@code &} ignore that, and a process
     * that ignores it starts others that do. Nothing where {@code env} is not that of GNU.
     */
    private static final List<String> INTERRUPTIBLE = interruptible();

    static {
        train();
    }

    private Suiro() {}

    private static List<String> interruptible() {
        List<String> prefix = List.of("env", "--default-signal=INT");
        List<String> trial = new ArrayList<>(prefix);
        trial.add("true");
        try {
            int status = new ProcessBuilder(trial)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
            return status == 0 ? prefix : List.of();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(String.join(" ", trial), e);
        }
    }

    /** Once, so that no start takes the time and says so among what a test reads; other JVMs that test wait for it. */
    private static void train() {
        try (FileChannel turn = FileChannel.open(
                        LAUNCHER.resolveSibling("target/train.lock"),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE);
                FileLock _ = turn.lock()) {
            Run run = run(Path.of("."), List.of("train"), TRAINED_WITHIN);
            if (run.status() != 0) {
                throw new IllegalStateException("suiro train: " + run.output());
            }
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException("suiro train", e);
        }
    }

    /** What one call of the launcher printed, on both streams, and its exit status. */
    public record Run(int status, String output) {}

    /** Runs it to its end. */
    public static Run run(Path workingDirectory, List<String> arguments) throws IOException, InterruptedException {
        return run(workingDirectory, arguments, RETURNS_WITHIN);
    }

    private static Run run(Path workingDirectory, List<String> arguments, Duration within)
            throws IOException, InterruptedException {
        Path output = Files.createTempFile("suiro", ".out");
        try {
            Process process = command(workingDirectory, arguments)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            process.getOutputStream().close();
            if (!process.waitFor(within)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
                throw new IllegalStateException(
                        "suiro " + arguments + " does not return: " + Files.readString(output, UTF_8));
            }
            return new Run(process.exitValue(), Files.readString(output, UTF_8));
        } finally {
            Files.delete(output);
        }
    }

    /** Not started yet. */
    public static ProcessBuilder command(Path workingDirectory, List<String> arguments) {
        return command(workingDirectory, arguments, List.of());
    }

    /**
     * Not started yet.
     *
     * @param flags of the broker's JVM
     */
    public static ProcessBuilder command(Path workingDirectory, List<String> arguments, List<String> flags) {
        List<String> command = new ArrayList<>(INTERRUPTIBLE);
        command.addAll(List.of("sh", LAUNCHER.toString()));
        command.addAll(arguments);
        ProcessBuilder launcher = new ProcessBuilder(command).directory(workingDirectory.toFile());
        launcher.environment().put("JAVA_OPTS", String.join(" ", JavaFlags.and(flags)));
        return launcher;
    }
}
