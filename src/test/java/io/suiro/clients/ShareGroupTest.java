package io.suiro.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.suiro.TestBroker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Share groups with Kafka's own consumer of them (KIP-932). */
class ShareGroupTest {
    private static final Duration POLL = Duration.ofMillis(50);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    Path data;

    private TestBroker broker;
    private Admin admin;
    private final List<KafkaShareConsumer<String, String>> consumers = new ArrayList<>();

    @BeforeEach
    void start() throws Exception {
        broker = TestBroker.start(
                data,
                Map.of(
                        "group.share.min.record.lock.duration.ms", "1000",
                        "group.share.heartbeat.interval.ms", "500",
                        "group.share.min.heartbeat.interval.ms", "500"));
        admin = Admin.create(Map.of("bootstrap.servers", broker.address()));
        alter("g", "share.auto.offset.reset", "earliest");
    }

    @AfterEach
    void stop() {
        consumers.forEach(consumer -> consumer.close(Duration.ofSeconds(5)));
        admin.close();
        broker.close();
    }

    @Test
    void whatIsThereIsReadOnce() throws Exception {
        create("t", 1);
        produce("t", 0, 100);
        KafkaShareConsumer<String, String> consumer = join("g", Map.of());
        assertThat(take(consumer, 100)).isEqualTo(numbers(0, 100));
        consumer.commitSync();
        produce("t", 100, 110);
        assertThat(take(consumer, 10)).isEqualTo(numbers(100, 110));
    }

    private void alter(String group, String setting, String value) throws Exception {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.GROUP, group);
        admin.incrementalAlterConfigs(Map.of(
                        resource,
                        List.of(new AlterConfigOp(new ConfigEntry(setting, value), AlterConfigOp.OpType.SET))))
                .all()
                .get();
    }

    private void create(String topic, int partitions) throws Exception {
        admin.createTopics(List.of(new NewTopic(topic, partitions, (short) 1)))
                .all()
                .get();
    }

    private void produce(String topic, int from, int to) throws Exception {
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.address()), new StringSerializer(), new StringSerializer())) {
            for (int i = from; i < to; i++) {
                producer.send(new ProducerRecord<>(topic, "v" + i));
            }
            producer.flush();
        }
    }

    private static List<String> numbers(int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> "v" + i).toList();
    }

    private KafkaShareConsumer<String, String> join(String group, Map<String, Object> settings) {
        Map<String, Object> all = new HashMap<>(settings);
        all.put("bootstrap.servers", broker.address());
        all.put("group.id", group);
        KafkaShareConsumer<String, String> consumer =
                new KafkaShareConsumer<>(all, new StringDeserializer(), new StringDeserializer());
        consumer.subscribe(List.of("t"));
        consumers.add(consumer);
        return consumer;
    }

    private static List<ConsumerRecord<String, String>> takeRecords(
            KafkaShareConsumer<String, String> consumer, int count) {
        List<ConsumerRecord<String, String>> taken = new ArrayList<>();
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(1))
                .pollInSameThread()
                .until(() -> {
                    if (taken.size() < count) {
                        consumer.poll(POLL).forEach(taken::add);
                    }
                    return taken.size() >= count;
                });
        return taken;
    }

    private static List<String> take(KafkaShareConsumer<String, String> consumer, int count) {
        return takeRecords(consumer, count).stream().map(ConsumerRecord::value).toList();
    }
}
