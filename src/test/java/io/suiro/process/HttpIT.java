package io.suiro.process;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.startsWith;

import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import java.net.ConnectException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Probes and metrics of the real process tell the truth, in good days and bad ones. */
class HttpIT {
    private static final String TOPIC = "watched";
    private static final int RECORDS = 500;
    private static final int RECORD_BYTES = 1000;

    @TempDir
    Path directory;

    @Test
    void metricsCountWhatClientsDid() throws Exception {
        try (BrokerProcess broker = new BrokerProcess(
                directory.resolve("data"), "group.initial.rebalance.delay.ms=0", "offsets.topic.num.partitions=2")) {
            broker.start();
            assertUp(broker, "live", "threads make progress");
            assertUp(broker, "ready", "log directories are online");
            assertUp(broker, "started", "recovery");
            createTopic(broker);
            produce(broker, RECORDS);
            consume(broker, RECORDS);

            String metrics = http(broker, "/q/metrics").asString();
            assertThat(metric(metrics, "suiro_records_in_total")).isEqualTo(RECORDS);
            double payload = RECORDS * RECORD_BYTES;
            assertThat(metric(metrics, "suiro_bytes_in_bytes_total")).isBetween(payload, payload * 1.2);
            assertThat(metric(metrics, "suiro_bytes_out_bytes_total"))
                    .isEqualTo(metric(metrics, "suiro_bytes_in_bytes_total"));
            assertThat(metric(metrics, "suiro_requests_seconds_count{api=\"CreateTopics\"}"))
                    .isOne();
            assertThat(metric(metrics, "suiro_requests_seconds_count{api=\"Produce\"}"))
                    .isBetween(1.0, (double) RECORDS);
            assertThat(metric(metrics, "suiro_requests_seconds_count{api=\"DeleteTopics\"}"))
                    .isZero();
            assertThat(metric(metrics, "suiro_groups")).isOne();
            // A chunk of Netty's that the JVM made would be written to as a whole, and be resident
            // (docs/performance.md).
            double chunk = 4 << 20;
            assertThat(metric(metrics, "suiro_direct_memory_bytes")).isGreaterThanOrEqualTo(chunk);
            assertThat(metric(metrics, "jvm_buffer_memory_used_bytes{id=\"direct\"}"))
                    .isLessThan(chunk);
            double stored = metric(metrics, "suiro_bytes_in_bytes_total");
            await().atMost(Duration.ofMinutes(1)).untilAsserted(() -> assertThat(metric(
                            http(broker, "/q/metrics").asString(), "suiro_log_size_bytes{topic=\"" + TOPIC + "\"}"))
                    .isEqualTo(stored));
        }
    }

    /** As the build has left it; only a broker's own process has nothing else to fall back on. */
    @Test
    void theDocumentOfTheAdminApiIsServedInBothFormats() throws Exception {
        try (BrokerProcess broker = new BrokerProcess(directory.resolve("data"))) {
            broker.start();
            assertThat(http(broker, "/q/openapi").asString()).contains("\n  /api/v1/topics:\n");
            Map<String, Object> paths =
                    http(broker, "/q/openapi.json").jsonPath().getMap("paths");
            assertThat(paths).containsKey("/api/v1/topics");
        }
    }

    /** Quarkus waits for requests that are under way, and these have no end of their own. */
    @Test
    void aStopEndsStreamsOfEvents() throws Exception {
        try (BrokerProcess broker = new BrokerProcess(directory.resolve("data"))) {
            broker.start();
            try (ServerSentEvents events = new ServerSentEvents(broker.httpPort(), "cluster/events", null)) {
                assertThat(events.next().name()).isEqualTo("begun");
                http(broker, "/q/openapi").then().statusCode(200);
                http(broker, "/q/swagger-ui").then().statusCode(404);
                assertThat(Duration.ofNanos(nanosOf(broker::stop))).isLessThan(Duration.ofSeconds(20));
                assertThat(events.next().name()).isEqualTo("end");
            }
        }
    }

    private interface Step {
        void run() throws Exception;
    }

    private static long nanosOf(Step step) throws Exception {
        long began = System.nanoTime();
        step.run();
        return System.nanoTime() - began;
    }

    /** A log's epochs that nobody has written yet: opening it waits. */
    @Test
    void aBrokerThatStillRecoversIsLiveButNeitherStartedNorReady() throws Exception {
        try (BrokerProcess broker = new BrokerProcess(directory.resolve("data"))) {
            broker.start();
            createTopic(broker);
            produce(broker, 1);
            broker.kill();
            Path epochs = broker.data().resolve(TOPIC + "-0/leader-epoch-checkpoint");
            assertThat(new ProcessBuilder("mkfifo", epochs.toString()).start().waitFor())
                    .isZero();

            Process process = broker.startInForeground();
            await().atMost(Duration.ofMinutes(1))
                    .ignoreExceptionsInstanceOf(ConnectException.class)
                    .untilAsserted(() -> probe(broker, "started", 503).body("checks[0].data.'logs found'", equalTo(1)));
            probe(broker, "started", 503).body("checks[0].data.'logs open'", equalTo(0));
            probe(broker, "started", 503)
                    .body(
                            "checks[0].data.phase",
                            equalTo("opens the logs, and recovers those that were not closed cleanly"));
            probe(broker, "ready", 503).body("checks.find { it.name == 'started' }.status", equalTo("DOWN"));
            assertUp(broker, "live", "threads make progress");
            assertThat(Files.exists(broker.data().resolve("suiro.ready"))).isFalse();

            Files.writeString(epochs, "0\n0\n");
            broker.awaitReady(process);
            assertUp(broker, "started", "recovery");
            assertUp(broker, "ready", "log directories are online");
        }
    }

    /** The limit on the size of a file fails writes as a full disk does, in the midst of a batch. */
    @Test
    void aDiskThatFailsMakesTheBrokerUnreadyAndLosesNothingThatWasAcknowledged() throws Exception {
        try (BrokerProcess broker = new BrokerProcess(directory.resolve("data"))) {
            broker.startWithFilesUpTo(1 << 20);
            createTopic(broker);
            produce(broker, RECORDS);
            assertUp(broker, "ready", "log directories are online");

            assertThatThrownBy(() -> produce(broker, 3 * RECORDS)).isInstanceOf(ExecutionException.class);

            probe(broker, "ready", 503)
                    .body(
                            "checks.find { it.name == 'log directories are online' }.data.'" + broker.data() + "'",
                            startsWith("offline: java.io.IOException: "));
            assertUp(broker, "live", "threads make progress");
            assertThat(metric(http(broker, "/q/metrics").asString(), "suiro_log_directories_offline"))
                    .isOne();
            double acknowledged = metric(http(broker, "/q/metrics").asString(), "suiro_records_in_total");
            broker.kill();

            broker.start();
            assertUp(broker, "ready", "log directories are online");
            try (KafkaConsumer<byte[], byte[]> consumer = consumer(broker)) {
                TopicPartition partition = new TopicPartition(TOPIC, 0);
                assertThat(consumer.endOffsets(List.of(partition))
                                .get(partition)
                                .doubleValue())
                        .isGreaterThanOrEqualTo(acknowledged);
            }
            consume(broker, RECORDS);
            KafkaDumpLog.assertValid(broker.data());
        }
    }

    private static void createTopic(BrokerProcess broker) throws Exception {
        try (Admin admin = broker.admin()) {
            admin.createTopics(List.of(new NewTopic(TOPIC, 1, (short) 1))).all().get();
        }
    }

    /** One after the other, until one fails. */
    private static void produce(BrokerProcess broker, int records) throws Exception {
        Map<String, Object> properties = Map.of(
                "bootstrap.servers", broker.bootstrap(), "delivery.timeout.ms", 10_000, "request.timeout.ms", 5_000);
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int i = 0; i < records; i++) {
                producer.send(new ProducerRecord<>(TOPIC, 0, null, new byte[RECORD_BYTES]))
                        .get();
            }
        }
    }

    /** In a group, and commits. */
    private static void consume(BrokerProcess broker, int records) {
        try (KafkaConsumer<byte[], byte[]> consumer = consumer(broker)) {
            consumer.subscribe(List.of(TOPIC));
            int read = 0;
            while (read < records) {
                read += consumer.poll(Duration.ofSeconds(1)).count();
            }
            consumer.commitSync();
        }
    }

    private static KafkaConsumer<byte[], byte[]> consumer(BrokerProcess broker) {
        return new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        broker.bootstrap(),
                        "group.id",
                        "watchers",
                        "auto.offset.reset",
                        "earliest"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }

    private static void assertUp(BrokerProcess broker, String probe, String check) {
        probe(broker, probe, 200).body("checks.name", hasItem(check)).body("status", equalTo("UP"));
    }

    private static ValidatableResponse probe(BrokerProcess broker, String probe, int status) {
        return http(broker, "/q/health/" + probe).then().statusCode(status);
    }

    private static Response http(BrokerProcess broker, String path) {
        return given().port(broker.httpPort()).get(path);
    }

    private static double metric(String metrics, String series) {
        Matcher line =
                Pattern.compile("(?m)^" + Pattern.quote(series) + " (\\S+)$").matcher(metrics);
        assertThat(line.find()).as(series + " in\n" + metrics).isTrue();
        return Double.parseDouble(line.group(1));
    }
}
