package io.suiro.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.suiro.TestBroker;
import io.suiro.broker.OffsetResets;
import io.suiro.broker.OffsetResets.Target;
import io.suiro.error.Refused;
import io.suiro.share.ShareTraffic;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListConfigResourcesOptions;
import org.apache.kafka.clients.admin.ListGroupsOptions;
import org.apache.kafka.clients.admin.ListShareGroupOffsetsSpec;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.ShareGroupDescription;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.protocol.Errors;
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
    private static final Map<String, Object> EXPLICIT = Map.of("share.acknowledgement.mode", "explicit");

    @TempDir
    Path data;

    @TempDir
    Path files;

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

    @Test
    void moreConsumersThanPartitionsShareTheWork() throws Exception {
        create("t", 1);
        List<KafkaShareConsumer<String, String>> members = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            members.add(join("g", Map.of("max.poll.records", "10", "share.acquire.mode", "record_limit")));
        }
        produce("t", 0, 300);
        Map<Integer, Set<String>> taken = new HashMap<>();
        List<String> all = new ArrayList<>();
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(1))
                .pollInSameThread()
                .until(() -> {
                    for (int i = 0; i < members.size(); i++) {
                        Set<String> ofMember = taken.computeIfAbsent(i, key -> new HashSet<>());
                        members.get(i).poll(POLL).forEach(record -> {
                            ofMember.add(record.value());
                            all.add(record.value());
                        });
                    }
                    return all.size() >= 300;
                });
        assertThat(all).containsExactlyInAnyOrderElementsOf(numbers(0, 300));
        assertThat(taken.values()).allMatch(ofMember -> !ofMember.isEmpty());
    }

    @Test
    void acceptedIsDoneReleasedComesAgainRejectedNever() throws Exception {
        create("t", 1);
        produce("t", 0, 3);
        KafkaShareConsumer<String, String> consumer = join("g", EXPLICIT);
        List<ConsumerRecord<String, String>> first = takeRecords(consumer, 3);
        consumer.acknowledge(first.get(0), AcknowledgeType.ACCEPT);
        consumer.acknowledge(first.get(1), AcknowledgeType.RELEASE);
        consumer.acknowledge(first.get(2), AcknowledgeType.REJECT);
        assertThat(consumer.commitSync().values()).allMatch(Optional::isEmpty);

        ShareTraffic traffic = broker.broker().shareGroups().partitions().traffic();
        assertThat(traffic.delivered()).isEqualTo(3);
        for (var type : List.of(
                io.suiro.share.AcknowledgeType.ACCEPT,
                io.suiro.share.AcknowledgeType.RELEASE,
                io.suiro.share.AcknowledgeType.REJECT)) {
            assertThat(traffic.acknowledged(type)).as("%s", type).isEqualTo(1);
        }

        List<ConsumerRecord<String, String>> second = takeRecords(consumer, 1);
        assertThat(second).extracting(ConsumerRecord::value).containsExactly("v1");
        assertThat(broker.broker().shareGroups().partitions().inFlight()).isEqualTo(2);
        assertThat(second.getFirst().deliveryCount()).contains((short) 2);
        consumer.acknowledge(second.getFirst(), AcknowledgeType.ACCEPT);
        consumer.commitSync();
        produce("t", 3, 4);
        assertThat(take(consumer, 1)).containsExactly("v3");
    }

    @Test
    void whatNobodyAcknowledgesInTimeComesToAnother() throws Exception {
        alter("g", "share.record.lock.duration.ms", "1000");
        create("t", 1);
        produce("t", 0, 1);
        assertThat(take(join("g", EXPLICIT), 1)).containsExactly("v0");
        List<ConsumerRecord<String, String>> again = takeRecords(join("g", EXPLICIT), 1);
        // The lock may end once more on the way to a consumer that has just begun.
        assertThat(again.getFirst().deliveryCount().orElseThrow()).isGreaterThanOrEqualTo((short) 2);
        assertThat(broker.broker().shareGroups().partitions().traffic().expired())
                .isPositive();
    }

    @Test
    void aRecordThatIsReleasedTooOftenIsGivenUp() throws Exception {
        alter("g", "share.delivery.count.limit", "2");
        create("t", 1);
        produce("t", 0, 2);
        KafkaShareConsumer<String, String> consumer = join("g", EXPLICIT);
        for (int i = 0; i < 2; i++) {
            for (ConsumerRecord<String, String> record : takeRecords(consumer, i == 0 ? 2 : 1)) {
                consumer.acknowledge(
                        record, record.value().equals("v0") ? AcknowledgeType.RELEASE : AcknowledgeType.ACCEPT);
            }
            consumer.commitSync();
        }
        produce("t", 2, 3);
        assertThat(take(consumer, 1)).containsExactly("v2");
    }

    @Test
    void aRecordThatMakesItsConsumerFailTakesNoOtherWithIt() throws Exception {
        create("t", 1);
        produce("t", 0, 40);
        KafkaShareConsumer<String, String> consumer = join("g", EXPLICIT);
        Set<String> accepted = new HashSet<>();
        List<Integer> failed = new ArrayList<>();
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(1))
                .pollInSameThread()
                .until(() -> {
                    List<ConsumerRecord<String, String>> taken = new ArrayList<>();
                    consumer.poll(POLL).forEach(taken::add);
                    boolean fails =
                            taken.stream().anyMatch(record -> record.value().equals("v7"));
                    taken.forEach(record ->
                            consumer.acknowledge(record, fails ? AcknowledgeType.RELEASE : AcknowledgeType.ACCEPT));
                    consumer.commitSync();
                    if (fails) {
                        failed.add(taken.size());
                    } else {
                        taken.forEach(record -> accepted.add(record.value()));
                    }
                    return accepted.size() >= 39;
                });
        assertThat(failed).hasSize(5).startsWith(40, 40, 40, 20).endsWith(1);
        produce("t", 40, 41);
        assertThat(take(consumer, 1)).containsExactly("v40");
    }

    @Test
    void aConsumerThatIsClosedGivesBackWhatItHas() throws Exception {
        create("t", 1);
        produce("t", 0, 2);
        KafkaShareConsumer<String, String> first = join("g", EXPLICIT);
        assertThat(take(first, 2)).hasSize(2);
        consumers.remove(first);
        first.close();
        List<ConsumerRecord<String, String>> again = takeRecords(join("g", EXPLICIT), 2);
        assertThat(again).allMatch(record -> record.deliveryCount().orElseThrow() == 1);
    }

    @Test
    void aRestartLosesNothingThatWasAccepted() throws Exception {
        create("t", 1);
        produce("t", 0, 10);
        KafkaShareConsumer<String, String> first = join("g", EXPLICIT);
        for (ConsumerRecord<String, String> record : takeRecords(first, 10)) {
            boolean isEven = record.offset() % 2 == 0;
            first.acknowledge(record, isEven ? AcknowledgeType.ACCEPT : AcknowledgeType.RELEASE);
        }
        first.commitSync();
        consumers.remove(first);
        first.close();
        broker.restart();
        assertThat(take(join("g", EXPLICIT), 5)).containsExactly("v1", "v3", "v5", "v7", "v9");
    }

    @Test
    void aBrokerThatRestartsUnderAMemberServesItOn() throws Exception {
        create("t", 2);
        produce("t", 0, 10);
        KafkaShareConsumer<String, String> consumer = join("g", Map.of());
        assertThat(take(consumer, 10)).hasSize(10);
        consumer.commitSync();
        broker.restart();
        produce("t", 10, 20);
        assertThat(take(consumer, 10)).containsExactlyInAnyOrderElementsOf(numbers(10, 20));
    }

    @Test
    void aGroupBeginsAtTheEndUnlessItIsSetOtherwise() throws Exception {
        create("t", 1);
        produce("t", 0, 5);
        KafkaShareConsumer<String, String> consumer = join("at-the-end", Map.of());
        await().atMost(PATIENCE).pollInSameThread().until(() -> {
            consumer.poll(POLL);
            return offsets("at-the-end").getOrDefault(new TopicPartition("t", 0), -1L) == 5;
        });
        produce("t", 5, 6);
        assertThat(take(consumer, 1)).containsExactly("v5");
    }

    @Test
    void recordsOfAbortedTransactionsAreNotDeliveredToReadersOfCommittedOnes() throws Exception {
        alter("g", "share.isolation.level", "read_committed");
        create("t", 1);
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.address(), "transactional.id", "x"),
                new StringSerializer(),
                new StringSerializer())) {
            producer.initTransactions();
            for (int i = 0; i < 4; i++) {
                producer.beginTransaction();
                var _ = producer.send(new ProducerRecord<>("t", "v" + i));
                producer.flush();
                if (i % 2 == 0) {
                    producer.abortTransaction();
                } else {
                    producer.commitTransaction();
                }
            }
        }
        KafkaShareConsumer<String, String> consumer = join("g", Map.of());
        assertThat(take(consumer, 2)).containsExactly("v1", "v3");
    }

    @Test
    void aMemberMayAskForMoreTime() throws Exception {
        alter("g", "share.record.lock.duration.ms", "1500");
        create("t", 1);
        produce("t", 0, 1);
        KafkaShareConsumer<String, String> consumer = join("g", EXPLICIT);
        ConsumerRecord<String, String> record = takeRecords(consumer, 1).getFirst();
        long begin = System.nanoTime();
        while (System.nanoTime() - begin < Duration.ofSeconds(4).toNanos()) {
            consumer.acknowledge(record, AcknowledgeType.RENEW);
            assertThat(consumer.commitSync().values()).allMatch(Optional::isEmpty);
            List<ConsumerRecord<String, String>> renewed = takeRecords(consumer, 1);
            assertThat(renewed.getFirst().deliveryCount()).contains((short) 1);
            record = renewed.getFirst();
        }
        consumer.acknowledge(record, AcknowledgeType.ACCEPT);
        assertThat(consumer.commitSync().values()).allMatch(Optional::isEmpty);
    }

    @Test
    void administratorsSeeAndMoveOffsets() throws Exception {
        create("t", 1);
        TopicPartition partition = new TopicPartition("t", 0);
        produce("t", 0, 10);
        KafkaShareConsumer<String, String> consumer = join("g", Map.of());
        assertThat(take(consumer, 10)).hasSize(10);
        consumer.commitSync();
        ShareGroupDescription described = admin.describeShareGroups(List.of("g"))
                .describedGroups()
                .get("g")
                .get();
        assertThat(described.groupState()).isEqualTo(GroupState.STABLE);
        assertThat(described.members()).hasSize(1);
        assertThat(admin.listGroups(ListGroupsOptions.forShareGroups()).all().get())
                .extracting(GroupListing::groupId)
                .containsExactly("g");
        assertThat(offsets("g")).containsEntry(partition, 10L);

        consumers.remove(consumer);
        consumer.close();
        await().atMost(PATIENCE)
                .until(() -> admin.describeShareGroups(List.of("g"))
                                .describedGroups()
                                .get("g")
                                .get()
                                .groupState()
                        == GroupState.EMPTY);
        admin.alterShareGroupOffsets("g", Map.of(partition, 7L)).all().get();
        assertThat(offsets("g")).containsEntry(partition, 7L);
        KafkaShareConsumer<String, String> next = join("g", Map.of());
        assertThat(take(next, 3)).isEqualTo(numbers(7, 10));
        next.commitSync();
        consumers.remove(next);
        next.close();

        admin.deleteShareGroupOffsets("g", Set.of("t")).all().get();
        assertThat(offsets("g")).isEmpty();
        admin.deleteShareGroups(List.of("g")).all().get();
        assertThat(admin.listGroups().all().get()).isEmpty();
    }

    @Test
    void aConsumerWhoseConnectionsEndGivesBackWhatItHas() throws Exception {
        create("t", 1);
        produce("t", 0, 2);
        KafkaShareConsumer<String, String> first = join("g", EXPLICIT);
        assertThat(take(first, 2)).hasSize(2);
        consumers.remove(first);
        // Nothing is acknowledged and no session closed: the broker sees the sockets end.
        first.close(Duration.ZERO);
        assertThat(take(join("g", EXPLICIT), 2)).hasSize(2);
    }

    @Test
    void aPartitionThatIsAddedIsReadToo() throws Exception {
        create("t", 1);
        KafkaShareConsumer<String, String> consumer = join("g", Map.of());
        produce("t", 0, 1);
        assertThat(take(consumer, 1)).containsExactly("v0");
        admin.createPartitions(Map.of("t", NewPartitions.increaseTo(2))).all().get();
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.address()), new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>("t", 1, "k", "there")).get();
        }
        assertThat(take(consumer, 1)).containsExactly("there");
    }

    @Test
    void kafkasToolShowsAndResetsAGroup() throws Exception {
        create("t", 1);
        produce("t", 0, 4);
        KafkaShareConsumer<String, String> consumer = join("g", Map.of());
        assertThat(take(consumer, 4)).hasSize(4);
        consumer.commitSync();
        KafkaTools tools = new KafkaTools(files, broker.address());
        assertThat(said(tools.shareGroups("--list", "--state"))).contains("g", "Stable");
        assertThat(said(tools.shareGroups("--describe", "--group", "g"))).containsPattern("g +t +0 +4 +0");
        assertThat(said(tools.shareGroups("--describe", "--group", "g", "--members")))
                .contains("t:0");
        consumers.remove(consumer);
        consumer.close();
        Program reset =
                tools.shareGroups("--reset-offsets", "--group", "g", "--topic", "t", "--to-earliest", "--execute");
        assertThat(said(reset)).containsPattern("g +t +0 +0");
        assertThat(take(join("g", Map.of()), 4)).isEqualTo(numbers(0, 4));
    }

    @Test
    void whatWasDoneIsDoneAgainFromTheOffsetThatAGroupIsResetTo() throws Exception {
        create("t", 1);
        produce("t", 0, 6);
        TopicPartition partition = new TopicPartition("t", 0);
        KafkaShareConsumer<String, String> consumer = join("g", Map.of());
        assertThat(take(consumer, 6)).hasSize(6);
        consumer.commitSync();
        OffsetResets resets = broker.broker().groups().offsetResets();
        assertThat(resets.reset("g", Map.of(partition, new Target.Earliest()), false))
                .failsWithin(PATIENCE)
                .withThrowableThat()
                .havingCause()
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.code()).isEqualTo(Errors.NON_EMPTY_GROUP));
        consumers.remove(consumer);
        consumer.close();
        assertThat(resets.reset("g", Map.of(partition, new Target.Offset(4)), false))
                .succeedsWithin(PATIENCE)
                .isEqualTo(List.of(new OffsetResets.Reset(partition, 6L, 4)));
        assertThat(offsets("g")).containsEntry(partition, 4L);
        assertThat(take(join("g", Map.of()), 2)).isEqualTo(numbers(4, 6));
    }

    @Test
    void aGroupsSettingsAreDescribedAndHeldToTheBrokersBounds() throws Exception {
        ConfigResource group = new ConfigResource(ConfigResource.Type.GROUP, "g");
        Config config = admin.describeConfigs(List.of(group)).all().get().get(group);
        assertThat(config.get("share.auto.offset.reset").value()).isEqualTo("earliest");
        assertThat(config.get("share.auto.offset.reset").source())
                .isEqualTo(ConfigEntry.ConfigSource.DYNAMIC_GROUP_CONFIG);
        assertThat(config.get("share.heartbeat.interval.ms").value()).isEqualTo("500");
        assertThatThrownBy(() -> alter("g", "share.delivery.count.limit", "11"))
                .hasMessageContaining("must be less than or equal to group.share.max.delivery.count.limit");
        assertThat(admin.listConfigResources(Set.of(ConfigResource.Type.GROUP), new ListConfigResourcesOptions())
                        .all()
                        .get())
                .containsExactly(group);
    }

    private static String said(Program program) throws Exception {
        return program.run().well().output();
    }

    private Map<TopicPartition, Long> offsets(String group) throws Exception {
        Map<TopicPartition, Long> offsets = new HashMap<>();
        admin.listShareGroupOffsets(Map.of(group, new ListShareGroupOffsetsSpec()))
                .partitionsToOffsetInfo(group)
                .get()
                .forEach((partition, info) -> {
                    if (info != null) {
                        offsets.put(partition, info.startOffset());
                    }
                });
        return offsets;
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
                var _ = producer.send(new ProducerRecord<>(topic, "v" + i));
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
