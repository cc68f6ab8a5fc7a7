package io.suiro.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the launcher says without building or starting anything. */
class LauncherTest {
    @TempDir
    Path data;

    @Test
    void helpListsEveryCommand() throws Exception {
        Run help = suiro("--help");
        assertThat(help.status()).isZero();
        assertThat(help.output())
                .contains(
                        "./suiro start",
                        "./suiro restart",
                        "./suiro stop",
                        "./suiro pids",
                        "./suiro test",
                        "--set NAME=VALUE")
                .contains("--nodes N", "--only I");
    }

    @Test
    void anUnknownCommandFails() throws Exception {
        assertThat(suiro("strat")).isEqualTo(new Run(1, "suiro: unknown command strat; ./suiro --help lists them\n"));
    }

    @Test
    void anOptionWithoutItsValueFails() throws Exception {
        assertThat(suiro("start", "--port")).isEqualTo(new Run(1, "suiro: --port needs a value\n"));
    }

    @Test
    void aPortThatIsNoNumberFails() throws Exception {
        assertThat(suiro("start", "--port", "kafka"))
                .isEqualTo(new Run(1, "suiro: --port needs a number, not 'kafka'\n"));
    }

    @Test
    void clustersOfNoneAndOfTooManyAreRefused() throws Exception {
        for (String nodes : List.of("0", "100")) {
            assertThat(suiro("start", "--nodes", nodes))
                    .isEqualTo(new Run(1, "suiro: --nodes " + nodes + ": between 1 and 99 brokers can be started\n"));
        }
    }

    @Test
    void aRestartIsRefusedBeforeAnythingIsStopped() throws Exception {
        assertThat(suiro("restart", "--data", data.toString(), "--nodes", "3", "--only", "1"))
                .isEqualTo(new Run(1, "suiro: restart takes no --only: stop --data " + data + "/1, then start it\n"));
        assertThat(suiro("restart", "--nodes", "3", "--pause", "long"))
                .isEqualTo(new Run(1, "suiro: --pause needs a number, not 'long'\n"));
        assertThat(suiro("restart", "--pause", "1"))
                .isEqualTo(new Run(
                        1, "suiro: --pause and --command-config go with --nodes: one broker waits for nobody\n"));
        assertThat(suiro("start", "--nodes", "3", "--pause", "1"))
                .isEqualTo(new Run(1, "suiro: --pause and --command-config go with restart, not with start\n"));
        assertThat(suiro("restart", "--fast"))
                .isEqualTo(new Run(1, "suiro: unknown option --fast of restart; ./suiro --help lists them\n"));
    }

    @Test
    void oneNodeAloneIsOneOfACluster() throws Exception {
        assertThat(suiro("start", "--only", "1"))
                .isEqualTo(new Run(1, "suiro: --only goes with --nodes: of how many brokers is it one?\n"));
        assertThat(suiro("start", "--nodes", "3", "--only", "3"))
                .isEqualTo(new Run(1, "suiro: --only 3: the nodes are 0 to 2\n"));
    }

    @Test
    void theFileOfAKilledBrokerCountsForNothing() throws Exception {
        Files.writeString(data.resolve("suiro.pid"), "0 " + deadPid() + "\n");
        assertThat(suiro("pids", "--data", data.toString())).isEqualTo(new Run(0, ""));
        assertThat(suiro("stop", "--data", data.toString()).output()).contains("no broker runs on " + data);
    }

    @Test
    void aPidThatBelongsToAnotherProgramIsLeftAlone() throws Exception {
        Files.writeString(
                data.resolve("suiro.pid"), "0 " + ProcessHandle.current().pid() + "\n");
        assertThat(suiro("pids", "--data", data.toString())).isEqualTo(new Run(0, ""));
    }

    private static long deadPid() throws IOException, InterruptedException {
        Process ended = new ProcessBuilder("true").start();
        ended.waitFor();
        return ended.pid();
    }

    private record Run(int status, String output) {}

    private static Run suiro(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("sh", "./suiro"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Run(process.waitFor(), output);
    }
}
