package io.suiro.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.suiro.base.FileSystemDisk;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./suiro adopt} on a directory that a real Kafka has written, held against what that Kafka served. */
class AdoptIT {
    private static final String CLUSTER = "4L6g3nShT-eMCtK--X86sw";
    private static final String NO_DELAY = "group.initial.rebalance.delay.ms=0";
    private static final Pattern PRODUCER_IDS = Pattern.compile("producer ids from (\\d+) on");

    @TempDir
    Path directory;

    private KafkaProcess kafka() throws Exception {
        return new KafkaProcess(
                directory.resolve("kafka"),
                CLUSTER,
                "offsets.topic.num.partitions=4",
                "offsets.topic.replication.factor=1",
                "transaction.state.log.num.partitions=2",
                "transaction.state.log.replication.factor=1",
                "transaction.state.log.min.isr=1",
                NO_DELAY,
                "log.cleaner.backoff.ms=200",
                "log.cleaner.dedupe.buffer.size=2000000",
                "log.initial.task.delay.ms=200",
                "log.flush.start.offset.checkpoint.interval.ms=200",
                "authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer",
                "super.users=User:ANONYMOUS");
    }

    @Test
    void whatACleanEndLeftIsServedAndKafkaCanGoOnWithWhatSuiroMadeOfIt() throws Exception {
        try (KafkaProcess kafka = kafka()) {
            Served before = live(kafka, true);
            kafka.stop();
            assertSound(kafka.data());
            String said = adopt(kafka.data());
            assertSound(kafka.data());
            assertAdopted(said);
            Served after = assertServed(kafka.data(), before, said, true);
            assertSound(kafka.data());

            goBack(kafka.data());
            kafka.start();
            withoutUnknown(Served.by(kafka.bootstrap())).assertSameAs(after);
            append(kafka.bootstrap(), after);
            kafka.stop();
            assertThat(firstProducerId(adopt(kafka.data()))).isGreaterThan(firstProducerId(said));
        }
    }

    @Test
    void whatAKillLeftIsServed() throws Exception {
        try (KafkaProcess kafka = kafka()) {
            Served before = live(kafka, false);
            awaitCheckpointOfStarts(kafka.data());
            kafka.kill();
            assertSound(kafka.data());
            String said = adopt(kafka.data());
            assertSound(kafka.data());
            assertAdopted(said);
            assertServed(kafka.data(), before, said, false);
        }
    }

    private static Served live(KafkaProcess kafka, boolean openTransaction) throws Exception {
        kafka.start();
        try (KafkaLife life = new KafkaLife(kafka)) {
            life.live();
            if (openTransaction) {
                life.leaveATransactionOpen();
            }
        }
        return Served.by(kafka.bootstrap());
    }

    /** Before it is there, a killed Kafka does not remember either that records were deleted. */
    private static void awaitCheckpointOfStarts(Path data) {
        await().atMost(Duration.ofMinutes(1)).until(() -> Files.readString(data.resolve("log-start-offset-checkpoint"))
                .contains(KafkaLife.TRIMMED + " 0 40"));
    }

    private String adopt(Path data) throws Exception {
        Suiro.Run run = Suiro.run(directory, List.of("adopt", data.toString()));
        assertThat(run).as("adopt").matches(it -> it.status() == 0);
        return run.output();
    }

    /** Without a single finding. */
    private void assertSound(Path data) throws Exception {
        Suiro.Run run = Suiro.run(directory, List.of("log", "verify", data.toString()));
        assertThat(run.output()).startsWith("sound: 0 errors, 0 warnings; ");
        assertThat(run.status()).isZero();
    }

    private static void assertAdopted(String said) {
        assertThat(said.lines())
                .contains(
                        "  topic orders, 6 partitions",
                        "  topic __transaction_state, 2 partitions",
                        "  settings of broker 1 {message.max.bytes=1500000}",
                        "warning: num.io.threads of all brokers is not taken over: Suiro has no such setting",
                        "  settings of group consumer-readers {consumer.session.timeout.ms=50000}",
                        "warning: not taken over, for Suiro does not know them yet and lets everybody in: 1 ACLs, 1 SCRAM"
                                + " credentials, 1 client quotas");
    }

    /** As docs/operations.md has it. */
    private static void goBack(Path data) throws Exception {
        new FileSystemDisk().delete(data.resolve("__cluster_metadata"));
        Files.move(data.resolve("__cluster_metadata-0.adopted"), data.resolve("__cluster_metadata-0"));
    }

    /** Returns what is served in the end. */
    private static Served assertServed(Path data, Served before, String said, boolean openTransaction)
            throws Exception {
        String owner = Files.readString(data.resolve("meta.properties"));
        long compactedByKafka = KafkaLife.compactedTo(data);
        try (BrokerProcess suiro = new BrokerProcess(data, NO_DELAY)) {
            suiro.start();
            Served.by(suiro.bootstrap()).assertSameAs(withoutUnknown(before));

            assertGoesOn(suiro.bootstrap(), before, KafkaLife.CLASSIC, "classic");
            assertGoesOn(suiro.bootstrap(), before, KafkaLife.CONSUMER, "consumer");
            assertAppends(suiro.bootstrap(), before, said);
            if (openTransaction) {
                assertTheOpenTransactionEnds(suiro.bootstrap());
            }

            Served after = Served.by(suiro.bootstrap());
            suiro.stop();
            suiro.start();
            Served.by(suiro.bootstrap()).assertSameAs(after);
            suiro.stop();
            assertThat(data.resolve("meta.properties")).hasContent(owner);
            assertThat(KafkaLife.compactedTo(data)).isPositive().isGreaterThanOrEqualTo(compactedByKafka);
            return after;
        }
    }

    /** The one setting that Suiro does not know is gone. */
    private static Served withoutUnknown(Served before) {
        Map<String, Map<String, String>> settings = new HashMap<>(before.settings());
        settings.replaceAll((resource, altered) -> {
            Map<String, String> known = new HashMap<>(altered);
            known.remove("num.io.threads");
            return known;
        });
        return new Served(
                before.clusterId(),
                before.topicIds(),
                before.starts(),
                before.ends(),
                before.records(),
                before.stable(),
                before.committed(),
                settings,
                before.producers());
    }

    /** A new member of a group begins with each partition where the last one had committed. */
    private static void assertGoesOn(String bootstrap, Served before, String group, String protocol) {
        Map<TopicPartition, OffsetAndMetadata> committed =
                Objects.requireNonNull(before.committed().get(group));
        Set<TopicPartition> unread = new HashSet<>();
        committed.forEach((partition, offset) -> {
            if (offset.offset() < Objects.requireNonNull(before.ends().get(partition))) {
                unread.add(partition);
            }
        });
        assertThat(unread).isNotEmpty();
        try (KafkaConsumer<String, String> consumer = KafkaLife.consumer(bootstrap, group, protocol)) {
            consumer.subscribe(List.of(KafkaLife.ORDERS, "codecs"));
            Map<TopicPartition, Long> first = new HashMap<>();
            await().atMost(Duration.ofMinutes(1))
                    .pollInSameThread()
                    .pollInterval(Duration.ofMillis(1))
                    .until(() -> {
                        for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofMillis(100))) {
                            first.putIfAbsent(new TopicPartition(record.topic(), record.partition()), record.offset());
                        }
                        return first.keySet().containsAll(unread);
                    });
            first.forEach((partition, offset) -> assertThat(offset)
                    .as("%s", partition)
                    .isEqualTo(Objects.requireNonNull(committed.get(partition)).offset()));
        }
    }

    /** Appends have a leader epoch and a producer id that Kafka has not used. */
    private static void assertAppends(String bootstrap, Served before, String said) throws Exception {
        append(bootstrap, before);
        Served after = Served.by(bootstrap);
        TopicPartition orders = new TopicPartition(KafkaLife.ORDERS, 0);
        Set<String> newProducers =
                new HashSet<>(Objects.requireNonNull(after.producers().get(orders)));
        newProducers.removeAll(Objects.requireNonNull(before.producers().get(orders)));
        assertThat(newProducers).hasSize(1).allSatisfy(producer -> assertThat(firstNumber(producer))
                .isGreaterThanOrEqualTo(firstProducerId(said)));
        for (TopicPartition partition : before.ends().keySet()) {
            List<String> records = Objects.requireNonNull(after.records().get(partition));
            if (!partition.topic().startsWith("__") && records.size() > 1) {
                assertThat(epoch(records.getLast())).isGreaterThan(epoch(records.get(records.size() - 2)));
            }
        }
    }

    /** Its records are seen by nobody, and hide what came after them, until the next producer with its id aborts it. */
    private static void assertTheOpenTransactionEnds(String bootstrap) throws Exception {
        TopicPartition ledger = new TopicPartition(KafkaLife.LEDGER, 0);
        Map<TopicPartition, Long> hidden = Served.stableEnds(bootstrap);
        Map<TopicPartition, Long> ends = Served.by(bootstrap).ends();
        assertThat(hidden.get(ledger)).isLessThan(ends.get(ledger));
        try (KafkaProducer<String, String> successor = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrap, "transactional.id", KafkaLife.FORGETFUL),
                new StringSerializer(),
                new StringSerializer())) {
            successor.initTransactions();
            successor.beginTransaction();
            var _ = successor.send(new ProducerRecord<>(KafkaLife.LEDGER, 0, "new", "committed"));
            successor.commitTransaction();
        }
        await().atMost(Duration.ofMinutes(1)).untilAsserted(() -> assertThat(Served.stableEnds(bootstrap))
                .containsEntry(ledger, Objects.requireNonNull(ends.get(ledger)) + 3));
    }

    /** To every partition but those of coordinators, behind what is there. */
    private static void append(String bootstrap, Served before) throws Exception {
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrap), new StringSerializer(), new StringSerializer())) {
            for (TopicPartition partition : before.ends().keySet()) {
                if (!partition.topic().startsWith("__")) {
                    RecordMetadata appended = producer.send(
                                    new ProducerRecord<>(partition.topic(), partition.partition(), "new", "value"))
                            .get();
                    assertThat(appended.offset()).isEqualTo(before.ends().get(partition));
                }
            }
        }
    }

    private static long firstProducerId(String said) {
        Matcher ids = PRODUCER_IDS.matcher(said);
        assertThat(ids.find()).isTrue();
        return Long.parseLong(ids.group(1));
    }

    private static long firstNumber(String text) {
        return Long.parseLong(text.substring(0, text.indexOf(' ')));
    }

    private static int epoch(String record) {
        return Integer.parseInt(record.split(" ", -1)[3]);
    }
}
