package io.suiro.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.suiro.base.TimerThread;
import io.suiro.broker.Produce.Acks;
import io.suiro.cluster.PeerRequests;
import io.suiro.embedded.EmbeddedBroker;
import io.suiro.embedded.EmbeddedCluster;
import io.suiro.embedded.TopicRecord;
import io.suiro.record.Codec;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatRequestData;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Three embedded brokers, each of which leads a partition of each topic: it makes no difference to which of them a client belongs. */
class ClusterClientTest {
    private static final List<Integer> LEADERS = List.of(0, 1, 2);
    private static final int RECORDS = 2_000;
    private static final TimerThread TIMER = new TimerThread("test");

    @TempDir
    static Path directory;

    private static EmbeddedCluster cluster;

    @BeforeAll
    static void begin() {
        cluster = EmbeddedCluster.start(
                directory,
                LEADERS.size(),
                options -> options.with(
                        Map.of("num.partitions", Integer.toString(Objects.requireNonNull(options.nodeId()) + 1))));
    }

    @AfterAll
    static void end() {
        TIMER.close();
        cluster.close();
    }

    @ParameterizedTest
    @EnumSource
    void aProducerReachesAllPartitionsInTheOrderOfTheCalls(Acks acks) {
        String topic = "sent-" + acks;
        EmbeddedCluster.create(cluster.broker(0), topic, LEADERS);
        LocalProducer producer = new LocalProducer(cluster.broker(0).broker(), acks, Codec.LZ4);
        List<CompletionStage<Stored>> sent = new ArrayList<>();
        for (int i = 0; i < RECORDS; i++) {
            for (int partition : LEADERS) {
                sent.add(producer.send(Numbers.record(topic, partition, i)));
            }
        }
        for (int i = 0; i < sent.size(); i++) {
            Stored stored = sent.get(i).toCompletableFuture().join();
            assertThat(stored.topicPartition().partition()).isEqualTo(i % LEADERS.size());
            assertThat(stored.offset()).isEqualTo(i / LEADERS.size());
        }
        for (int id : LEADERS) {
            assertThat(Numbers.stored(cluster.broker(id).topic(topic).await(sent.size(), EmbeddedCluster.PATIENCE)))
                    .isEqualTo(Numbers.first(RECORDS));
        }
    }

    @Test
    void oneWhoSendsToATopicThatDoesNotExistCreatesIt() {
        for (int id : LEADERS) {
            TopicRecord stored = cluster.broker(id).topic("new-of-" + id).send("value");
            assertThat(stored.offset()).isZero();
            assertThat(cluster.broker((id + 1) % 3).topic("new-of-" + id).await(1, EmbeddedCluster.PATIENCE))
                    .extracting(TopicRecord::value)
                    .containsExactly("value");
        }
    }

    /** Whichever of them is the controller, as with Kafka. */
    @Test
    void aTopicThatIsCreatedSoHasTheDefaultsOfThatBroker() {
        for (int id : LEADERS) {
            String topic = "default-of-" + id;
            cluster.broker(id).topic(topic).send("value");
            assertThat(EmbeddedCluster.leaders(cluster.broker(id), topic)).hasSize(id + 1);
        }
    }

    @Test
    void consumersOnAllBrokersShareAGroupAndGoOnWhereItHasGot() {
        EmbeddedCluster.create(cluster.broker(0), "shared", LEADERS);
        List<Collecting> seen = new ArrayList<>();
        List<LocalConsumer> consumers = new ArrayList<>();
        for (int id : LEADERS) {
            seen.add(new Collecting());
            consumers.add(consumer(id, "shared", "sharers", seen.getLast()));
            consumers.getLast().join();
        }
        await().atMost(EmbeddedCluster.PATIENCE)
                .until(() -> consumers.stream().allMatch(one -> one.assignment().size() == 1));
        send(1, "shared", 0, RECORDS);
        await().atMost(EmbeddedCluster.PATIENCE)
                .untilAsserted(() -> assertThat(Numbers.read(seen)).isEqualTo(Numbers.first(RECORDS)));
        for (LocalConsumer consumer : consumers) {
            Map<TopicPartition, Long> next = new HashMap<>();
            consumer.assignment().forEach(partition -> next.put(partition, (long) RECORDS));
            consumer.commit(next).toCompletableFuture().join();
        }
        consumers.forEach(LocalConsumer::close);
        for (int id : LEADERS) {
            assertThat(cluster.broker(id).topic("shared").committedBy("sharers"))
                    .isEqualTo(Map.of(0, 2_000L, 1, 2_000L, 2, 2_000L));
        }

        send(2, "shared", RECORDS, RECORDS + 10);
        Collecting later = new Collecting();
        try (LocalConsumer consumer = consumer(0, "shared", "sharers", later)) {
            consumer.join();
            await().atMost(EmbeddedCluster.PATIENCE)
                    .untilAsserted(() -> assertThat(Numbers.read(List.of(later)).values())
                            .hasSize(LEADERS.size())
                            .allSatisfy(values -> assertThat(values)
                                    .isEqualTo(IntStream.range(RECORDS, RECORDS + 10)
                                            .boxed()
                                            .toList())));
        }
    }

    /** Each broker coordinates some of them. */
    @Test
    void offsetsAndRecordsOfTransactionsCountTogetherWhoeverCoordinates() {
        EmbeddedCluster.create(cluster.broker(0), "orders", LEADERS);
        EmbeddedCluster.create(cluster.broker(0), "invoices", LEADERS);
        send(0, "orders", 0, 10);
        for (int i = 0; i < 6; i++) {
            String group = "clerks-" + i;
            String invoice = "invoice-" + i;
            EmbeddedBroker broker = cluster.broker(i % LEADERS.size());
            TransactionalProducer producer = new TransactionalProducer(broker.broker(), "clerk-" + i, 30_000);
            Collecting seen = new Collecting();
            try (LocalConsumer consumer = consumer(i % LEADERS.size(), "orders", group, seen)) {
                consumer.join();
                await().atMost(EmbeddedCluster.PATIENCE)
                        .untilAsserted(() -> assertThat(seen.records).hasSize(30));

                begin(producer);
                pass(producer, "abandoned-" + i);
                producer.abort().toCompletableFuture().join();
                begin(producer);
                pass(producer, invoice);
                producer.commit(consumer, next(consumer, 10))
                        .toCompletableFuture()
                        .join();
                begin(producer);
                pass(producer, invoice + "-again");
                producer.commit(consumer, next(consumer, 10))
                        .toCompletableFuture()
                        .join();
            }
            assertThat(broker.topic("orders").committedBy(group)).isEqualTo(Map.of(0, 10L, 1, 10L, 2, 10L));
        }
        List<String> expected = IntStream.range(0, 6)
                .boxed()
                .flatMap(i -> Stream.of("invoice-" + i, "invoice-" + i + "-again"))
                .toList();
        List<TopicRecord> invoices =
                cluster.broker(1).topic("invoices").await(3 * expected.size(), EmbeddedCluster.PATIENCE);
        for (int partition : LEADERS) {
            assertThat(invoices)
                    .filteredOn(one -> one.partition() == partition)
                    .extracting(TopicRecord::value)
                    .containsExactlyElementsOf(expected);
        }
    }

    /** As of a client's connection to the Kafka door: the process may have been killed. */
    @Test
    void aMemberWhoseConnectionHasEndedIsNotWaitedForAsLongAsItsSession() throws Exception {
        EmbeddedBroker own = cluster.broker(0);
        int coordinator = 0;
        String group = "";
        for (int i = 0; coordinator == 0; i++) {
            group = "lonely-" + i;
            coordinator = own.broker()
                    .groups()
                    .coordinatorOf(group)
                    .toCompletableFuture()
                    .join()
                    .orThrow()
                    .id();
        }
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", own.bootstrapServers()))) {
            short version = 1;
            ConsumerGroupHeartbeatRequestData join = new ConsumerGroupHeartbeatRequestData()
                    .setGroupId(group)
                    .setMemberId("member")
                    .setRebalanceTimeoutMs(30_000)
                    .setSubscribedTopicNames(List.of("lonely"))
                    .setTopicPartitions(List.of());
            try (PeerRequests.Link link = own.broker().peerRequests().link(coordinator, "lonely")) {
                link.ask(join, version, 10_000).toCompletableFuture().join();
                assertThat(members(admin, group)).isEqualTo(1);
            }
            String left = group;
            await().atMost(Duration.ofSeconds(20)).until(() -> members(admin, left) == 0);
        }
    }

    private static int members(Admin admin, String group) throws Exception {
        return Objects.requireNonNull(
                        admin.describeConsumerGroups(List.of(group)).all().get().get(group))
                .members()
                .size();
    }

    private static void begin(TransactionalProducer producer) {
        await().atMost(EmbeddedCluster.PATIENCE).until(() -> producer.begin()
                .handle((begun, failure) -> failure == null)
                .toCompletableFuture()
                .join());
    }

    private static void pass(TransactionalProducer producer, String value) {
        for (int partition : LEADERS) {
            producer.send(new OutgoingRecord("invoices", partition, 1_000, null, bytes(value), List.of()))
                    .toCompletableFuture()
                    .join();
        }
    }

    private static Map<TopicPartition, Long> next(LocalConsumer consumer, long offset) {
        Map<TopicPartition, Long> next = new HashMap<>();
        consumer.assignment().forEach(partition -> next.put(partition, offset));
        return next;
    }

    private static void send(int id, String topic, int from, int to) {
        LocalProducer producer = new LocalProducer(cluster.broker(id).broker(), Acks.ALL, Codec.NONE);
        List<CompletionStage<Stored>> sent = new ArrayList<>();
        for (int i = from; i < to; i++) {
            for (int partition : LEADERS) {
                sent.add(producer.send(Numbers.record(topic, partition, i)));
            }
        }
        sent.forEach(stored -> stored.toCompletableFuture().join());
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(UTF_8));
    }

    private static LocalConsumer consumer(int id, String topic, String group, ConsumerListener listener) {
        return new LocalConsumer(
                cluster.broker(id).broker(),
                new ConsumerOptions(
                        group,
                        "client-" + id,
                        Set.of(topic),
                        null,
                        null,
                        null,
                        OffsetReset.EARLIEST,
                        true,
                        30_000,
                        1 << 20),
                TIMER,
                listener);
    }
}
