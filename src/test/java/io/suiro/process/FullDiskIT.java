package io.suiro.process;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.KafkaStorageException;
import org.apache.kafka.common.serialization.LongSerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A broker whose disk is really full: a small file system of its own. */
class FullDiskIT {
    private static final long DISK_BYTES = 48 << 20;
    private static final TopicPartition FILLED = new TopicPartition("filled", 0);
    private static final String VALUE = "x".repeat(100_000);

    @TempDir
    Path directory;

    @Test
    void aFullDiskRefusesProducersServesConsumersAndGoesOnWhenThereIsRoom() throws Exception {
        try (BrokerProcess broker = new BrokerProcess(directory.resolve("data"))) {
            Process process = broker.startOnSmallDisk(DISK_BYTES);
            awaitReady(broker, process);
            createTopic(broker);
            Path ballast = broker.seenByBroker(process, "ballast");
            Files.write(ballast, new byte[16 << 20]);
            long acknowledged = fill(broker, 0);

            assertThat(refusal(broker))
                    .isInstanceOf(KafkaStorageException.class)
                    .hasMessageContaining("is full");
            given().port(broker.httpPort())
                    .get("/q/health/ready")
                    .then()
                    .statusCode(200)
                    .body(containsString("full: writes are refused"));
            assertThat(metric(broker, "suiro_log_directories_full")).isEqualTo("1.0");
            assertThat(stored(broker)).hasSize((int) acknowledged);

            Files.delete(ballast);
            long more = fill(broker, acknowledged);
            assertThat(more).isGreaterThan(acknowledged);
            assertThat(stored(broker)).hasSize((int) more);

            process.toHandle().destroy();
            assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        }
    }

    private static void awaitReady(BrokerProcess broker, Process process) {
        await().atMost(Duration.ofMinutes(1)).until(() -> {
            assertThat(process.isAlive()).as("still runs").isTrue();
            return Files.exists(broker.seenByBroker(process, "suiro.ready"));
        });
    }

    private static void createTopic(BrokerProcess broker) throws Exception {
        try (Admin admin = broker.admin()) {
            NewTopic topic = new NewTopic(FILLED.topic(), 1, (short) 1).configs(Map.of("segment.bytes", "4194304"));
            admin.createTopics(List.of(topic)).all().get();
        }
    }

    /** Writes records numbered from {@code first} on, one by one, until one is refused; the number that was. */
    private static long fill(BrokerProcess broker, long first) throws InterruptedException {
        try (KafkaProducer<Long, String> producer = producer(broker)) {
            long next = first;
            while (true) {
                try {
                    producer.send(new ProducerRecord<>(FILLED.topic(), 0, next, VALUE))
                            .get();
                    next++;
                } catch (ExecutionException refused) {
                    assertThat(refused).hasCauseInstanceOf(KafkaStorageException.class);
                    return next;
                }
            }
        }
    }

    private static Throwable refusal(BrokerProcess broker) {
        try (KafkaProducer<Long, String> producer = producer(broker)) {
            var sent = producer.send(new ProducerRecord<>(FILLED.topic(), 0, -1L, VALUE));
            assertThatThrownBy(sent::get).isInstanceOf(ExecutionException.class);
            return sent.exceptionNow();
        }
    }

    /** Without retries, so that the broker's own answer is seen. */
    private static KafkaProducer<Long, String> producer(BrokerProcess broker) {
        return new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers",
                        broker.bootstrap(),
                        "acks",
                        "all",
                        "retries",
                        "0",
                        "enable.idempotence",
                        "false"),
                new LongSerializer(),
                new StringSerializer());
    }

    private static List<Long> stored(BrokerProcess broker) {
        return Stored.read(broker.bootstrap(), List.of(FILLED)).numbers(FILLED);
    }

    private static String metric(BrokerProcess broker, String name) {
        String metrics = given().port(broker.httpPort()).get("/q/metrics").asString();
        return metrics.lines()
                .filter(line -> line.startsWith(name + " "))
                .map(line -> line.substring(name.length() + 1))
                .findFirst()
                .orElseThrow();
    }
}
