package io.suiro.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.suiro.tool.Tool;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Somebody who types commands of the launcher, with a broker's address in the environment. Closing ends what still runs in the background. */
final class Shell implements AutoCloseable {
    /** What a command printed on each stream, and its exit status. */
    record Run(int status, String output, String errors) {
        static Run ok(String output) {
            return new Run(0, output, "");
        }
    }

    /** Read or write the JVM's own streams. */
    private static final Set<String> STREAMING = Set.of("produce", "consume");

    private final Path directory;
    private final String bootstrap;
    private final boolean inThisJvm;
    private final List<Process> started = new ArrayList<>();

    Shell(Path directory, String bootstrap) {
        this(directory, bootstrap, false);
    }

    private Shell(Path directory, String bootstrap, boolean inThisJvm) {
        this.directory = directory;
        this.bootstrap = bootstrap;
        this.inThisJvm = inThisJvm;
    }

    /**
     * For what commands do: those that only print what they have found or done run in this JVM, which saves a start of another each time.
     * Everything else goes by the launcher, as all does in {@link CommandsIT}.
     */
    static Shell inThisJvm(Path directory, String bootstrap) {
        return new Shell(directory, bootstrap, true);
    }

    String bootstrap() {
        return bootstrap;
    }

    /** Runs {@code ./suiro} to its end, with an empty input; options are divided by spaces. */
    Run suiro(String commandLine) throws IOException, InterruptedException {
        String[] arguments = commandLine.split(" ", -1);
        return inThisJvm && !STREAMING.contains(arguments[0]) ? runHere(arguments) : suiro("", arguments);
    }

    private Run runHere(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int status = Tool.commandLineFor(arguments)
                .setDefaultValueProvider(argument -> "--bootstrap-server".equals(nameOf(argument)) ? bootstrap : null)
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
        return new Run(status, out.toString(), err.toString());
    }

    private static String nameOf(ArgSpec argument) {
        return argument instanceof OptionSpec option ? option.longestName() : "";
    }

    /** The same with an input, and arguments that may have spaces in them. */
    Run suiro(String input, String... arguments) throws IOException, InterruptedException {
        return run(Suiro.command(directory, List.of(arguments)), input);
    }

    /** Runs a line of shell in which {@code $SUIRO} is the launcher. */
    Run line(String script) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder("sh", "-c", script).directory(directory.toFile());
        builder.environment()
                .put(
                        "SUIRO",
                        "sh " + Suiro.command(directory, List.of()).command().getLast());
        return run(builder, "");
    }

    private Run run(ProcessBuilder builder, String input) throws IOException, InterruptedException {
        Path in = Files.writeString(Files.createTempFile(directory, "in", ""), input);
        Path out = Files.createTempFile(directory, "out", "");
        Path err = Files.createTempFile(directory, "err", "");
        Process process = inEnvironment(builder)
                .redirectInput(in.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        if (!process.waitFor(1, TimeUnit.MINUTES)) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            throw new IllegalStateException(builder.command() + " does not return: " + Files.readString(err, UTF_8));
        }
        return new Run(process.exitValue(), Files.readString(out, UTF_8), Files.readString(err, UTF_8));
    }

    /** Starts {@code ./suiro} in the background, its output to a file, and its errors to one that is named {@code .err} behind that. */
    Process start(Path output, String commandLine) throws IOException {
        Process process = inEnvironment(Suiro.command(directory, List.of(commandLine.split(" ", -1))))
                .redirectOutput(output.toFile())
                .redirectError(errors(output).toFile())
                .start();
        started.add(process);
        return process;
    }

    static Path errors(Path output) {
        return output.resolveSibling(output.getFileName() + ".err");
    }

    private ProcessBuilder inEnvironment(ProcessBuilder builder) {
        builder.environment().put("SUIRO_BOOTSTRAP", bootstrap);
        return builder;
    }

    @Override
    public void close() {
        started.forEach(process -> process.destroyForcibly().onExit().join());
    }
}
