package io.suiro.bench.first;

import static org.assertj.core.api.Assertions.assertThat;

import io.suiro.bench.BrokerHere;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class FirstCommandTest {
    @TempDir
    Path directory;

    @Test
    void eachRoundHasALineAndTheLoadLeavesNothing() throws IOException {
        Path disk = Files.createDirectory(directory.resolve("disk"));
        StringWriter out = new StringWriter();
        try (BrokerHere broker = new BrokerHere(directory.resolve("data"))) {
            CommandLine commands = new CommandLine(new FirstCommand()).setOut(new PrintWriter(out));

            assertThat(commands.execute(
                            "--bootstrap",
                            broker.bootstrap(),
                            "--partitions=3",
                            "--replicas=1",
                            "--disk-load=1",
                            "--disk",
                            disk.toString()))
                    .isZero();
        }

        assertThat(out.toString().split("\n", -1)).hasSize(5).satisfies(rows -> {
            assertThat(rows[2]).startsWith("| 1 | 0 | ");
            assertThat(rows[3]).startsWith("| 2 | 0 | ");
        });
        try (Stream<Path> left = Files.list(disk)) {
            assertThat(left).isEmpty();
        }
    }
}
