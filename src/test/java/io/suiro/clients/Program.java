package io.suiro.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A program of this machine, run to its end: what it is given and what it says are files, so that neither can block the
 * other.
 *
 * @param directory for these files
 * @param runner starts a process, unless it is said how else to run it
 */
record Program(Path directory, List<String> command, Runner runner) {
    static final long PATIENCE_S = 120;

    /** Runs a command to its end, in {@value #PATIENCE_S} s at most, and tells its exit status. */
    @FunctionalInterface
    interface Runner {
        int run(List<String> command, Path input, Path output, Path errors) throws Exception;
    }

    /** What a program said, and its exit status. */
    record Ended(int status, Path outputFile, String errors) {
        String output() throws IOException {
            return Files.readString(outputFile);
        }

        List<String> lines() throws IOException {
            return output().lines().toList();
        }

        /** On both of its outputs. */
        String said() throws IOException {
            return output() + errors;
        }

        Ended well() {
            assertThat(status).as(errors).isZero();
            return this;
        }
    }

    static Program of(Path directory, String... command) {
        return new Program(directory, List.of(command), Program::process);
    }

    /** Skips the test if the command does not end well, unless SUIRO_REQUIRE_CLIENTS says that it has to. */
    static void assumeThatRuns(Path directory, String... command) throws Exception {
        if (System.getenv("SUIRO_REQUIRE_CLIENTS") == null) {
            boolean exists = new File(command[0]).canExecute();
            assumeTrue(exists && of(directory, command).run().status == 0, () -> command[0] + " does not run");
        }
    }

    Program with(String... more) {
        List<String> all = new ArrayList<>(command);
        all.addAll(List.of(more));
        return new Program(directory, all, runner);
    }

    /** Runs without input; the output is read as soon as the program ends. */
    Ended run() throws Exception {
        return run("");
    }

    Ended run(String input) throws Exception {
        return run(Files.writeString(file("in"), input));
    }

    Ended run(Path input) throws Exception {
        Path output = file("out");
        Path errors = file("err");
        int status = runner.run(command, input, output, errors);
        return new Ended(status, output, Files.readString(errors, StandardCharsets.UTF_8));
    }

    private static int process(List<String> command, Path input, Path output, Path errors) throws Exception {
        Process process = new ProcessBuilder(command)
                .redirectInput(input.toFile())
                .redirectOutput(Redirect.to(output.toFile()))
                .redirectError(Redirect.to(errors.toFile()))
                .start();
        if (!process.waitFor(PATIENCE_S, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
        return process.exitValue();
    }

    private Path file(String suffix) {
        try {
            return Files.createTempFile(directory, "program", suffix);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
