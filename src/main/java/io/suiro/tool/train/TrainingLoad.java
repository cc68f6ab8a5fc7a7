package io.suiro.tool.train;

import static java.util.function.Function.identity;
import static java.util.stream.Collectors.toMap;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.internals.Topic;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * What the clients of one broker do in their first minute: topics, all producers' codecs and promises, one record at a time and
 * many at once, both group protocols, reading all and at the tail.
 */
final class TrainingLoad {
    private static final int PARTITIONS = 6;
    private static final int BULK_RECORDS = 300_000;
    private static final int SINGLE_RECORDS = 5_000;
    private static final int RECORD_BYTES = 100;
    private static final long GRACE_SECONDS = 60;

    private final ReadyBroker broker;

    TrainingLoad(ReadyBroker broker) {
        this.broker = broker;
    }

    /**
     * Returns when all is done.
     *
     * @throws IOException if the broker refuses any of it
     */
    void run() throws IOException {
        try (Admin admin = Admin.create(client())) {
            int trained = idOf(broker, admin);
            // Made beforehand, so that the broker coordinates every group.
            create(admin, Topic.GROUP_METADATA_TOPIC_NAME, trained);
            for (String codec : List.of("none", "lz4", "zstd", "gzip", "snappy")) {
                create(admin, codec, trained);
                produce(codec, codec, "none".equals(codec) ? BULK_RECORDS : BULK_RECORDS / 10);
            }
            produceOneByOne("none");
            read("none", "classic", BULK_RECORDS + SINGLE_RECORDS);
            read("none", "consumer", BULK_RECORDS + SINGLE_RECORDS);
            read("lz4", "consumer", BULK_RECORDS / 10);
            look(admin);
        } catch (ExecutionException e) {
            throw new IOException("the broker refuses what it is trained with: " + e.getCause(), e);
        } catch (InterruptedException e) {
            throw new IOException("interrupted", e);
        }
    }

    private Map<String, Object> client() {
        return Map.of(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, broker.bootstrap());
    }

    private static int idOf(ReadyBroker broker, Admin admin) throws ExecutionException, InterruptedException {
        return admin.describeCluster().nodes().get().stream()
                .filter(node -> String.valueOf(node.port()).equals(broker.port()))
                .findAny()
                .orElseThrow()
                .id();
    }

    /** All of it on this one broker. */
    private static void create(Admin admin, String topic, int brokerId)
            throws ExecutionException, InterruptedException {
        Map<Integer, List<Integer>> replicas =
                IntStream.range(0, PARTITIONS).boxed().collect(toMap(identity(), partition -> List.of(brokerId)));
        admin.createTopics(List.of(new NewTopic(topic, replicas))).all().get();
    }

    private void produce(String topic, String codec, int records) throws ExecutionException, InterruptedException {
        for (String acks : List.of("1", "all")) {
            List<Future<?>> sent = new ArrayList<>(records / 2);
            try (KafkaProducer<byte[], byte[]> producer = producer(acks, codec)) {
                for (int i = 0; i < records / 2; i++) {
                    sent.add(producer.send(record(topic, i)));
                }
                for (Future<?> each : sent) {
                    each.get();
                }
            }
        }
    }

    private void produceOneByOne(String topic) throws ExecutionException, InterruptedException {
        try (KafkaProducer<byte[], byte[]> producer = producer("all", "none")) {
            for (int i = 0; i < SINGLE_RECORDS; i++) {
                producer.send(record(topic, i)).get();
            }
        }
    }

    private KafkaProducer<byte[], byte[]> producer(String acks, String codec) {
        return new KafkaProducer<>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        broker.bootstrap(),
                        ProducerConfig.ACKS_CONFIG,
                        acks,
                        ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
                        "all".equals(acks),
                        ProducerConfig.COMPRESSION_TYPE_CONFIG,
                        codec,
                        ProducerConfig.LINGER_MS_CONFIG,
                        0),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    private static ProducerRecord<byte[], byte[]> record(String topic, int number) {
        byte[] value = new byte[RECORD_BYTES];
        value[number % RECORD_BYTES] = (byte) number;
        return new ProducerRecord<>(topic, number % PARTITIONS, null, value);
    }

    private void read(String topic, String protocol, int records) throws IOException {
        Map<String, Object> configuration = Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                broker.bootstrap(),
                ConsumerConfig.GROUP_ID_CONFIG,
                topic + "-" + protocol,
                ConsumerConfig.GROUP_PROTOCOL_CONFIG,
                protocol,
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "earliest");
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(configuration, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.subscribe(List.of(topic));
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(GRACE_SECONDS);
            for (int read = 0; read < records; ) {
                read += consumer.poll(Duration.ofSeconds(1)).count();
                consumer.commitAsync();
                if (System.nanoTime() - deadline > 0) {
                    throw new IOException("only " + read + " of " + records + " records came back");
                }
            }
            consumer.commitSync();
        }
    }

    private static void look(Admin admin) throws ExecutionException, InterruptedException {
        admin.describeCluster().nodes().get();
        admin.describeTopics(admin.listTopics().names().get()).allTopicNames().get();
        admin.describeConfigs(List.of(new ConfigResource(ConfigResource.Type.TOPIC, "none")))
                .all()
                .get();
        admin.listOffsets(Map.of(new TopicPartition("none", 0), OffsetSpec.latest()))
                .all()
                .get();
        admin.listGroups().all().get();
        admin.listConsumerGroupOffsets("none-classic")
                .partitionsToOffsetAndMetadata()
                .get();
        admin.deleteTopics(List.of("gzip")).all().get();
    }
}
