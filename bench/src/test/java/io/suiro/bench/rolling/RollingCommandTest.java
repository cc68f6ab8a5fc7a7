package io.suiro.bench.rolling;

import static org.assertj.core.api.Assertions.assertThat;

import io.suiro.bench.BrokerHere;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What the command counts, against one broker that nothing happens to. */
class RollingCommandTest {
    @TempDir
    Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private BrokerHere broker;

    @BeforeEach
    void start() throws IOException {
        broker = new BrokerHere(directory.resolve("data"));
    }

    @AfterEach
    void stop() throws IOException {
        broker.close();
    }

    private int run(String... restarts) {
        CommandLine commands = new CommandLine(new RollingCommand());
        commands.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        String options = "--replicas 1 --rate 100 --warmup-seconds 0 --seconds 1 --pause-seconds 1";
        List<String> arguments = new ArrayList<>(List.of("--bootstrap", broker.bootstrap()));
        arguments.addAll(List.of(options.split(" ", -1)));
        arguments.addAll(List.of(restarts));
        return commands.execute(arguments.toArray(String[]::new));
    }

    @Test
    void everyRestartIsRunInTurnAndAllWritesAreCounted() throws IOException {
        Path done = directory.resolve("done");

        assertThat(run("--restart", "echo a >> " + done, "--restart", "echo b >> " + done))
                .isZero();

        assertThat(Files.readAllLines(done)).containsExactly("a", "b");
        String[] rows = out.toString().split("\n", -1);
        assertThat(rows[2]).startsWith("| nothing happens | 1").contains(" | 0 | ");
        assertThat(rows[3]).startsWith("| restarts, 2 s | 2").contains(" | 0 | ");
    }

    @Test
    void aRestartThatFailsEndsIt() {
        assertThat(run("--restart", "exit 3")).isEqualTo(1);

        assertThat(err.toString()).contains("exit status 3 of exit 3");
    }
}
