package io.suiro.clients;

import static org.awaitility.Awaitility.await;

import io.suiro.TestBroker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Kafka's Java clients for one broker, text in and out. Settings come as name, value, name, value. */
public record JavaClients(TestBroker broker) {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration POLL = Duration.ofMillis(200);

    public KafkaProducer<String, String> producer(Object... settings) {
        return new KafkaProducer<>(with(Map.of(), settings), new StringSerializer(), new StringSerializer());
    }

    /** Reads from the beginning and commits only when told to, unless the settings say otherwise. */
    public KafkaConsumer<String, String> consumer(Object... settings) {
        Map<String, Object> quiet = Map.of(
                "auto.offset.reset", "earliest",
                "enable.auto.commit", "false",
                "fetch.max.wait.ms", "50",
                "heartbeat.interval.ms", "200");
        return new KafkaConsumer<>(with(quiet, settings), new StringDeserializer(), new StringDeserializer());
    }

    public KafkaConsumer<String, String> member(String group, Object... settings) {
        Object[] all = new Object[settings.length + 2];
        all[0] = "group.id";
        all[1] = group;
        System.arraycopy(settings, 0, all, 2, settings.length);
        return consumer(all);
    }

    public Admin admin() {
        return Admin.create(with(Map.of()));
    }

    private Map<String, Object> with(Map<String, Object> more, Object... settings) {
        Map<String, Object> all = new HashMap<>(more);
        all.put("bootstrap.servers", broker.address());
        for (int i = 0; i < settings.length; i += 2) {
            all.put((String) settings[i], settings[i + 1]);
        }
        return all;
    }

    /** A new topic's only partition, or its first. */
    public TopicPartition topic(String name, int partitions) throws ExecutionException, InterruptedException {
        try (Admin admin = admin()) {
            admin.createTopics(List.of(new NewTopic(name, partitions, (short) 1)))
                    .all()
                    .get();
        }
        return new TopicPartition(name, 0);
    }

    /** Sets a topic's setting. */
    public void alter(String topic, String setting, String value) throws ExecutionException, InterruptedException {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        AlterConfigOp set = new AlterConfigOp(new ConfigEntry(setting, value), AlterConfigOp.OpType.SET);
        try (Admin admin = admin()) {
            admin.incrementalAlterConfigs(Map.of(resource, List.of(set))).all().get();
        }
    }

    /** Polls until this many have come, and returns them and what came with the last of them. */
    public static <K, V> List<ConsumerRecord<K, V>> take(KafkaConsumer<K, V> consumer, int count) {
        List<ConsumerRecord<K, V>> taken = new ArrayList<>();
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(1))
                .pollInSameThread()
                .until(() -> {
                    consumer.poll(POLL).forEach(taken::add);
                    return taken.size() >= count;
                });
        return taken;
    }

    public static <V> List<V> valuesOf(List<? extends ConsumerRecord<?, V>> records) {
        return records.stream().<V>map(ConsumerRecord::value).toList();
    }
}
