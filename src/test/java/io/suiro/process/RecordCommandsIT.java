package io.suiro.process;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.restassured.path.json.JsonPath;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code ./suiro produce} and {@code ./suiro consume}, in pipes and without. */
class RecordCommandsIT {
    private static final int MANY = 50_000;

    @TempDir
    static Path directory;

    private static BrokerProcess broker;
    private static Shell shell;

    @BeforeAll
    static void start() throws Exception {
        broker = new BrokerProcess(directory.resolve("data"));
        shell = Shell.inThisJvm(directory, broker.bootstrap());
        broker.start();
    }

    @AfterAll
    static void end() {
        shell.close();
        broker.close();
    }

    private static void topic(String name) throws Exception {
        assertThat(shell.suiro("topic create " + name + " --partitions 1").status())
                .isZero();
    }

    @Test
    void aBenchTellsWhatItDidAndLeavesNothing() throws Exception {
        Shell.Run run = shell.suiro("bench --records 5000 --partitions 2 --output json");
        assertThat(run.errors()).isEmpty();
        assertThat(run.status()).isZero();
        JsonPath told = JsonPath.from(run.output());
        assertThat(told.getList("step")).containsExactly("write", "one by one", "read");
        assertThat(told.getInt("[0].records")).isEqualTo(5_000);
        assertThat(told.getInt("[2].records")).isEqualTo(2 * 5_000 + 2 * told.getInt("[1].records"));
        assertThat(told.getDouble("[1].p99Ms")).isPositive().isLessThanOrEqualTo(told.getDouble("[1].maxMs"));
        assertThat(shell.suiro("topic list --quiet").output()).doesNotContain("suiro-bench");

        assertThat(shell.suiro("bench --records 0"))
                .isEqualTo(new Shell.Run(
                        2,
                        "",
                        "suiro: --records 0 is not between 1 and 1000000000; ./suiro bench --help tells more\n"));
    }

    @Test
    void linesBecomeRecordsAndRecordsLines() throws Exception {
        topic("lines");
        assertThat(shell.suiro("one\r\nzwei ä\n\nlast without an end", "produce", "lines"))
                .isEqualTo(Shell.Run.ok(""));
        assertThat(shell.suiro("consume lines --from beginning --exit"))
                .isEqualTo(Shell.Run.ok("one\nzwei ä\n\nlast without an end\n"));
    }

    @Test
    void keysHeadersAndNullsGoThere() throws Exception {
        topic("keyed");
        assertThat(shell.suiro(
                        "a\t1\nb\tNIL\nno key\n",
                        "produce",
                        "keyed",
                        "--key-separator",
                        "\\t",
                        "--null",
                        "NIL",
                        "--header",
                        "from=a=b",
                        "--header",
                        "to=c"))
                .isEqualTo(new Shell.Run(1, "", """
                        suiro: line 3: there is no key: the separator '\t' is missing
                        suiro: 1 of 3 records was refused
                        """));
        assertThat(shell.suiro(
                        "",
                        "consume",
                        "keyed",
                        "--from",
                        "beginning",
                        "--exit",
                        "--format",
                        "{topic}-{partition}@{offset} {key}\\t{value} [{headers}] {header:to}"))
                .isEqualTo(Shell.Run.ok("keyed-0@0 a\t1 [from=a=b,to=c] c\nkeyed-0@1 b\t [from=a=b,to=c] c\n"));
    }

    @Test
    void jsonIsTheSameOnTheWayOutAndIn() throws Exception {
        topic("json");
        topic("copy");
        String record = "{\"topic\":\"json\",\"partition\":0,\"offset\":0,\"timestamp\":1700000000000,\"key\":\"k\","
                + "\"value\":\"{\\\"price\\\":1.10}\",\"headers\":[{\"name\":\"h\",\"value\":\"1\"},{\"name\":\"h\",\"value\":null}]}\n";
        String binary = "{\"topic\":\"json\",\"partition\":0,\"offset\":1,\"timestamp\":1700000000001,\"key\":null,"
                + "\"valueBase64\":\"/w==\",\"headers\":[]}\n";
        assertThat(shell.suiro(
                        "{\"key\": \"k\", \"value\": {\"price\": 1.10}, \"timestamp\": 1700000000000,"
                                + " \"headers\": [{\"name\": \"h\", \"value\": \"1\"}, {\"name\": \"h\"}]}\n" + binary,
                        "produce",
                        "json",
                        "--format",
                        "json"))
                .isEqualTo(Shell.Run.ok(""));
        assertThat(shell.suiro("consume json --from beginning --exit --format json"))
                .isEqualTo(Shell.Run.ok(record + binary));

        Shell.Run piped = shell.line("$SUIRO consume json --from beginning --exit --format json"
                + " | $SUIRO produce copy --format json && $SUIRO consume copy --from beginning --exit --format json");
        assertThat(piped)
                .isEqualTo(Shell.Run.ok((record + binary).replace("\"topic\":\"json\"", "\"topic\":\"copy\"")));
    }

    @Test
    void aBrokenLineOfJsonIsNamedAndTheOthersAreWritten() throws Exception {
        topic("broken");
        Shell.Run run = shell.suiro("""
                {"value": "first"}
                {"value": "second"
                ["value"]
                {"valeu": "fourth"}
                {"key": "fifth"}
                {"value": "sixth", "partition": 7}
                {"value": 1, "value": 2}
                {"value": "last"}
                """, "produce", "broken", "--format", "json");
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.errors().lines())
                .hasSize(7)
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("suiro: line 2: not JSON: "),
                        line -> assertThat(line).startsWith("suiro: line 3: not a JSON object"),
                        line -> assertThat(line)
                                .isEqualTo("suiro: line 4: a record has no member valeu; did you mean value?"),
                        line -> assertThat(line).startsWith("suiro: line 5: the member value is missing"),
                        line -> assertThat(line).isEqualTo("suiro: line 6: the topic has no partition 7"),
                        line -> assertThat(line).startsWith("suiro: line 7: not JSON: Duplicate field"),
                        line -> assertThat(line).isEqualTo("suiro: 6 of 8 records were refused"));
        assertThat(shell.suiro("consume broken --from beginning --exit")).isEqualTo(Shell.Run.ok("first\nlast\n"));
    }

    @Test
    void whatTheBrokerRefusesIsCounted() throws Exception {
        shell.suiro("topic create small --partitions 1 --config max.message.bytes=200");
        Shell.Run run = shell.suiro("short\n" + "x".repeat(1000) + "\n", "produce", "small", "--acks", "1");
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.errors()).contains("line 2: ", "MESSAGE_TOO_LARGE", "suiro: 1 of 2 records was refused\n");
    }

    @Test
    void topicsAreReadByAPatternAndUntilNothingComes() throws Exception {
        shell.suiro("a\nb\n", "produce", "like-1", "--create", "--sync");
        shell.suiro("c\n", "produce", "like-2", "--create");
        shell.suiro("d\n", "produce", "unlike-2", "--create");
        assertThat(shell.suiro("consume --include like-. --from beginning --exit")
                        .output()
                        .lines())
                .containsExactlyInAnyOrder("a", "b", "c");
        Shell.Run run =
                shell.suiro("consume --include like-. --group likers --from beginning --timeout-ms 10000 --max 3");
        assertThat(run.output().lines()).containsExactlyInAnyOrder("a", "b", "c");
        assertThat(run.status()).isZero();
        assertThat(shell.suiro("consume like-1 --from beginning --timeout-ms 500"))
                .isEqualTo(Shell.Run.ok("a\nb\n"));
    }

    @Test
    void numbersArePrintedAsSuchUntilSomethingElseComes() throws Exception {
        topic("numbers");
        shell.suiro("""
                {"keyBase64": "AAAABw==", "valueBase64": "AAAAAAAAACo="}
                {"key": null, "value": null}
                {"keyBase64": "AAAACA==", "value": "no long"}
                """, "produce", "numbers", "--format", "json");
        assertThat(shell.suiro(
                        "consume numbers --from beginning --format {key}={value} --key-as integer --value-as long"))
                .isEqualTo(new Shell.Run(1, "7=42\n=\n", """
                        suiro: the value of numbers-0 at 2 is no long (it has length 7); hex prints any bytes
                        """));
        assertThat(shell.suiro("consume numbers --from 2 --exit --format json --key-as hex")
                        .output())
                .contains("\"key\":\"00000008\",\"value\":\"no long\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "snappy", "lz4", "zstd"})
    void everyCodecIsThere(String codec) throws Exception {
        topic(codec);
        assertThat(shell.suiro("a\n", "produce", codec, "--compression", codec)).isEqualTo(Shell.Run.ok(""));
        assertThat(shell.suiro("consume --from beginning --max 1 " + codec)).isEqualTo(Shell.Run.ok("a\n"));
    }

    @Test
    void readingBeginsWhereItIsTold() throws Exception {
        topic("places");
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 10; i++) {
            lines.append("{\"value\": \"")
                    .append(i)
                    .append("\", \"timestamp\": ")
                    .append(1_700_000_000_000L + i * 1000L)
                    .append("}\n");
        }
        shell.suiro(lines.toString(), "produce", "places", "--format", "json");
        assertThat(shell.suiro("consume places --exit --from 8").output()).isEqualTo("8\n9\n");
        assertThat(shell.suiro("consume places --exit --from -3").output()).isEqualTo("7\n8\n9\n");
        assertThat(shell.suiro("consume places --exit --from -3 --max 1").output())
                .isEqualTo("7\n");
        assertThat(shell.suiro("consume places --exit --from @1700000008500").output())
                .isEqualTo("9\n");
        assertThat(shell.suiro("consume places --exit --from 2023-11-14T22:13:28Z")
                        .output())
                .isEqualTo("8\n9\n");
        assertThat(shell.suiro("consume places --exit --from 2023-11-14T23:13:29+01:00")
                        .output())
                .isEqualTo("9\n");
        assertThat(shell.suiro("consume places --exit --from -1h")).isEqualTo(Shell.Run.ok(""));
        assertThat(shell.suiro("consume places --exit --from 4711")).isEqualTo(Shell.Run.ok(""));
        assertThat(shell.suiro("consume places --exit")).isEqualTo(Shell.Run.ok(""));
    }

    @Test
    void aReaderOfThePipeThatHasEnoughEndsIt() throws Exception {
        topic("many");
        String numbers = IntStream.range(0, MANY).mapToObj(Integer::toString).collect(Collectors.joining("\n"));
        assertThat(shell.suiro(numbers, "produce", "many")).isEqualTo(Shell.Run.ok(""));

        Shell.Run run = shell.line("{ $SUIRO consume many --from beginning; echo status $? >&2; } | head -n 2");
        assertThat(run).isEqualTo(new Shell.Run(0, "0\n1\n", "status 0\n"));
        assertThat(shell.line("$SUIRO consume many --from beginning --exit | tail -n 1"))
                .isEqualTo(Shell.Run.ok(MANY - 1 + "\n"));
    }

    @Test
    void ctrlCEndsReadingAndTheGroupKnowsWhatWasPrinted() throws Exception {
        topic("interrupted");
        shell.suiro("a\nb\n", "produce", "interrupted");
        Path output = directory.resolve("interrupted");
        Process reading = shell.start(output, "consume interrupted --group interrupted --from beginning");
        await().until(() -> "a\nb\n".equals(Files.readString(output)));

        assertThat(interrupt(reading)).isEqualTo(130);
        Shell.Run group = shell.suiro("group describe interrupted");
        assertThat(group.output()).contains("state: empty\n", "lag: 0\n").containsPattern("interrupted +0 +2 +2 +0 ");
        shell.suiro("c\n", "produce", "interrupted");
        assertThat(shell.suiro("consume interrupted --group interrupted --exit"))
                .isEqualTo(Shell.Run.ok("c\n"));
    }

    @Test
    void aBrokerThatGoesAwayAndComesBackIsSaidAndReadingGoesOn() throws Exception {
        try (BrokerProcess away = new BrokerProcess(directory.resolve("away"));
                Shell there = new Shell(directory, away.bootstrap())) {
            away.start();
            there.suiro("a\n", "produce", "steps", "--create");
            Path output = directory.resolve("steps");
            Process reading = there.start(output, "consume steps --from beginning");
            await().until(() -> "a\n".equals(Files.readString(output)));

            away.kill();
            String gone = "suiro: no broker at " + away.bootstrap() + " any more; waiting for one\n";
            await().until(() -> gone.equals(Files.readString(Shell.errors(output))));
            away.start();
            assertThat(there.suiro("b\n", "produce", "steps")).isEqualTo(Shell.Run.ok(""));
            await().until(() -> "a\nb\n".equals(Files.readString(output)));
            await().until(() -> (gone + "suiro: there is a broker at " + away.bootstrap() + " again\n")
                    .equals(Files.readString(Shell.errors(output))));
            assertThat(interrupt(reading)).isEqualTo(130);
        }
    }

    @Test
    void ctrlCWhileLinesAreTypedLosesNone() throws Exception {
        topic("typed");
        Process writing = shell.start(directory.resolve("typed"), "produce typed");
        writing.getOutputStream().write("typed\n".getBytes(UTF_8));
        writing.getOutputStream().flush();
        await().until(() -> "typed\n"
                .equals(shell.suiro("consume typed --from beginning --exit").output()));
        assertThat(interrupt(writing)).isEqualTo(130);
    }

    private static int interrupt(Process process) throws Exception {
        new ProcessBuilder("kill", "-INT", String.valueOf(process.pid()))
                .start()
                .waitFor();
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        return process.exitValue();
    }

    @Test
    void aGroupGoesOnWhereItWasAndCommitsOnlyWhatItPrinted() throws Exception {
        topic("shared");
        shell.suiro("1\n2\n3\n4\n", "produce", "shared");
        assertThat(shell.suiro("consume shared --group sharers --from beginning --max 2"))
                .isEqualTo(Shell.Run.ok("1\n2\n"));
        assertThat(shell.suiro("consume shared --group sharers --max 1")).isEqualTo(Shell.Run.ok("3\n"));
        assertThat(shell.suiro("consume shared --group sharers --exit")).isEqualTo(Shell.Run.ok("4\n"));
    }

    @Test
    void aTopicIsCreatedOnlyWhenAskedTo() throws Exception {
        assertThat(shell.suiro("a\n", "produce", "unknown").status()).isEqualTo(1);
        assertThat(shell.suiro("topic list unknown").status()).isEqualTo(1);
        assertThat(shell.suiro("a\n", "produce", "unknown", "--create")).isEqualTo(Shell.Run.ok(""));
        assertThat(shell.suiro("a\n", "produce", "unknown", "--create")).isEqualTo(Shell.Run.ok(""));
        assertThat(shell.suiro("consume unknown --from beginning --exit")).isEqualTo(Shell.Run.ok("a\na\n"));
    }
}
