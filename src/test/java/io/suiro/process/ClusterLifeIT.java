package io.suiro.process;

import static io.restassured.RestAssured.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Brokers of a cluster that wait for one another, and end while they do, as an operator sees them. */
class ClusterLifeIT {
    private static final int SIZE = 3;
    /** So far above a broker's port for clients is the one for other brokers. */
    private static final int PEERS = 200;

    private static final Duration SOON = Duration.ofMinutes(1);
    /** What a broker takes that waits for nobody, on a slow machine; the grace of a hand-over comes on top. */
    private static final long PROMPTLY_MS = 9_000;

    @TempDir
    Path directory;

    private final int port = FreePorts.next(SIZE, 100, PEERS);

    @AfterEach
    void killWhatIsLeft() throws Exception {
        pids().forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
    }

    @Test
    void aBrokerThatWaitsForItsPeersIsFoundAndStopped() throws Exception {
        Process launcher = startOnly(0);
        await().atMost(SOON).until(() -> pids().size() == 1);
        await().atMost(SOON).until(() -> log(0).contains("waits for a cluster: no answer from"));
        assertThat(data(0).resolve("suiro.ready")).doesNotExist();

        assertThat(stopMs()).isLessThan(PROMPTLY_MS);

        assertThat(pids()).isEmpty();
        assertThat(data(0).resolve("suiro.pid")).doesNotExist();
        assertThat(launcher.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(launcher.exitValue()).isEqualTo(1);
        assertThat(Files.readString(directory.resolve("launcher"))).contains("did not start (exit status 143)");
    }

    /** The two others wait for the third, and so does whoever waits for them. */
    @Test
    void whereOneOfThemCannotStartAllAreStoppedAndItIsSaidWhy() throws Exception {
        Suiro.Run run;
        try (ServerSocket taken = new ServerSocket()) {
            taken.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port + PEERS + 2));
            run = Suiro.run(directory, arguments());
        }
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.output())
                .contains(
                        "suiro.cluster.port=" + (port + PEERS + 2) + ": cannot listen there for other brokers",
                        "the broker did not start (exit status 1); its log is " + data(2).resolve("suiro.log"));
        assertThat(pids()).isEmpty();
    }

    @Test
    void allStopPromptlyAndOneAloneSaysThatItWaitsForAController() throws Exception {
        assertThat(Suiro.run(directory, arguments()).status()).isZero();
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", "127.0.0.1:" + port))) {
            await().atMost(SOON)
                    .until(() -> admin.describeMetadataQuorum()
                                    .quorumInfo()
                                    .get()
                                    .voters()
                                    .size()
                            == SIZE);
        }
        get(http(0) + "/q/health/ready").then().statusCode(200);
        assertThat(stopMs()).isLessThan(PROMPTLY_MS);

        startOnly(0);
        await().atMost(SOON)
                .until(() -> log(0).contains("waits for a controller: a majority of the voters [0, 1, 2] has to run"));
        assertThat(pids()).hasSize(1);
        get(http(0) + "/q/health/ready")
                .then()
                .statusCode(503)
                .body("checks.find { it.name == 'metadata is current' }.data.'was current once'", equalTo(false));
        assertThat(stopMs()).isLessThan(PROMPTLY_MS);
        assertThat(data(0).resolve("suiro.pid")).doesNotExist();
    }

    private Process startOnly(int node) throws IOException {
        return Suiro.command(directory, arguments("--only", String.valueOf(node)))
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("launcher").toFile())
                .start();
    }

    private List<String> arguments(String... further) {
        List<String> arguments = new ArrayList<>(List.of("start", "--background", "--heap", "256m"));
        arguments.addAll(List.of("--data", directory.resolve("data").toString(), "--nodes", "" + SIZE));
        arguments.addAll(List.of("--port", "" + port));
        arguments.addAll(List.of(further));
        return arguments;
    }

    private long stopMs() throws Exception {
        long begun = System.nanoTime();
        Suiro.Run run = Suiro.run(
                directory, List.of("stop", "--data", directory.resolve("data").toString()));
        assertThat(run).isEqualTo(new Suiro.Run(0, ""));
        long tookMs = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
        System.out.println("stopped in " + tookMs + " ms");
        return tookMs;
    }

    private List<Long> pids() throws Exception {
        return Suiro.run(
                        directory,
                        List.of("pids", "--data", directory.resolve("data").toString()))
                .output()
                .lines()
                .map(line -> Long.valueOf(line.replaceFirst("\\d+ ", "")))
                .toList();
    }

    private Path data(int node) {
        return directory.resolve("data").resolve("" + node);
    }

    private String log(int node) throws IOException {
        return Files.readString(data(node).resolve("suiro.log"));
    }

    private String http(int node) {
        return "http://127.0.0.1:" + (port + 100 + node);
    }
}
