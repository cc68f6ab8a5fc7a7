package io.suiro.clients;

import static io.suiro.clients.JavaClients.take;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.suiro.TestBroker;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.CreateTopicsOptions;
import org.apache.kafka.clients.admin.CreateTopicsResult;
import org.apache.kafka.clients.admin.DescribeClusterResult;
import org.apache.kafka.clients.admin.LogDirDescription;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicCollection;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.InvalidPartitionsException;
import org.apache.kafka.common.errors.InvalidReplicaAssignmentException;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.OffsetOutOfRangeException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicIdException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kafka's admin client and topics: their life, their offsets, and the cluster they are in. */
final class AdminTopicsTest {
    @TempDir
    private static Path data;

    private static TestBroker broker;
    private static JavaClients clients;
    private static Admin admin;

    @BeforeAll
    static void start() {
        broker = TestBroker.start(data);
        clients = new JavaClients(broker);
        admin = clients.admin();
    }

    @AfterAll
    static void close() {
        admin.close();
        broker.close();
    }

    @Test
    void aTopicIsCreatedAsAskedAndDescribed() throws Exception {
        NewTopic wanted = new NewTopic("asked", 3, (short) 1).configs(Map.of("retention.ms", "1000"));
        CreateTopicsResult created = admin.createTopics(List.of(wanted));
        assertThat(created.numPartitions("asked").get()).isEqualTo(3);
        assertThat(created.replicationFactor("asked").get()).isEqualTo(1);
        assertThat(created.config("asked").get().get("retention.ms").value()).isEqualTo("1000");

        TopicDescription described = describe("asked");
        assertThat(described.topicId()).isEqualTo(created.topicId("asked").get());
        assertThat(described.isInternal()).isFalse();
        assertThat(described.partitions()).hasSize(3).allSatisfy(partition -> {
            assertThat(partition.leader().id()).isEqualTo(TestBroker.ID);
            assertThat(partition.replicas()).extracting(Node::id).containsExactly(TestBroker.ID);
            assertThat(partition.isr()).extracting(Node::id).containsExactly(TestBroker.ID);
        });
        assertThat(admin.describeTopics(TopicCollection.ofTopicIds(List.of(described.topicId())))
                        .allTopicIds()
                        .get()
                        .get(described.topicId())
                        .name())
                .isEqualTo("asked");
        assertThat(admin.listTopics().names().get()).contains("asked");
    }

    @Test
    void whatIsOnlyValidatedIsDescribedAndNotCreated() throws Exception {
        NewTopic wanted = new NewTopic("imagined", 3, (short) 1).configs(Map.of("retention.ms", "1000"));
        CreateTopicsResult checked = admin.createTopics(List.of(wanted), new CreateTopicsOptions().validateOnly(true));
        assertThat(checked.numPartitions("imagined").get()).isEqualTo(3);
        Config config = checked.config("imagined").get();
        assertThat(config.get("retention.ms").value()).isEqualTo("1000");
        assertThat(admin.listTopics().names().get()).doesNotContain("imagined");
    }

    @Test
    void aTopicIsPlacedWhereItIsAssigned() throws Exception {
        create(new NewTopic("assigned", Map.of(0, List.of(TestBroker.ID), 1, List.of(TestBroker.ID))));
        assertThat(describe("assigned").partitions())
                .extracting(TopicPartitionInfo::partition)
                .containsExactly(0, 1);
    }

    @Test
    void aTopicThatCannotBeIsRefusedWithItsReason() throws Exception {
        create(new NewTopic("there", 1, (short) 1));
        refused(new NewTopic("there", 1, (short) 1), TopicExistsException.class);
        refused(new NewTopic("collides.a", 0, (short) 1), InvalidPartitionsException.class);
        refused(new NewTopic("replicated", 1, (short) 3), InvalidReplicationFactorException.class);
        refused(new NewTopic("elsewhere", Map.of(0, List.of(77))), InvalidReplicaAssignmentException.class);
        refused(new NewTopic("bad name", 1, (short) 1), InvalidTopicException.class);
        refused(new NewTopic("..", 1, (short) 1), InvalidTopicException.class);
        refused(new NewTopic("x".repeat(250), 1, (short) 1), InvalidTopicException.class);
        refused(
                new NewTopic("configured", 1, (short) 1).configs(Map.of("no.such.setting", "1")),
                InvalidConfigurationException.class);
    }

    @Test
    void namesAtTheLimitWork() throws Exception {
        for (String name : List.of("y".repeat(249), "a.b_c-D9", "_")) {
            create(new NewTopic(name, 1, (short) 1));
            try (KafkaProducer<String, String> producer = clients.producer()) {
                assertThat(producer.send(new ProducerRecord<>(name, "v")).get().offset())
                        .isZero();
            }
        }
    }

    @Test
    void namesThatOnlyDifferInDotAndUnderscoreCollide() throws Exception {
        create(new NewTopic("dotted.name", 1, (short) 1));
        refused(new NewTopic("dotted_name", 1, (short) 1), InvalidTopicException.class);
    }

    @Test
    void aTopicIsDeletedByNameOrById() throws Exception {
        create(new NewTopic("by-name", 1, (short) 1));
        CreateTopicsResult byId = create(new NewTopic("by-id", 1, (short) 1));
        admin.deleteTopics(List.of("by-name")).all().get();
        admin.deleteTopics(
                        TopicCollection.ofTopicIds(List.of(byId.topicId("by-id").get())))
                .all()
                .get();
        assertThat(admin.listTopics().names().get()).doesNotContain("by-name", "by-id");
        fails(admin.describeTopics(List.of("by-name")).allTopicNames(), UnknownTopicOrPartitionException.class);
        fails(admin.deleteTopics(List.of("by-name")).all(), UnknownTopicOrPartitionException.class);
        fails(
                admin.deleteTopics(TopicCollection.ofTopicIds(List.of(Uuid.randomUuid())))
                        .all(),
                UnknownTopicIdException.class);
    }

    @Test
    void aNewTopicOfAnOldNameIsEmpty() throws Exception {
        Uuid before =
                create(new NewTopic("again", 1, (short) 1)).topicId("again").get();
        try (KafkaProducer<String, String> producer = clients.producer()) {
            producer.send(new ProducerRecord<>("again", "v")).get();
        }
        admin.deleteTopics(List.of("again")).all().get();
        Uuid after =
                create(new NewTopic("again", 1, (short) 1)).topicId("again").get();
        assertThat(after).isNotEqualTo(before);
        assertThat(offset("again", OffsetSpec.latest())).isZero();
    }

    @Test
    void aTopicGrowsAndDoesNotShrink() throws Exception {
        create(new NewTopic("growing", 1, (short) 1));
        admin.createPartitions(Map.of("growing", NewPartitions.increaseTo(3)))
                .all()
                .get();
        assertThat(describe("growing").partitions()).hasSize(3);
        try (KafkaProducer<String, String> producer = clients.producer()) {
            producer.send(new ProducerRecord<>("growing", 2, "k", "v")).get();
        }
        fails(
                admin.createPartitions(Map.of("growing", NewPartitions.increaseTo(2)))
                        .all(),
                InvalidPartitionsException.class);
        fails(
                admin.createPartitions(Map.of("nowhere", NewPartitions.increaseTo(2)))
                        .all(),
                UnknownTopicOrPartitionException.class);
    }

    @Test
    void recordsBeforeAnOffsetAreDeleted() throws Exception {
        TopicPartition partition = produced("shortened");
        assertThat(admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(4)))
                        .lowWatermarks()
                        .get(partition)
                        .get()
                        .lowWatermark())
                .isEqualTo(4);
        assertThat(offset("shortened", OffsetSpec.earliest())).isEqualTo(4);
        try (KafkaConsumer<String, String> consumer = clients.consumer()) {
            consumer.assign(List.of(partition));
            assertThat(take(consumer, 6)).extracting(ConsumerRecord::offset).startsWith(4L);
        }
        fails(
                admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(99)))
                        .all(),
                OffsetOutOfRangeException.class);
        admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(-1)))
                .all()
                .get();
        assertThat(offset("shortened", OffsetSpec.earliest())).isEqualTo(10);
    }

    @Test
    void offsetsAreListedByEverySpecification() throws Exception {
        produced("listed");
        assertThat(offset("listed", OffsetSpec.earliest())).isZero();
        assertThat(offset("listed", OffsetSpec.latest())).isEqualTo(10);
        assertThat(offset("listed", OffsetSpec.forTimestamp(1_005))).isEqualTo(5);
        assertThat(offset("listed", OffsetSpec.forTimestamp(9_999))).isEqualTo(-1);
        assertThat(offset("listed", OffsetSpec.maxTimestamp())).isEqualTo(9);
        assertThat(offset("listed", OffsetSpec.earliestLocal())).isZero();
        assertThat(offset("listed", OffsetSpec.latestTiered())).isEqualTo(-1);
    }

    @Test
    void theLogDirectoryTellsTheSizesOfItsPartitions() throws Exception {
        TopicPartition partition = produced("sized");
        Map<String, LogDirDescription> directories = admin.describeLogDirs(List.of(TestBroker.ID))
                .allDescriptions()
                .get()
                .get(TestBroker.ID);
        assertThat(directories).containsOnlyKeys(data.toString());
        LogDirDescription directory = directories.get(data.toString());
        assertThat(directory.error()).isNull();
        assertThat(directory.replicaInfos().get(partition).size()).isPositive();
        assertThat(directory.usableBytes()).isPresent();
    }

    @Test
    void activeProducersAreDescribed() throws Exception {
        TopicPartition partition = clients.topic("produced-to", 1);
        try (KafkaProducer<String, String> producer = clients.producer("linger.ms", "0")) {
            for (int i = 0; i < 3; i++) {
                producer.send(new ProducerRecord<>("produced-to", "v" + i)).get();
            }
            List<ProducerState> producers = admin.describeProducers(List.of(partition))
                    .partitionResult(partition)
                    .get()
                    .activeProducers();
            assertThat(producers).extracting(ProducerState::lastSequence).containsExactly(2);
        }
    }

    @Test
    void theClusterIsDescribed() throws Exception {
        DescribeClusterResult cluster = admin.describeCluster();
        assertThat(cluster.clusterId().get()).isNotEmpty();
        assertThat(cluster.controller().get().id()).isEqualTo(TestBroker.ID);
        assertThat(cluster.nodes().get()).extracting(Node::port).containsExactly(broker.port());
    }

    private static CreateTopicsResult create(NewTopic topic) throws Exception {
        CreateTopicsResult created = admin.createTopics(List.of(topic));
        created.all().get();
        return created;
    }

    private static void refused(NewTopic topic, Class<? extends Throwable> reason) {
        fails(admin.createTopics(List.of(topic)).all(), reason);
    }

    private static void fails(KafkaFuture<?> future, Class<? extends Throwable> reason) {
        assertThatThrownBy(future::get)
                .cause()
                .isExactlyInstanceOf(reason)
                .message()
                .isNotEmpty();
    }

    private static TopicDescription describe(String topic) throws Exception {
        return admin.describeTopics(List.of(topic)).allTopicNames().get().get(topic);
    }

    private static long offset(String topic, OffsetSpec spec) throws Exception {
        TopicPartition partition = new TopicPartition(topic, 0);
        return admin.listOffsets(Map.of(partition, spec))
                .partitionResult(partition)
                .get()
                .offset();
    }

    /** Ten records with the times 1000 to 1009. */
    private static TopicPartition produced(String topic) throws Exception {
        TopicPartition partition = clients.topic(topic, 1);
        try (KafkaProducer<String, String> producer = clients.producer()) {
            for (int i = 0; i < 10; i++) {
                var _ = producer.send(new ProducerRecord<>(topic, 0, 1_000L + i, "k", "v" + i));
            }
        }
        return partition;
    }
}
