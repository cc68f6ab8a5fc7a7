package io.suiro.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.kafka.KafkaRecord;
import io.smallrye.reactive.messaging.kafka.transactions.KafkaTransactions;
import io.suiro.TestBroker;
import io.suiro.clients.JavaClients;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Records that are passed on exactly once, with {@code KafkaTransactions}, by a method that fails now and then. */
class KafkaTransactionsTest {
    private static final int PARTITIONS = 3;
    private static final int RECORDS = 300;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final List<String> EXPECTED =
            IntStream.range(0, RECORDS).mapToObj(i -> "passed on " + i).sorted().toList();

    @TempDir
    Path data;

    private TestBroker broker;
    private JavaClients clients;

    /** Passes batches on, and fails after having sent one. */
    @ApplicationScoped
    public static class Batches {
        @Inject
        @Channel("out")
        KafkaTransactions<String> transactions;

        final AtomicInteger calls = new AtomicInteger();

        @Incoming("in")
        Uni<Void> pass(Message<List<String>> batch) {
            boolean fails = calls.incrementAndGet() % 3 == 1;
            return transactions
                    .withTransactionAndAck(batch, emitter -> {
                        batch.getPayload().forEach(text -> emitter.send("passed on " + text));
                        return fails
                                ? Uni.createFrom().failure(new IllegalStateException("as it is meant to"))
                                : Uni.createFrom().voidItem();
                    })
                    .onFailure(IllegalStateException.class)
                    .recoverWithNull();
        }
    }

    /** The same, record by record. */
    @ApplicationScoped
    public static class Single {
        @Inject
        @Channel("out")
        KafkaTransactions<String> transactions;

        final AtomicInteger calls = new AtomicInteger();

        @Incoming("in")
        Uni<Void> pass(Message<String> record) {
            boolean fails = calls.incrementAndGet() % 50 == 1;
            return transactions
                    .withTransactionAndAck(record, emitter -> {
                        emitter.send(KafkaRecord.of("key", "passed on " + record.getPayload()));
                        return fails
                                ? Uni.createFrom().failure(new IllegalStateException("as it is meant to"))
                                : Uni.createFrom().voidItem();
                    })
                    .onFailure(IllegalStateException.class)
                    .recoverWithNull();
        }
    }

    @BeforeEach
    void start() throws Exception {
        broker = TestBroker.start(data);
        clients = new JavaClients(broker);
        try (Admin admin = clients.admin();
                KafkaProducer<String, String> producer = clients.producer()) {
            admin.createTopics(List.of(
                            new NewTopic("source", PARTITIONS, (short) 1), new NewTopic("sink", PARTITIONS, (short) 1)))
                    .all()
                    .get();
            for (int i = 0; i < RECORDS; i++) {
                var _ = producer.send(new ProducerRecord<>("source", i % PARTITIONS, null, Integer.toString(i)));
            }
        }
    }

    @AfterEach
    void stop() {
        broker.close();
    }

    @Test
    void batchesArePassedOnExactlyOnceThoughSomeFail() {
        try (MessagingApplication application = new MessagingApplication(Batches.class, settings(true))) {
            assertAllPassedOnOnce();
            assertThat(application.bean(Batches.class)).isNotNull();
        }
        assertThat(read("read_uncommitted", RECORDS + 1))
                .as("with what was aborted")
                .hasSizeGreaterThan(RECORDS);
    }

    @Test
    void recordsArePassedOnExactlyOnceThoughSomeFail() {
        try (MessagingApplication application = new MessagingApplication(Single.class, settings(false))) {
            assertAllPassedOnOnce();
            assertThat(application.bean(Single.class)).isNotNull();
        }
    }

    /** One ends in the middle without a word of what it was about, and another goes on. */
    @Test
    void aSecondApplicationGoesOnWhereTheFirstHasEnded() {
        try (MessagingApplication application = new MessagingApplication(Single.class, settings(false))) {
            assertThat(application).isNotNull();
            read("read_committed", RECORDS / 4);
        }
        try (MessagingApplication application = new MessagingApplication(Single.class, settings(false))) {
            assertThat(application).isNotNull();
            assertAllPassedOnOnce();
        }
    }

    private Map<String, String> settings(boolean inBatches) {
        String in = "mp.messaging.incoming.in.";
        String out = "mp.messaging.outgoing.out.";
        String strings = "org.apache.kafka.common.serialization.String";
        Map<String, String> settings = new HashMap<>();
        settings.put(in + "connector", "smallrye-kafka");
        settings.put(in + "bootstrap.servers", broker.address());
        settings.put(in + "topic", "source");
        settings.put(in + "group.id", "passing");
        settings.put(in + "auto.offset.reset", "earliest");
        settings.put(in + "batch", Boolean.toString(inBatches));
        settings.put(in + "max.poll.records", "20");
        settings.put(in + "commit-strategy", "ignore");
        settings.put(in + "failure-strategy", "ignore");
        settings.put(in + "value.deserializer", strings + "Deserializer");
        settings.put(out + "connector", "smallrye-kafka");
        settings.put(out + "bootstrap.servers", broker.address());
        settings.put(out + "topic", "sink");
        settings.put(out + "transactional.id", "passing-on");
        settings.put(out + "acks", "all");
        settings.put(out + "value.serializer", strings + "Serializer");
        return settings;
    }

    private void assertAllPassedOnOnce() {
        assertThat(read("read_committed", RECORDS).stream().sorted().toList()).isEqualTo(EXPECTED);
    }

    /** Everything that there is once there are so many, at least. */
    private List<String> read(String isolation, int atLeast) {
        try (KafkaConsumer<String, String> consumer = clients.consumer("isolation.level", isolation)) {
            List<TopicPartition> partitions = IntStream.range(0, PARTITIONS)
                    .mapToObj(i -> new TopicPartition("sink", i))
                    .toList();
            consumer.assign(partitions);
            List<String> values = new ArrayList<>();
            await().atMost(PATIENCE).until(() -> {
                ConsumerRecords<String, String> records = consumer.poll(Duration.ofMillis(100));
                for (ConsumerRecord<String, String> record : records) {
                    values.add(record.value());
                }
                return values.size() >= atLeast && records.isEmpty();
            });
            return values;
        }
    }
}
