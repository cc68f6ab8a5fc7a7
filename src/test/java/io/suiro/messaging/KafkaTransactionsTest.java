package io.suiro.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.suiro.TestBroker;
import io.suiro.clients.JavaClients;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Records are passed on exactly once with {@code KafkaTransactions}, whatever happens in the middle of a transaction. */
class KafkaTransactionsTest {
    private static final int PARTITIONS = 3;
    private static final int RECORDS = 150;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final List<TopicPartition> SINK = IntStream.range(0, PARTITIONS)
            .mapToObj(i -> new TopicPartition("sink", i))
            .toList();

    @TempDir
    Path data;

    private TestBroker broker;
    private JavaClients clients;
    private Admin admin;

    @BeforeEach
    void start() throws Exception {
        broker = TestBroker.start(data);
        clients = new JavaClients(broker);
        admin = clients.admin();
        admin.createTopics(List.of(
                        new NewTopic("source", PARTITIONS, (short) 1), new NewTopic("sink", PARTITIONS, (short) 1)))
                .all()
                .get();
        send(0, RECORDS);
    }

    @AfterEach
    void stop() {
        admin.close();
        broker.close();
    }

    private void send(int from, int to) {
        try (KafkaProducer<String, String> producer = clients.producer()) {
            for (int i = from; i < to; i++) {
                var _ = producer.send(new ProducerRecord<>("source", i % PARTITIONS, null, Integer.toString(i)));
            }
        }
    }

    @Test
    void batchesThatFailAreAbortedAndPassedOnAgain() {
        try (var _ = new MessagingApplication<>(Batches.class, settings("one", Map.of("batch", "true")))) {
            awaitPassedOn(RECORDS);
        }
        assertPassedOnOnce(RECORDS);
        assertThat(written("read_uncommitted")).as("with what was aborted").hasSizeGreaterThan(RECORDS);
    }

    @Test
    void recordsThatFailAreAbortedAndPassedOnAgain() {
        try (var _ = new MessagingApplication<>(Records.class, settings("one", Map.of()))) {
            awaitPassedOn(RECORDS);
        }
        assertPassedOnOnce(RECORDS);
        assertThat(written("read_uncommitted"))
                .as("with what was aborted")
                .hasSizeGreaterThanOrEqualTo(RECORDS + RECORDS / 20);
    }

    /** The group is another one when the transaction is to end, and its record may have been passed on by the other member. */
    @Test
    void aTransactionThatARebalanceOvertakesIsAborted() throws Exception {
        ConsumerRecord<String, String> held;
        try (var one = new MessagingApplication<>(Held.class, settings("one", Map.of()))) {
            held = awaitWritten(one.bean().awaitHeld());
            try (var two = new MessagingApplication<>(Held.class, settings("two", Map.of()))) {
                two.bean().letGo();
                await().atMost(PATIENCE).until(() -> isStableWith(2));
                await().atMost(PATIENCE).until(() -> two.bean().calls() > 0);
                one.bean().letGo();
                awaitPassedOn(RECORDS);
            }
            int calls = one.bean().calls();
            send(RECORDS, 2 * RECORDS);
            awaitPassedOn(2 * RECORDS);
            assertThat(one.bean().calls()).as("who is left passes on").isGreaterThanOrEqualTo(calls + RECORDS);
        }
        assertPassedOnOnce(2 * RECORDS);
        assertAborted(held);
    }

    /** As when a machine is taken for dead, and another is given its name. */
    @Test
    void anApplicationThatTakesTheTransactionalIdFencesTheOneThatHadIt() throws Exception {
        ConsumerRecord<String, String> held;
        try (var one = new MessagingApplication<>(Held.class, settings("same", Map.of()))) {
            held = awaitWritten(one.bean().awaitHeld());
            int epoch = epoch("same");
            try (var two = new MessagingApplication<>(Held.class, settings("same", Map.of()))) {
                two.bean().letGo();
                await().atMost(PATIENCE).until(() -> epoch("same") > epoch);
                one.bean().letGo();
                one.end();
                awaitPassedOn(RECORDS);
            }
        }
        assertPassedOnOnce(RECORDS);
        assertAborted(held);
    }

    private Map<String, String> settings(String transactionalId, Map<String, String> incoming) {
        String in = "mp.messaging.incoming.in.";
        String out = "mp.messaging.outgoing.out.";
        String strings = "org.apache.kafka.common.serialization.String";
        Map<String, String> settings = new HashMap<>();
        settings.put(in + "connector", "smallrye-kafka");
        settings.put(in + "bootstrap.servers", broker.address());
        settings.put(in + "topic", "source");
        settings.put(in + "group.id", "passing");
        settings.put(in + "auto.offset.reset", "earliest");
        settings.put(in + "max.poll.records", "20");
        settings.put(in + "fetch.max.wait.ms", "50");
        settings.put(in + "poll-timeout", "50");
        settings.put(in + "heartbeat.interval.ms", "200");
        settings.put(in + "commit-strategy", "ignore");
        settings.put(in + "failure-strategy", "ignore");
        settings.put(in + "value.deserializer", strings + "Deserializer");
        incoming.forEach((name, value) -> settings.put(in + name, value));
        settings.put(out + "connector", "smallrye-kafka");
        settings.put(out + "bootstrap.servers", broker.address());
        settings.put(out + "topic", "sink");
        settings.put(out + "transactional.id", transactionalId);
        settings.put(out + "acks", "all");
        settings.put(out + "value.serializer", strings + "Serializer");
        return settings;
    }

    private boolean isStableWith(int members) throws ExecutionException, InterruptedException {
        ConsumerGroupDescription group = admin.describeConsumerGroups(List.of("passing"))
                .describedGroups()
                .get("passing")
                .get();
        return group.groupState() == GroupState.STABLE && group.members().size() == members;
    }

    private int epoch(String transactionalId) throws ExecutionException, InterruptedException {
        return admin.describeTransactions(List.of(transactionalId))
                .description(transactionalId)
                .get()
                .producerEpoch();
    }

    private void awaitPassedOn(int records) {
        try (KafkaConsumer<String, String> consumer = sink("read_committed")) {
            JavaClients.take(consumer, records);
        }
    }

    /** Once nothing runs any more that could pass on a record again. */
    private void assertPassedOnOnce(int records) {
        assertThat(JavaClients.valuesOf(written("read_committed")))
                .containsExactlyInAnyOrderElementsOf(IntStream.range(0, records)
                        .mapToObj(i -> "passed on " + i)
                        .toList());
    }

    /** A record of a transaction that has not ended yet. */
    private ConsumerRecord<String, String> awaitWritten(String value) {
        return await().atMost(PATIENCE)
                .until(
                        () -> written("read_uncommitted").stream()
                                .filter(each -> each.value().equals(value))
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }

    private void assertAborted(ConsumerRecord<String, String> record) {
        assertThat(written("read_committed"))
                .noneMatch(each -> each.partition() == record.partition() && each.offset() == record.offset());
    }

    /** Everything up to the end, as it is when this is called. */
    private List<ConsumerRecord<String, String>> written(String isolation) {
        try (KafkaConsumer<String, String> consumer = sink(isolation)) {
            Map<TopicPartition, Long> ends = consumer.endOffsets(SINK);
            List<ConsumerRecord<String, String>> records = new ArrayList<>();
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(Duration.ofMillis(50)).forEach(records::add);
            }
            return records;
        }
    }

    private KafkaConsumer<String, String> sink(String isolation) {
        KafkaConsumer<String, String> consumer = clients.consumer("isolation.level", isolation);
        consumer.assign(SINK);
        return consumer;
    }
}
