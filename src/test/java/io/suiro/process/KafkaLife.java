package io.suiro.process;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.quota.ClientQuotaAlteration;
import org.apache.kafka.common.quota.ClientQuotaEntity;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** What a Kafka broker has been through before its directory is taken over: a little of everything that it can do. */
final class KafkaLife implements AutoCloseable {
    static final String ORDERS = "orders";
    static final String LATEST = "latest";
    static final String LEDGER = "ledger";
    static final String TRIMMED = "trimmed";
    /** A transactional id. */
    static final String FORGETFUL = "forgetful";

    static final String CLASSIC = "classic-readers";
    static final String CONSUMER = "consumer-readers";
    static final int ORDERS_PARTITIONS = 6;

    private static final int KEYS = 10;
    private static final int SEGMENT_BYTES = 1 << 20;

    private final String bootstrap;
    private final Path data;
    private final Admin admin;

    KafkaLife(KafkaProcess kafka) {
        bootstrap = kafka.bootstrap();
        data = kafka.data();
        admin = kafka.admin();
    }

    /** Everything but what waits for an end. */
    void live() throws Exception {
        create(ORDERS, ORDERS_PARTITIONS, Map.of("segment.bytes", SEGMENT_BYTES + ""));
        create(
                LATEST,
                1,
                Map.of(
                        "cleanup.policy", "compact",
                        "segment.bytes", SEGMENT_BYTES + "",
                        "min.cleanable.dirty.ratio", "0.01"));
        create(LEDGER, 2, Map.of());
        create(TRIMMED, 1, Map.of("retention.ms", "123456789"));
        create("codecs", 1, Map.of());
        create("stamped", 1, Map.of("message.timestamp.type", "LogAppendTime", "retention.bytes", "1000000000"));
        create("again", 2, Map.of("max.message.bytes", "2000000"));
        produceOrders();
        produceLatest();
        produceWithEveryCodec();
        produce("stamped", Map.of(), 50);
        recreate();
        trim();
        transact();
        read(CLASSIC, "classic");
        read(CONSUMER, "consumer");
        alter();
        awaitCompaction();
    }

    private void create(String topic, int partitions, Map<String, String> settings) throws Exception {
        admin.createTopics(List.of(new NewTopic(topic, partitions, (short) 1).configs(settings)))
                .all()
                .get();
    }

    private KafkaProducer<String, String> producer(Map<String, Object> settings) {
        Map<String, Object> all = new HashMap<>(settings);
        all.put("bootstrap.servers", bootstrap);
        return new KafkaProducer<>(all, new StringSerializer(), new StringSerializer());
    }

    /** Returns when all of them are acknowledged. */
    private void send(Map<String, Object> settings, int count, IntFunction<ProducerRecord<String, String>> record)
            throws Exception {
        try (KafkaProducer<String, String> producer = producer(settings)) {
            List<Future<?>> sent = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                sent.add(producer.send(record.apply(i)));
            }
            for (Future<?> one : sent) {
                one.get();
            }
        }
    }

    private void produce(String topic, Map<String, Object> settings, int count) throws Exception {
        send(settings, count, i -> new ProducerRecord<>(topic, "key " + i, topic + " " + settings + " " + i));
    }

    /** Keys, no keys, no values, headers, times of their own; several segments in each partition. */
    private void produceOrders() throws Exception {
        String filling = "x".repeat(5000);
        send(Map.of(), 3000, i -> {
            ProducerRecord<String, String> record = new ProducerRecord<>(
                    ORDERS,
                    i % ORDERS_PARTITIONS,
                    i % 11 == 0 ? 1_700_000_000_000L + i : null,
                    i % 3 == 0 ? null : "key " + i,
                    i % 7 == 0 ? null : "order " + i + filling);
            if (i % 5 == 0) {
                record.headers()
                        .add("number", String.valueOf(i).getBytes(UTF_8))
                        .add("nothing", null);
            }
            return record;
        });
    }

    /** So much of a few keys that compaction has segments to look at, and the last of them has every key. */
    private void produceLatest() throws Exception {
        String filling = "x".repeat(10_000);
        send(Map.of(), 350, i -> new ProducerRecord<>(LATEST, "key " + i % KEYS, "value " + i + filling));
    }

    private void produceWithEveryCodec() throws Exception {
        for (String codec : List.of("none", "gzip", "snappy", "lz4", "zstd")) {
            produce("codecs", Map.of("compression.type", codec, "linger.ms", 20), 100);
        }
    }

    /** The same setting is altered in both lives, for Kafka 4.3 remembers the first one's when it starts again. */
    private void recreate() throws Exception {
        produce("again", Map.of(), 20);
        admin.deleteTopics(List.of("again")).all().get();
        create("again", 1, Map.of("max.message.bytes", "3000000"));
        produce("again", Map.of(), 10);
    }

    private void trim() throws Exception {
        produce(TRIMMED, Map.of(), 100);
        admin.deleteRecords(Map.of(new TopicPartition(TRIMMED, 0), RecordsToDelete.beforeOffset(40)))
                .all()
                .get();
    }

    private void transact() throws Exception {
        try (KafkaConsumer<String, String> bookkeepers = consumer(bootstrap, "bookkeepers", "classic");
                KafkaProducer<String, String> producer =
                        producer(Map.of("transactional.id", "bookkeeper", "transaction.timeout.ms", 600_000))) {
            producer.initTransactions();
            for (int i = 0; i < 6; i++) {
                producer.beginTransaction();
                producer.send(new ProducerRecord<>(LEDGER, i % 2, "transaction " + i, "one"))
                        .get();
                producer.send(new ProducerRecord<>(LEDGER, i % 2, "transaction " + i, "two"))
                        .get();
                if (i % 3 == 2) {
                    producer.abortTransaction();
                } else {
                    producer.sendOffsetsToTransaction(
                            Map.of(new TopicPartition(ORDERS, 0), new OffsetAndMetadata(i)),
                            bookkeepers.groupMetadata());
                    producer.commitTransaction();
                }
            }
        }
    }

    /** A transaction that nobody ends. */
    void leaveATransactionOpen() throws Exception {
        KafkaProducer<String, String> producer =
                producer(Map.of("transactional.id", FORGETFUL, "transaction.timeout.ms", 600_000));
        producer.initTransactions();
        producer.beginTransaction();
        producer.send(new ProducerRecord<>(LEDGER, 0, "open", "for ever")).get();
        producer.close(Duration.ZERO);
    }

    /** A member that reads some and commits it, with a word about it. */
    private void read(String group, String protocol) {
        try (KafkaConsumer<String, String> consumer = consumer(bootstrap, group, protocol)) {
            consumer.subscribe(List.of(ORDERS, "codecs"));
            Map<TopicPartition, OffsetAndMetadata> read = new HashMap<>();
            await().atMost(Duration.ofMinutes(1))
                    .pollInSameThread()
                    .pollInterval(Duration.ofMillis(1))
                    .until(() -> {
                        ConsumerRecords<String, String> records = consumer.poll(Duration.ofMillis(100));
                        records.forEach(record -> read.put(
                                new TopicPartition(record.topic(), record.partition()),
                                new OffsetAndMetadata(record.offset() + 1, record.leaderEpoch(), "read by " + group)));
                        return read.size() == ORDERS_PARTITIONS + 1;
                    });
            consumer.commitSync(read);
        }
    }

    static KafkaConsumer<String, String> consumer(String bootstrap, String group, String protocol) {
        return new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        bootstrap,
                        "group.id",
                        group,
                        "group.protocol",
                        protocol,
                        "auto.offset.reset",
                        "earliest",
                        "enable.auto.commit",
                        false,
                        "max.poll.records",
                        20),
                new StringDeserializer(),
                new StringDeserializer());
    }

    private void alter() throws Exception {
        admin.incrementalAlterConfigs(Map.of(
                        new ConfigResource(ConfigResource.Type.BROKER, ""),
                        List.of(set("log.retention.ms", "987654321"), set("num.io.threads", "9")),
                        new ConfigResource(ConfigResource.Type.BROKER, String.valueOf(KafkaProcess.NODE)),
                        List.of(set("message.max.bytes", "1500000")),
                        new ConfigResource(ConfigResource.Type.GROUP, CONSUMER),
                        List.of(set("consumer.session.timeout.ms", "50000"))))
                .all()
                .get();
        admin.alterClientQuotas(List.of(new ClientQuotaAlteration(
                        new ClientQuotaEntity(Map.of(ClientQuotaEntity.USER, "alice")),
                        Set.of(new ClientQuotaAlteration.Op("producer_byte_rate", 1e9)))))
                .all()
                .get();
        admin.alterUserScramCredentials(List.of(new UserScramCredentialUpsertion(
                        "alice", new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_256, 4096), "secret")))
                .all()
                .get();
        admin.createAcls(List.of(new AclBinding(
                        new ResourcePattern(ResourceType.TOPIC, "secrets", PatternType.LITERAL),
                        new AccessControlEntry("User:alice", "*", AclOperation.READ, AclPermissionType.ALLOW))))
                .all()
                .get();
    }

    private static AlterConfigOp set(String name, String value) {
        return new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET);
    }

    /** Until all is compacted that can be, so that nothing changes any more by itself. */
    private void awaitCompaction() throws IOException {
        long active;
        try (Stream<Path> files = Files.list(data.resolve(LATEST + "-0"))) {
            active = files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".log"))
                    .mapToLong(name -> Long.parseLong(name.substring(0, name.indexOf('.'))))
                    .max()
                    .orElseThrow();
        }
        assertThat(active).isGreaterThan(KEYS);
        await().atMost(Duration.ofMinutes(1)).until(() -> compactedTo(data) == active);
    }

    /** The end, exclusive, of what has been compacted of {@link #LATEST}: from the cleaner's checkpoint; -1 for none. */
    static long compactedTo(Path data) throws IOException {
        String line = LATEST + " 0 ";
        return Files.readAllLines(data.resolve("cleaner-offset-checkpoint")).stream()
                .filter(it -> it.startsWith(line))
                .mapToLong(it -> Long.parseLong(it.substring(line.length())))
                .findFirst()
                .orElse(-1);
    }

    @Override
    public void close() {
        admin.close();
    }
}
