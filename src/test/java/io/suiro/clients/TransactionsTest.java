package io.suiro.clients;

import static io.suiro.clients.JavaClients.take;
import static io.suiro.clients.JavaClients.valuesOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.suiro.TestBroker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.AbortTransactionSpec;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.clients.admin.TransactionDescription;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Transactions of Kafka's producer (transactions v2), as its consumer and its admin client see them. */
final class TransactionsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private static Path data;

    private static TestBroker broker;
    private static JavaClients clients;

    @BeforeAll
    static void start() {
        broker = TestBroker.start(
                data,
                Map.of(
                        "transaction.state.log.num.partitions", "3",
                        "transaction.abort.timed.out.transaction.cleanup.interval.ms", "200"));
        clients = new JavaClients(broker);
    }

    @AfterAll
    static void close() {
        broker.close();
    }

    private static KafkaProducer<String, String> producer(String id, Object... settings) {
        Object[] all = new Object[settings.length + 2];
        all[0] = "transactional.id";
        all[1] = id;
        System.arraycopy(settings, 0, all, 2, settings.length);
        KafkaProducer<String, String> producer = clients.producer(all);
        producer.initTransactions();
        return producer;
    }

    private static KafkaConsumer<String, String> committedReader(TopicPartition... partitions) {
        KafkaConsumer<String, String> consumer = clients.consumer("isolation.level", "read_committed");
        consumer.assign(List.of(partitions));
        return consumer;
    }

    private static void send(KafkaProducer<String, String> producer, TopicPartition partition, String... values) {
        for (String value : values) {
            var _ = producer.send(new ProducerRecord<>(partition.topic(), partition.partition(), null, value));
        }
    }

    @Test
    void readersOfCommittedRecordsSeeWhatWasCommittedAndNothingElse() throws Exception {
        TopicPartition first = clients.topic("committed", 2);
        TopicPartition second = new TopicPartition("committed", 1);
        try (KafkaProducer<String, String> producer = producer("committed");
                KafkaConsumer<String, String> committed = committedReader(first, second);
                KafkaConsumer<String, String> everything = clients.consumer()) {
            for (int i = 0; i < 20; i++) {
                producer.beginTransaction();
                send(producer, first, "a" + i);
                send(producer, second, "b" + i);
                if (i % 3 == 0) {
                    producer.flush();
                    producer.abortTransaction();
                } else {
                    producer.commitTransaction();
                }
            }
            producer.beginTransaction();
            send(producer, first, "end");
            producer.commitTransaction();
            List<String> expected = IntStream.range(0, 20)
                    .filter(i -> i % 3 != 0)
                    .mapToObj(i -> "a" + i)
                    .collect(Collectors.toCollection(ArrayList::new));
            expected.add("end");
            List<ConsumerRecord<String, String>> read = take(committed, 13 * 2 + 1);
            assertThat(valuesOf(read.stream()
                            .filter(record -> record.partition() == 0)
                            .toList()))
                    .isEqualTo(expected);
            assertThat(read).hasSize(27);
            everything.assign(List.of(first));
            assertThat(take(everything, 21)).hasSize(21);
        }
    }

    @Test
    void nothingOfAnOpenTransactionIsReadAndWhatComesAfterItWaits() throws Exception {
        TopicPartition partition = clients.topic("open", 1);
        try (KafkaProducer<String, String> open = producer("open");
                KafkaProducer<String, String> plain = clients.producer();
                KafkaConsumer<String, String> committed = committedReader(partition);
                Admin admin = clients.admin()) {
            open.beginTransaction();
            send(open, partition, "in");
            open.flush();
            plain.send(new ProducerRecord<>(partition.topic(), "after")).get();
            assertThat(committed.poll(Duration.ofMillis(300))).isEmpty();
            assertThat(latest(admin, partition, IsolationLevel.READ_COMMITTED)).isZero();
            assertThat(latest(admin, partition, IsolationLevel.READ_UNCOMMITTED))
                    .isEqualTo(2);
            open.commitTransaction();
            assertThat(valuesOf(take(committed, 2))).containsExactly("in", "after");
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(latest(admin, partition, IsolationLevel.READ_COMMITTED))
                            .isEqualTo(3));
        }
    }

    private static long latest(Admin admin, TopicPartition partition, IsolationLevel isolation) throws Exception {
        return admin.listOffsets(Map.of(partition, OffsetSpec.latest()), new ListOffsetsOptions(isolation))
                .partitionResult(partition)
                .get()
                .offset();
    }

    @Test
    void aSecondProducerWithTheSameIdFencesTheFirst() throws Exception {
        TopicPartition partition = clients.topic("fenced", 1);
        try (KafkaProducer<String, String> zombie = producer("fenced");
                KafkaConsumer<String, String> committed = committedReader(partition)) {
            zombie.beginTransaction();
            send(zombie, partition, "lost");
            zombie.flush();
            try (KafkaProducer<String, String> successor = producer("fenced")) {
                assertThatThrownBy(() -> {
                            send(zombie, partition, "lost too");
                            zombie.commitTransaction();
                        })
                        .isInstanceOfAny(ProducerFencedException.class, InvalidProducerEpochException.class);
                successor.beginTransaction();
                send(successor, partition, "kept");
                successor.commitTransaction();
            }
            assertThat(valuesOf(take(committed, 1))).containsExactly("kept");
        }
    }

    @Test
    void aTransactionThatGoesOnForTooLongIsAborted() throws Exception {
        TopicPartition partition = clients.topic("slow", 1);
        try (KafkaProducer<String, String> slow = producer("slow", "transaction.timeout.ms", "500");
                KafkaProducer<String, String> plain = clients.producer();
                KafkaConsumer<String, String> committed = committedReader(partition)) {
            slow.beginTransaction();
            send(slow, partition, "lost");
            slow.flush();
            plain.send(new ProducerRecord<>(partition.topic(), "after")).get();
            assertThat(valuesOf(take(committed, 1))).containsExactly("after");
            assertThatThrownBy(slow::commitTransaction).isInstanceOf(KafkaException.class);
        }
        assertThatThrownBy(() -> producer("slow", "transaction.timeout.ms", "900001"))
                .hasMessageContaining("transaction.max.timeout.ms");
    }

    @Test
    void offsetsAreCommittedWithTheRecordsThatCameOfThem() throws Exception {
        TopicPartition input = clients.topic("input", 1);
        TopicPartition output = clients.topic("output", 1);
        try (KafkaProducer<String, String> plain = clients.producer()) {
            for (int i = 0; i < 100; i++) {
                plain.send(new ProducerRecord<>(input.topic(), "v" + i)).get();
            }
        }
        int worked = 0;
        for (int run = 0; run < 4; run++) {
            try (KafkaConsumer<String, String> member =
                            clients.member("eos", "isolation.level", "read_committed", "max.poll.records", "7");
                    KafkaProducer<String, String> producer = producer("eos")) {
                member.subscribe(List.of(input.topic()));
                for (int i = 0; i < 5 && worked < 100; i++) {
                    List<ConsumerRecord<String, String>> records = take(member, 1);
                    producer.beginTransaction();
                    records.forEach(record -> send(producer, output, record.value() + "!"));
                    producer.sendOffsetsToTransaction(
                            Map.of(
                                    input,
                                    new OffsetAndMetadata(records.getLast().offset() + 1)),
                            member.groupMetadata());
                    if (i == 4 || (run + i) % 3 == 2) {
                        producer.abortTransaction();
                        break;
                    }
                    producer.commitTransaction();
                    worked += records.size();
                }
            }
        }
        try (KafkaConsumer<String, String> committed = committedReader(output);
                Admin admin = clients.admin()) {
            List<String> read = valuesOf(take(committed, worked));
            assertThat(read)
                    .isEqualTo(IntStream.range(0, worked)
                            .mapToObj(i -> "v" + i + "!")
                            .toList());
            OffsetAndMetadata offset = admin.listConsumerGroupOffsets("eos")
                    .partitionsToOffsetAndMetadata()
                    .get()
                    .get(input);
            assertThat(offset.offset()).isEqualTo(worked).isPositive();
        }
    }

    @Test
    void openTransactionsOutliveARestart() throws Exception {
        TopicPartition partition = clients.topic("restarted", 1);
        try (KafkaProducer<String, String> producer = producer("restarted");
                KafkaConsumer<String, String> committed = committedReader(partition)) {
            producer.beginTransaction();
            send(producer, partition, "before");
            producer.flush();
            broker.restart();
            assertThat(committed.poll(Duration.ofMillis(300))).isEmpty();
            send(producer, partition, "after");
            producer.commitTransaction();
            assertThat(valuesOf(take(committed, 2))).containsExactly("before", "after");
            producer.beginTransaction();
            send(producer, partition, "next");
            producer.commitTransaction();
            assertThat(valuesOf(take(committed, 1))).containsExactly("next");
        }
    }

    @Test
    void theAdminClientListsDescribesAndAborts() throws Exception {
        TopicPartition partition = clients.topic("administered", 1);
        try (KafkaProducer<String, String> producer = producer("administered");
                KafkaConsumer<String, String> committed = committedReader(partition);
                Admin admin = clients.admin()) {
            producer.beginTransaction();
            send(producer, partition, "lost");
            producer.flush();
            TransactionDescription described = admin.describeTransactions(List.of("administered"))
                    .description("administered")
                    .get();
            assertThat(described.state()).isEqualTo(TransactionState.ONGOING);
            assertThat(described.topicPartitions()).containsExactly(partition);
            assertThat(admin.listTransactions(new ListTransactionsOptions()
                                    .filterStates(List.of(TransactionState.ONGOING))
                                    .filterOnTransactionalIdPattern("admin.*"))
                            .all()
                            .get())
                    .extracting(TransactionListing::transactionalId)
                    .containsExactly("administered");
            ProducerState state = admin.describeProducers(List.of(partition))
                    .partitionResult(partition)
                    .get()
                    .activeProducers()
                    .getFirst();
            assertThat(state.currentTransactionStartOffset()).hasValue(0);
            admin.abortTransaction(
                            new AbortTransactionSpec(partition, state.producerId(), (short) state.producerEpoch(), -1))
                    .all()
                    .get();
            try (KafkaProducer<String, String> plain = clients.producer()) {
                plain.send(new ProducerRecord<>(partition.topic(), "after")).get();
            }
            assertThat(valuesOf(take(committed, 1))).containsExactly("after");
            admin.fenceProducers(List.of("administered")).all().get();
            assertThatThrownBy(producer::commitTransaction).isInstanceOf(KafkaException.class);
        }
    }

    @Test
    void manyPartitionsBelongToOneTransaction() throws Exception {
        clients.topic("wide", 40);
        TopicPartition[] partitions = IntStream.range(0, 40)
                .mapToObj(i -> new TopicPartition("wide", i))
                .toArray(TopicPartition[]::new);
        try (KafkaProducer<String, String> producer = producer("wide");
                KafkaConsumer<String, String> committed = committedReader(partitions)) {
            for (int run = 0; run < 5; run++) {
                producer.beginTransaction();
                for (TopicPartition partition : partitions) {
                    send(producer, partition, "x", "y");
                }
                producer.commitTransaction();
            }
            assertThat(take(committed, 400)).hasSize(400);
        }
    }
}
