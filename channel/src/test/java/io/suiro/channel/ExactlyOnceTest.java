package io.suiro.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.junit.QuarkusTest;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Emitter;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Outgoing;
import org.junit.jupiter.api.Test;

/** Offsets and what is made of records are committed together, as Kafka's own consumer sees it. */
@QuarkusTest
class ExactlyOnceTest {
    /** Group, channel and broker. */
    private static final String TRANSACTIONAL_ID = "eo-clerks-eo-orders-0";

    /** Passes orders on, each twice where it can; some it refuses, the first time or always. */
    @ApplicationScoped
    static class Clerk {
        private final Map<String, Integer> calls = new ConcurrentHashMap<>();

        @Inject
        @Channel("eo-copies")
        Emitter<String> copies;

        @Incoming("eo-orders")
        @Outgoing("eo-invoices")
        String bill(String order) {
            calls.merge(order, 1, Integer::sum);
            copies.send("copy of " + order);
            if (order.startsWith("bad")) {
                throw new IllegalArgumentException("no such order: " + order);
            }
            return "invoice of " + order;
        }

        int calls(String order) {
            return calls.getOrDefault(order, 0);
        }
    }

    @Inject
    Clerk clerk;

    @Inject
    @ConfigProperty(name = "kafka.bootstrap.servers")
    String servers;

    @Test
    void whatIsMadeOfRecordsIsThereOnceAlsoWhereSomeAreRefusedHalfway() throws Exception {
        List<String> good = new ArrayList<>();
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", servers), new StringSerializer(), new StringSerializer())) {
            for (int i = 0; i < 500; i++) {
                boolean bad = i == 17 || i == 180 || i == 181;
                String order = (bad ? "bad-" : "order-") + i;
                if (!bad) {
                    good.add(order);
                }
                var _ = producer.send(new ProducerRecord<>("eo-orders", order));
            }
        }

        assertThat(committed("eo-invoices", good.size()))
                .containsExactlyElementsOf(
                        good.stream().map(order -> "invoice of " + order).toList());
        assertThat(committed("eo-copies", good.size()))
                .containsExactlyElementsOf(
                        good.stream().map(order -> "copy of " + order).toList());
        assertThat(committed("dead-letter-topic-eo-orders", 3)).containsExactly("bad-17", "bad-180", "bad-181");
        assertThat(List.of("bad-17", "bad-180", "bad-181"))
                .allSatisfy(bad -> assertThat(clerk.calls(bad)).isEqualTo(1));
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers))) {
            await().untilAsserted(() -> assertThat(admin.listConsumerGroupOffsets("eo-clerks")
                            .partitionsToOffsetAndMetadata()
                            .get())
                    .hasEntrySatisfying(new TopicPartition("eo-orders", 0), next -> assertThat(next.offset())
                            .isEqualTo(500)));
            assertThat(admin.describeTransactions(List.of(TRANSACTIONAL_ID))
                            .description(TRANSACTIONAL_ID)
                            .get()
                            .state()
                            .toString())
                    .isEqualTo("CompleteCommit");
        }
    }

    /** All that there is for a reader of committed records, once there is as much. */
    private List<String> committed(String topic, int count) {
        List<String> values = new ArrayList<>();
        try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", servers, "isolation.level", "read_committed"),
                new StringDeserializer(),
                new StringDeserializer())) {
            List<TopicPartition> partitions = List.of(new TopicPartition(topic, 0));
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            await().untilAsserted(() -> {
                for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofMillis(100))) {
                    values.add(record.value());
                }
                assertThat(values).hasSizeGreaterThanOrEqualTo(count);
            });
            consumer.poll(Duration.ofMillis(200)).forEach(record -> values.add(record.value()));
        }
        return values;
    }
}
