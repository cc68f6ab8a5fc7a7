package io.suiro.process.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicIdPartition;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Brokers are killed under a share group: what was accepted does not come again, and everything comes. */
class ShareFailoverIT {
    private static final int RECORDS = 3_000;
    private static final long PATIENCE_S = 150;
    private static final TopicPartition FIRST = new TopicPartition("shared", 0);

    @TempDir
    Path directory;

    private SuiroCluster cluster;
    private ClusterView view;

    private final Set<String> accepted = new HashSet<>();
    private final Set<String> offered = new HashSet<>();

    @BeforeEach
    void start() throws Exception {
        cluster = new SuiroCluster(directory);
        view = new ClusterView(cluster);
        cluster.start();
        view.awaitServing();
        view.admin()
                .createTopics(List.of(new NewTopic("shared", 3, (short) 3)))
                .all()
                .get();
        view.admin()
                .incrementalAlterConfigs(Map.of(
                        new ConfigResource(ConfigResource.Type.GROUP, "g"),
                        List.of(new AlterConfigOp(
                                new ConfigEntry("share.auto.offset.reset", "earliest"), AlterConfigOp.OpType.SET))))
                .all()
                .get();
    }

    @AfterEach
    void stop() throws Exception {
        view.close();
        cluster.close();
    }

    @Test
    void whatWasAcceptedDoesNotComeAgainAndEverythingComes() throws Exception {
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", cluster.bootstrap(), "acks", "all", "delivery.timeout.ms", 120_000),
                new StringSerializer(),
                new StringSerializer())) {
            for (int i = 0; i < RECORDS; i++) {
                var _ = producer.send(new ProducerRecord<>("shared", i % 3, null, "v" + i));
            }
            producer.flush();
        }
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_S);
        int killed = 0;
        try (KafkaShareConsumer<String, String> a = consumer();
                KafkaShareConsumer<String, String> b = consumer()) {
            while (accepted.size() < RECORDS) {
                assertThat(System.nanoTime())
                        .as("%d of %d accepted, %d offered", accepted.size(), RECORDS, offered.size())
                        .isLessThan(until);
                take(a);
                take(b);
                if (killed < 2 && accepted.size() > (killed + 1) * RECORDS / 4) {
                    killed++;
                    int leader = view.leader(FIRST);
                    BrokerHandle broker = cluster.broker(leader);
                    broker.kill();
                    broker.awaitEnd();
                    cluster.start(leader);
                }
            }
        }
        assertThat(killed).isEqualTo(2);
    }

    private void take(KafkaShareConsumer<String, String> consumer) {
        Map<TopicIdPartition, Set<String>> said = new HashMap<>();
        for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofMillis(100))) {
            offered.add(record.value());
            assertThat(accepted).as("accepted before").doesNotContain(record.value());
            consumer.acknowledge(record, AcknowledgeType.ACCEPT);
            said.computeIfAbsent(
                            new TopicIdPartition(Uuid.ZERO_UUID, record.partition(), "shared"), key -> new HashSet<>())
                    .add(record.value());
        }
        if (said.isEmpty()) {
            return;
        }
        Map<TopicIdPartition, Optional<KafkaException>> results = consumer.commitSync(Duration.ofSeconds(30));
        results.forEach((partition, failure) -> {
            if (failure.isEmpty()) {
                said.forEach((of, values) -> {
                    if (of.partition() == partition.partition()) {
                        accepted.addAll(values);
                    }
                });
            }
        });
    }

    private KafkaShareConsumer<String, String> consumer() {
        KafkaShareConsumer<String, String> consumer = new KafkaShareConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        cluster.bootstrap(),
                        "group.id",
                        "g",
                        "share.acknowledgement.mode",
                        "explicit",
                        "max.poll.records",
                        "50",
                        "share.acquire.mode",
                        "record_limit"),
                new StringDeserializer(),
                new StringDeserializer());
        consumer.subscribe(List.of("shared"));
        return consumer;
    }
}
