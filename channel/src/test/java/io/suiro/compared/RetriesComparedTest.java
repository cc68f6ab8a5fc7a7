package io.suiro.compared;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What records go through with failure-strategy=delayed-retry-topic. */
class RetriesComparedTest {
    private static final String IN = "mp.messaging.incoming.in.";

    @TempDir
    Path directory;

    @Test
    void eitherConnectorStoresTheSame() throws Exception {
        List<String> ours = refused(Compared.SUIRO);
        assertThat(ours).hasSize(4).anyMatch(line -> line.startsWith("dead "));
        assertThat(ours).isEqualTo(refused(Compared.SMALLRYE_KAFKA));
    }

    private List<String> refused(Compared connector) throws Exception {
        try (Compared.Running running = connector.start(
                List.of(Refusing.class), directory.resolve(connector.name()), configuration("200", "3"))) {
            String servers = running.broker().bootstrapServers();
            send(servers, "bad");
            send(servers, "good");
            running.broker().topic("dead").await(1);
            List<String> seen = running.application().bean(Refusing.class).seen();
            await().untilAsserted(() -> assertThat(seen)
                    .containsExactlyInAnyOrder(
                            "orders bad", "orders good", "again_200 bad", "again_201 bad", "again_201 bad"));
            return Stream.of("again_200", "again_201", "dead")
                    .flatMap(topic -> stored(servers, topic).stream())
                    .toList();
        }
    }

    @ParameterizedTest
    @EnumSource
    void theOtherConnectorGoesOnWithARecordThatWaits(Compared first) throws Exception {
        Compared second = first == Compared.SUIRO ? Compared.SMALLRYE_KAFKA : Compared.SUIRO;
        Map<String, String> configuration = configuration("4000", "2");
        try (Compared.Running running = first.start(List.of(Refusing.class), directory, configuration)) {
            send(running.broker().bootstrapServers(), "bad");
            running.broker().topic("again_4000").await(1);
            await().untilAsserted(
                            () -> assertThat(running.broker().topic("orders").committedBy("clerks"))
                                    .isEqualTo(Map.of(0, 1L)));
            assertThat(running.application().bean(Refusing.class).seen()).containsExactly("orders bad");
        }
        try (Compared.Running running = second.start(List.of(Refusing.class), directory, configuration)) {
            running.broker().topic("dead").await(1, Duration.ofSeconds(30));
            assertThat(running.application().bean(Refusing.class).seen())
                    .containsExactly("again_4000 bad", "again_4001 bad");
            assertThat(running.broker().topic("dead").records().getFirst().headers())
                    .containsEntry("delayed-retry-count", "2")
                    .containsEntry("delayed-retry-topic", "orders")
                    .containsEntry("delayed-retry-offset", "0");
        }
    }

    private static Map<String, String> configuration(String delayMs, String maxRetries) {
        return Map.of(
                IN + "topic", "orders",
                IN + "group.id", "clerks",
                IN + "auto.offset.reset", "earliest",
                IN + "auto.commit.interval.ms", "100",
                IN + "graceful-shutdown", "false",
                IN + "failure-strategy", "delayed-retry-topic",
                IN + "delayed-retry-topic.topics", "again_" + delayMs + ",again_" + (Integer.parseInt(delayMs) + 1),
                IN + "delayed-retry-topic.max-retries", maxRetries,
                IN + "dead-letter-queue.topic", "dead");
    }

    private static void send(String servers, String value) throws Exception {
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", servers), new StringSerializer(), new StringSerializer())) {
            ProducerRecord<String, String> record = new ProducerRecord<>("orders", 0, 1_700_000_000_000L, "key", value);
            record.headers().add("colour", "blue".getBytes(UTF_8));
            producer.send(record).get();
        }
    }

    /** With all headers in their order, but for when it was refused first. */
    private static List<String> stored(String servers, String topic) {
        List<String> lines = new ArrayList<>();
        try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(
                new HashMap<>(Map.of("bootstrap.servers", servers)),
                new StringDeserializer(),
                new StringDeserializer())) {
            TopicPartition partition = new TopicPartition(topic, 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
            while (consumer.position(partition) < end) {
                for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofSeconds(1))) {
                    lines.add(line(record));
                }
            }
        }
        return lines;
    }

    private static String line(ConsumerRecord<String, String> record) {
        StringBuilder line = new StringBuilder();
        line.append(record.topic()).append(' ').append(record.key()).append('=').append(record.value());
        for (Header header : record.headers()) {
            String value = new String(header.value(), UTF_8);
            line.append(' ')
                    .append(header.key())
                    .append('=')
                    .append(header.key().equals("delayed-retry-first-processing-timestamp") ? "*" : value);
        }
        return line.toString();
    }
}
