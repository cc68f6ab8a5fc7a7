package io.suiro.process;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What all commands to a running broker share: where it is, formats, errors, help, completion, and that they are quick. */
class CommandsIT {
    @TempDir
    static Path directory;

    private static BrokerProcess broker;
    private static Shell shell;

    @BeforeAll
    static void start() throws Exception {
        broker = new BrokerProcess(directory.resolve("data"));
        shell = new Shell(directory, broker.bootstrap());
        broker.start();
        assertThat(shell.suiro("topic create orders --partitions 3").status()).isZero();
    }

    @AfterAll
    static void end() {
        shell.close();
        broker.close();
    }

    private static Shell nowhere() {
        return new Shell(directory, "127.0.0.1:" + FreePorts.next());
    }

    /** How long a command takes depends on the machine; that it does not have to load and link its classes does not. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void aCommandRunsFromTheCacheThatWasTrained() throws Exception {
        Process waiting = shell.start(directory.resolve("waiting"), "consume orders");
        try {
            Path maps = Path.of("/proc", Long.toString(waiting.pid()), "maps");
            await().until(() -> Files.readString(maps).contains("-tool.aot"));
        } finally {
            waiting.destroy();
            assertThat(waiting.waitFor(1, TimeUnit.MINUTES)).isTrue();
        }
    }

    @Test
    void theAddressIsThatOfTheOptionBeforeTheFileBeforeTheEnvironment() throws Exception {
        Path right = Files.writeString(directory.resolve("right"), "bootstrap.servers=" + broker.bootstrap());
        Path wrong = Files.writeString(
                directory.resolve("wrong"), "bootstrap.servers=" + nowhere().bootstrap());

        assertThat(nowhere().suiro("topic list -q --bootstrap " + broker.bootstrap() + " --command-config " + wrong))
                .isEqualTo(Shell.Run.ok("orders\n"));
        assertThat(nowhere().suiro("topic list -q --command-config " + right)).isEqualTo(Shell.Run.ok("orders\n"));
        assertThat(nowhere()
                        .suiro("topic list -q --command-config " + wrong + " --command-property bootstrap.servers="
                                + broker.bootstrap()))
                .isEqualTo(Shell.Run.ok("orders\n"));
    }

    @Test
    void whereThereIsNoBrokerThatIsSaidAtOnceAndOnce() throws Exception {
        Shell nowhere = nowhere();
        for (String command : new String[] {"topic list", "group list", "produce orders", "consume orders"}) {
            assertThat(nowhere.suiro(command))
                    .isEqualTo(new Shell.Run(
                            1,
                            "",
                            "suiro: no broker at " + nowhere.bootstrap() + " (Connection refused); start one with"
                                    + " ./suiro start, or name another with --bootstrap or SUIRO_BOOTSTRAP\n"));
        }
    }

    @Test
    void somethingThatIsNoBrokerIsToldFromOne() throws Exception {
        Path hasty =
                Files.writeString(directory.resolve("hasty"), "request.timeout.ms=1000\ndefault.api.timeout.ms=1000\n");
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Shell.Run run = shell.suiro(
                    "topic list --bootstrap 127.0.0.1:" + silent.getLocalPort() + " --command-config " + hasty);
            assertThat(run.status()).isEqualTo(1);
            assertThat(run.errors())
                    .startsWith("suiro: no answer in time: ")
                    .contains("is it a broker")
                    .hasLineCount(1);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "topic list --bootstrap localhost          | 1 | 'localhost' is not HOST:PORT, as in 127.0.0.1:9092",
                "topic list --ouput json                   | 2 | Unknown option: '--ouput'; did you mean --output? ./suiro topic list --help",
                "topic describe ordrs                      | 1 | there is no topic ordrs; did you mean orders?",
                "topic describe something-else             | 1 | there is no topic something-else; ./suiro topic list shows",
                "produce ordres                            | 1 | there is no topic ordres; did you mean orders?",
                "consume ordres                            | 1 | there is no topic ordres; did you mean orders?",
                "consume orders --partition 3              | 1 | topic orders has no partition 3; it has 0 to 2",
                "config get --broker 7                     | 1 | there is no broker 7; the cluster has [0]",
                "config get --topic orders retention.sm    | 1 | there is no setting retention.sm; did you mean retention.ms?",
                "group describe readers                    | 1 | there is no group readers; ./suiro group list shows",
                "consume --include ordres.*                | 1 | no topic matches ordres.*; ./suiro topic list shows",
                "config set --topic orders --file nothing  | 1 | cannot read nothing of --file: there is no such file"
            })
    void whatIsWrongIsOneLineWithAHint(String command, int status, String said) throws Exception {
        Shell.Run run = shell.suiro(command);
        assertThat(run.errors()).startsWith("suiro: ").contains(said).hasLineCount(1);
        assertThat(run.output()).isEmpty();
        assertThat(run.status()).isEqualTo(status);
    }

    @Test
    void aWrongClientPropertyIsNamed() throws Exception {
        Path wrong = Files.writeString(directory.resolve("property"), "security.protocol=TSL\n");
        Shell.Run run = shell.suiro("topic list --command-config " + wrong);
        assertThat(run.errors())
                .startsWith("suiro: wrong client property: ")
                .contains("security.protocol")
                .hasLineCount(1);
        assertThat(run.status()).isEqualTo(1);
        assertThat(shell.suiro("produce orders --command-property acks=most").errors())
                .startsWith("suiro: wrong client property: ")
                .contains("acks")
                .hasLineCount(1);
        assertThat(shell.suiro("consume orders --exit --command-property isolation.level=dirty")
                        .errors())
                .startsWith("suiro: wrong client property: ")
                .contains("isolation.level")
                .hasLineCount(1);
    }

    @Test
    void helpNeedsNoBroker() throws Exception {
        Shell.Run help = nowhere().suiro("topic list --help");
        assertThat(help.output()).startsWith("Usage: suiro topic list ").contains("Examples:");
        assertThat(help.status()).isZero();
    }

    /** Commands of the launcher's own and of the JVM's alike. */
    @Test
    void bashCompletesCommandsAndOptions() throws Exception {
        Path script = directory.resolve("completion");
        Files.writeString(script, shell.suiro("completion bash").output());
        assertThat(completions(script, "suiro"))
                .contains("start", "stop", "topic", "produce", "train")
                .doesNotContain("rehearse");
        assertThat(completions(script, "suiro topic")).contains("list", "delete-records");
        assertThat(completions(script, "suiro group")).contains("reset-offsets", "delete-offsets");
        assertThat(completions(script, "suiro consume --"))
                .contains("--from", "--format", "--include", "--timeout-ms", "--bootstrap", "--command-property");
        assertThat(completions(script, "suiro consume --value-as")).contains("text", "hex", "long");
        assertThat(completions(script, "suiro start --")).contains("--background", "--nodes");
        assertThat(completions(script, "suiro topic list --output")).contains("table", "json", "yaml");
    }

    private static List<String> completions(Path script, String typed) throws Exception {
        String words = typed.replace(" ", "' '");
        String last = typed.endsWith("--") ? "" : " ''";
        int at = typed.split(" ", -1).length - (typed.endsWith("--") ? 1 : 0);
        Process bash = new ProcessBuilder(
                        "bash",
                        "-c",
                        ". " + script + "; COMP_WORDS=('" + words + "'" + last + "); COMP_CWORD=" + at
                                + "; _complete_suiro; printf '%s\\n' \"${COMPREPLY[@]}\"")
                .start();
        return new String(bash.getInputStream().readAllBytes(), UTF_8)
                .lines()
                .map(String::strip)
                .toList();
    }

    /** So that neither the launcher's help nor the completion lacks a command. */
    @Test
    void theCompletionKnowsEveryCommandOfTheLauncher() throws Exception {
        Path script = directory.resolve("completion-2");
        Files.writeString(script, shell.suiro("completion bash").output());
        Matcher commands = Pattern.compile("(?m)^  \\./suiro ([a-z]+)")
                .matcher(shell.suiro("help").output());
        List<String> completed = completions(script, "suiro");
        while (commands.find()) {
            assertThat(completed).contains(commands.group(1));
        }
    }
}
