package io.suiro.process;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Starting and stopping as an operator does, and what is said when it does not work. */
class LauncherIT {
    @TempDir
    Path directory;

    private Path data;

    @BeforeEach
    void choose() {
        data = directory.resolve("data");
    }

    @Test
    void aBrokerStartsOnceOnADirectoryAndStopsCleanly() throws Exception {
        try (BrokerProcess broker = new BrokerProcess(data)) {
            broker.start();

            Suiro.Run second = Suiro.run(directory, new BrokerProcess(data).startArguments("--background"));
            assertThat(second.status()).isEqualTo(1);
            assertThat(second.output())
                    .isEqualTo("suiro: a broker already runs on %s (pid %d); stop it with: suiro stop --data %s\n"
                            .formatted(data, broker.process().pid(), data));

            broker.stop();
            assertThat(broker.isRunning()).isFalse();
            assertThat(data.resolve(".kafka_cleanshutdown")).exists();
            assertThat(data.resolve("suiro.pid")).doesNotExist();
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void theJvmRunsFromTheCacheThatWasTrained() throws Exception {
        try (BrokerProcess broker = new BrokerProcess(data)) {
            broker.start();
            assertThat(Files.readString(
                            Path.of("/proc", Long.toString(broker.process().pid()), "maps")))
                    .contains(Path.of("target", "aot").toAbsolutePath() + "/");
            assertThat(Files.readString(broker.log())).doesNotContainIgnoringCase("aot");
            // What hands partitions over: a broker alone has it from the cache only, which a cluster was trained for.
            assertThat(jcmd(broker, "VM.class_hierarchy", "io.suiro.cluster.Departure"))
                    .contains("--io.suiro.cluster.Departure/");
            broker.stop();
        }
    }

    private static String jcmd(BrokerProcess broker, String... command) throws Exception {
        List<String> whole = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                Long.toString(broker.process().pid())));
        whole.addAll(List.of(command));
        Process process = new ProcessBuilder(whole).redirectErrorStream(true).start();
        return new String(process.getInputStream().readAllBytes(), UTF_8);
    }

    @Test
    void onlyAStartAfterAKillRecovers() throws Exception {
        try (BrokerProcess broker = new BrokerProcess(data)) {
            broker.start();
            try (Admin admin = broker.admin()) {
                admin.createTopics(List.of(new NewTopic("orders", 1, (short) 1)))
                        .all()
                        .get();
            }
            ProcessHandle first = broker.process();
            broker.restart();
            assertThat(broker.process()).isNotEqualTo(first);
            assertThat(Files.readString(broker.log())).doesNotContain("was not shut down cleanly");

            broker.kill();
            broker.start();
            assertThat(Files.readString(broker.log())).contains(data + " was not shut down cleanly");
        }
    }

    @Test
    void aDirectoryInUseIsRefusedEvenIfThePidFileIsLost() throws Exception {
        try (BrokerProcess broker = new BrokerProcess(data)) {
            broker.start();
            Files.delete(data.resolve("suiro.pid"));

            assertThat(refusal(Map.of())).contains("suiro.data=" + data, "another broker runs on it");
        }
    }

    /** With the status that every program ends with at that signal. */
    @ParameterizedTest
    @CsvSource({"INT, 130", "TERM, 143"})
    void aSignalStopsTheForegroundCleanly(String signal, int status) throws Exception {
        try (BrokerProcess broker = new BrokerProcess(data)) {
            Process process = broker.startInForeground();
            broker.awaitReady(process);

            new ProcessBuilder("kill", "-" + signal, String.valueOf(process.pid()))
                    .start()
                    .waitFor();

            assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
            assertThat(process.exitValue()).isEqualTo(status);
            assertThat(Files.readString(broker.log())).contains("stopped");
            assertThat(data.resolve(".kafka_cleanshutdown")).exists();
        }
    }

    @Test
    void aSettingGivenAtTheStartIsThatOfTheBroker() throws Exception {
        try (BrokerProcess broker = new BrokerProcess(data, "log.retention.hours=24")) {
            broker.start();
            try (Admin admin = broker.admin()) {
                ConfigResource self = new ConfigResource(ConfigResource.Type.BROKER, "0");
                ConfigEntry entry = admin.describeConfigs(List.of(self))
                        .all()
                        .get()
                        .get(self)
                        .get("log.retention.hours");
                assertThat(entry.value()).isEqualTo("24");
                assertThat(entry.source()).isEqualTo(ConfigEntry.ConfigSource.STATIC_BROKER_CONFIG);
            }
            broker.stop();
        }
    }

    @Test
    void severalNodesAreOneClusterWhichIsRestartedOneByOne() throws Exception {
        int port = FreePorts.next(3, 100, 200);
        List<String> options =
                List.of("--heap", "256m", "--data", data.toString(), "--nodes", "3", "--port", port + "");
        try {
            assertThat(launch("restart", options))
                    .isEqualTo(new Suiro.Run(
                            1,
                            "suiro: none of 3 brokers runs on %s; to start them: suiro start --nodes 3\n"
                                    .formatted(data)));
            assertThat(launch("start", options, "--background")).matches(run -> run.status() == 0);
            Map<Integer, ProcessHandle> nodes = nodes();
            assertThat(nodes).containsOnlyKeys(0, 1, 2);
            try (Admin admin = Admin.create(Map.of("bootstrap.servers", "127.0.0.1:" + port))) {
                assertThat(admin.describeCluster().nodes().get())
                        .extracting(Node::id, Node::port)
                        .containsExactlyInAnyOrder(tuple(0, port), tuple(1, port + 1), tuple(2, port + 2));
                admin.createTopics(List.of(new NewTopic("orders", 1, (short) 3)))
                        .all()
                        .get();
            }

            ProcessHandle killed = Objects.requireNonNull(nodes.get(1));
            killed.destroyForcibly();
            killed.onExit().get(1, TimeUnit.MINUTES);
            assertThat(nodes()).containsOnlyKeys(0, 2);
            await().atMost(1, TimeUnit.MINUTES)
                    .until(() -> inSync(port), new Suiro.Run(1, "suiro: not in sync after 0 s: orders-0\n")::equals);
            assertThat(launch("start", options, "--background", "--only", "1")).matches(run -> run.status() == 0);
            assertThat(nodes())
                    .containsOnlyKeys(0, 1, 2)
                    .containsEntry(0, nodes.get(0))
                    .containsEntry(2, nodes.get(2));

            killed = Objects.requireNonNull(nodes().get(1));
            killed.destroyForcibly();
            killed.onExit().get(1, TimeUnit.MINUTES);
            assertThat(launch("restart", options, "--pause", "0", "--set", "log.retention.hours=24"))
                    .matches(run -> run.status() == 0);
            assertThat(nodes())
                    .containsOnlyKeys(0, 1, 2)
                    .doesNotContainValue(nodes.get(0))
                    .doesNotContainValue(nodes.get(2));
            assertThat(inSync(port)).isEqualTo(new Suiro.Run(0, ""));
            for (int node = 0; node < 3; node++) {
                assertThat(Suiro.run(
                                        directory,
                                        List.of(
                                                "config",
                                                "get",
                                                "--broker",
                                                "" + node,
                                                "--bootstrap",
                                                "127.0.0.1:" + port))
                                .output())
                        .containsPattern("log.retention.hours +24");
            }

            assertThat(Suiro.run(directory, List.of("stop", "--data", data.toString())))
                    .isEqualTo(new Suiro.Run(0, ""));
            assertThat(nodes()).isEmpty();
            for (int node = 0; node < 3; node++) {
                assertThat(data.resolve(node + "/.kafka_cleanshutdown")).exists();
            }
        } finally {
            nodes().values().forEach(ProcessHandle::destroyForcibly);
        }
    }

    private Suiro.Run launch(String command, List<String> options, String... further) throws Exception {
        List<String> line = new ArrayList<>(List.of(command));
        line.addAll(options);
        line.addAll(List.of(further));
        return Suiro.run(directory, line);
    }

    private Suiro.Run inSync(int port) throws Exception {
        return Suiro.run(
                directory, List.of("cluster", "await-in-sync", "--timeout", "0", "--bootstrap", "127.0.0.1:" + port));
    }

    /** Those that the launcher says run. */
    private Map<Integer, ProcessHandle> nodes() throws Exception {
        return Suiro.run(directory, List.of("pids", "--data", data.toString()))
                .output()
                .lines()
                .map(line -> line.split(" ", 2))
                .collect(Collectors.toMap(
                        line -> Integer.valueOf(line[0]),
                        line -> ProcessHandle.of(Long.parseLong(line[1])).orElseThrow()));
    }

    @Test
    void aMisspelledSettingIsRefusedWithTheNearestName() throws Exception {
        assertThat(refusal(Map.of(), "--set", "log.retention.hour=24"))
                .contains("log.retention.hour")
                .contains("log.retention.hours");
    }

    @Test
    void aSettingOfTheWrongTypeIsRefused() throws Exception {
        assertThat(refusal(Map.of(), "--set", "log.retention.hours=long")).contains("log.retention.hours", "long");
    }

    @Test
    void aMisspelledKeyIsRefusedWithTheNearestName() throws Exception {
        assertThat(refusal(Map.of("SUIRO_WIRE_PROT", "9093"))).contains("SUIRO_WIRE_PROT=9093", "SUIRO_WIRE_PORT");
    }

    @Test
    void aValueThatAKeyDoesNotAllowIsRefused() throws Exception {
        assertThat(refusal(Map.of("SUIRO_NODE_ID", "-1"))).contains("suiro.node.id=-1");
    }

    @Test
    void valuesThatContradictEachOtherAreRefusedWithBothKeys() throws Exception {
        assertThat(refusal(Map.of("SUIRO_GROUPS_SILENCE_TIMEOUT", "500ms")))
                .contains("suiro.groups.silence-timeout", "suiro.groups.heartbeat-interval");
    }

    @Test
    void aPortInUseIsNamed() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = String.valueOf(taken.getLocalPort());
            assertThat(refusal(Map.of(), "--port", port)).contains(port);
        }
    }

    @Test
    void anHttpPortInUseIsNamed() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = String.valueOf(taken.getLocalPort());
            assertThat(refusal(Map.of(), "--http-port", port)).contains("quarkus.http.port=" + port);
        }
    }

    @Test
    void theDirectoryOfAnotherBrokerIsRefused() throws Exception {
        try (BrokerProcess broker = new BrokerProcess(data)) {
            broker.start();
            broker.stop();
        }
        Path identity = data.resolve("meta.properties");
        Files.writeString(
                identity,
                Files.readString(identity).replaceFirst("cluster.id=.*", "cluster.id=AAAAAAAAAAAAAAAAAAAAAA"));

        assertThat(refusal(Map.of())).contains("AAAAAAAAAAAAAAAAAAAAAA");
        assertThat(Files.readString(identity)).contains("AAAAAAAAAAAAAAAAAAAAAA");
    }

    @Test
    void aDataDirectoryThatCannotBeWrittenIsNamed() throws Exception {
        Files.writeString(data, "this is a file");
        Suiro.Run run = Suiro.run(directory, new BrokerProcess(data).startArguments());
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.output()).contains("suiro: cannot create the data directory " + data);
    }

    /** What a start in the foreground says, which fails with status 1: one line, and no stack trace. */
    private String refusal(Map<String, String> environment, String... options) throws Exception {
        Path output = directory.resolve("output");
        List<String> arguments = new ArrayList<>(new BrokerProcess(data).startArguments(options));
        ProcessBuilder builder =
                Suiro.command(directory, arguments).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        try {
            assertThat(process.waitFor(1, TimeUnit.MINUTES)).as("it ends").isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.exitValue()).isEqualTo(1);
        List<String> said = Files.readAllLines(output).stream()
                .filter(line -> line.startsWith("suiro: "))
                .toList();
        assertThat(said).as(Files.readString(output)).hasSize(1);
        assertThat(Files.readString(output)).doesNotContain("Exception", "\tat ");
        return said.getFirst();
    }
}
