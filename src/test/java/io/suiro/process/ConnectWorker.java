package io.suiro.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.restassured.path.json.JsonPath;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A worker of Kafka Connect in distributed mode, exactly once for sources, as a process of its own. Its REST port stays the same
 * from one start to the next. Closing kills it.
 */
final class ConnectWorker implements AutoCloseable {
    private static final List<String> FLAGS = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx256m");
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Path directory;
    private final int port = FreePorts.next();
    private final HttpClient http = HttpClient.newHttpClient();
    private Process process;

    /** Launched, but does not serve yet, when this returns. */
    ConnectWorker(Path directory, String bootstrap) throws IOException {
        this.directory = Files.createDirectories(directory);
        Files.write(
                directory.resolve("worker.properties"),
                List.of(
                        "bootstrap.servers=" + bootstrap,
                        "group.id=connect",
                        "listeners=http://127.0.0.1:" + port,
                        "rest.advertised.host.name=127.0.0.1",
                        "key.converter=org.apache.kafka.connect.storage.StringConverter",
                        "value.converter=org.apache.kafka.connect.storage.StringConverter",
                        "config.storage.topic=connect-configs",
                        "config.storage.replication.factor=1",
                        "offset.storage.topic=connect-offsets",
                        "offset.storage.replication.factor=1",
                        "offset.storage.partitions=3",
                        "status.storage.topic=connect-status",
                        "status.storage.replication.factor=1",
                        "status.storage.partitions=1",
                        "exactly.once.source.support=enabled",
                        "offset.flush.interval.ms=200",
                        "plugin.discovery=service_load",
                        "session.timeout.ms=3000",
                        "heartbeat.interval.ms=300",
                        "scheduled.rebalance.max.delay.ms=0",
                        "reconnect.backoff.max.ms=200"));
        process = launch();
    }

    private Process launch() throws IOException {
        return KafkaJava.command(
                        directory, FLAGS, "org.apache.kafka.connect.cli.ConnectDistributed", "worker.properties")
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        directory.resolve("connect.log").toFile()))
                .start();
    }

    /** After a kill; does not serve yet when this returns. */
    void start() throws IOException {
        process = launch();
    }

    /** kill -9; it is gone when this returns. */
    void kill() throws Exception {
        process.destroyForcibly().onExit().get(1, TimeUnit.MINUTES);
    }

    /** As connectors' tasks name the worker that has them. */
    String id() {
        return "127.0.0.1:" + port;
    }

    /** Creates it; the worker serves when this returns. */
    void create(String connector, String config) {
        await().atMost(PATIENCE).ignoreExceptionsInstanceOf(IOException.class).until(() -> {
            HttpResponse<String> answer = ask(request("/connectors/" + connector + "/config")
                    .header("Content-Type", "application/json")
                    .PUT(HttpRequest.BodyPublishers.ofString(config)));
            // While the group rebalances it asks for patience.
            assertThat(answer.statusCode()).as(answer.body()).isIn(200, 201, 404, 409, 500, 503);
            return answer.statusCode() < 300;
        });
    }

    /** The worker that runs the connector's only task, once one does. */
    String awaitRunning(String connector) {
        return await().atMost(PATIENCE)
                .ignoreExceptionsInstanceOf(IOException.class)
                .until(
                        () -> {
                            JsonPath status = JsonPath.from(ask(request("/connectors/" + connector + "/status")
                                            .GET())
                                    .body());
                            return "RUNNING".equals(status.getString("tasks[0].state"))
                                    ? status.getString("tasks[0].worker_id")
                                    : "";
                        },
                        worker -> !worker.isEmpty());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://" + id() + path)).timeout(Duration.ofSeconds(30));
    }

    private HttpResponse<String> ask(HttpRequest.Builder request) throws IOException, InterruptedException {
        return http.send(request.build(), BodyHandlers.ofString());
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
        http.close();
    }
}
