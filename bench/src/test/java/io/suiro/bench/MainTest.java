package io.suiro.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class MainTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        CommandLine commands = Main.commandLine();
        commands.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        return commands.execute(arguments);
    }

    @Test
    void everyCommandIsInTheHelp() {
        assertThat(run("--help")).isZero();

        assertThat(out.toString())
                .contains(
                        "produce",
                        "fetch",
                        "tail",
                        "mixed",
                        "groups",
                        "crowd",
                        "rolling",
                        "first",
                        "share",
                        "partitions",
                        "many",
                        "stored");
    }

    @Test
    void withoutABrokerItSaysWhichWasNotReached() {
        assertThat(run("produce", "--bootstrap", "127.0.0.1:1")).isEqualTo(1);

        assertThat(err.toString()).isEqualToNormalizingNewlines("bench: 127.0.0.1:1: Connection refused\n");
    }

    @Test
    void aBootstrapServerWithoutAPortIsRefused() {
        assertThat(run("tail", "--bootstrap", "localhost")).isEqualTo(1);

        assertThat(err.toString()).contains("'localhost' is not HOST:PORT");
    }

    @Test
    void aSizeIsANumberAndAUnit() {
        assertThat(run("stored", "--sizes", "20X")).isEqualTo(2);

        assertThat(err.toString()).contains("'20X' is not a size like 100M or 20G");
    }
}
