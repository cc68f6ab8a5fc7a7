package io.suiro.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.suiro.TestBroker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListGroupsOptions;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.SubscriptionPattern;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.GroupType;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupNotEmptyException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Java client with {@code group.protocol=consumer}. */
class ConsumerProtocolTest {
    private static final Duration POLL = Duration.ofMillis(20);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path data;

    private TestBroker broker;
    private Admin admin;
    private final List<KafkaConsumer<String, String>> consumers = new ArrayList<>();

    @BeforeEach
    void start() {
        broker = TestBroker.start(
                data,
                Map.of(
                        "group.consumer.heartbeat.interval.ms", "500",
                        "group.consumer.min.heartbeat.interval.ms", "500"));
        admin = Admin.create(Map.of("bootstrap.servers", broker.address()));
    }

    @AfterEach
    void stop() {
        consumers.forEach(consumer -> consumer.close());
        admin.close();
        broker.close();
    }

    @Test
    void twentyMembersShareFortyPartitionsAndTakeOverFromThoseWhoLeave() throws Exception {
        create("t", 40);
        for (int i = 0; i < 20; i++) {
            join(Map.of()).subscribe(List.of("t"));
        }
        awaitShares(40, 2);

        for (int i = 0; i < 10; i++) {
            consumers.removeLast().close();
        }
        awaitShares(40, 4);
    }

    @Test
    void aMemberContinuesWhereTheOneBeforeItCommitted() throws Exception {
        create("t", 1);
        produce("t", "a", "b", "c");
        KafkaConsumer<String, String> first = join(Map.of("auto.offset.reset", "earliest"));
        first.subscribe(List.of("t"));
        List<String> read = new ArrayList<>();
        await().atMost(PATIENCE).until(() -> {
            first.poll(POLL).forEach(record -> read.add(record.value()));
            return read.size() == 3;
        });
        first.commitSync();
        consumers.removeLast().close();
        produce("t", "d");

        KafkaConsumer<String, String> second = join(Map.of("auto.offset.reset", "earliest"));
        second.subscribe(List.of("t"));
        await().atMost(PATIENCE).until(() -> {
            second.poll(POLL).forEach(record -> read.add(record.value()));
            return read.size() == 4;
        });
        assertThat(read).containsExactly("a", "b", "c", "d");
    }

    @Test
    void aRegularExpressionFollowsTheTopicsThatItMatches() throws Exception {
        create("logs-a", 2);
        create("other", 2);
        KafkaConsumer<String, String> consumer = join(Map.of());
        consumer.subscribe(new SubscriptionPattern("logs-.*"));
        awaitAssignment(consumer, Set.of(new TopicPartition("logs-a", 0), new TopicPartition("logs-a", 1)));

        create("logs-b", 1);
        awaitAssignment(
                consumer,
                Set.of(
                        new TopicPartition("logs-a", 0),
                        new TopicPartition("logs-a", 1),
                        new TopicPartition("logs-b", 0)));
    }

    @Test
    void newPartitionsAreAssignedAndDeletedTopicsAreNot() throws Exception {
        create("t", 1);
        create("u", 1);
        // Else the consumer's next question about the deleted topic may create it anew.
        KafkaConsumer<String, String> consumer = join(Map.of("allow.auto.create.topics", "false"));
        consumer.subscribe(List.of("t", "u"));
        awaitAssignment(consumer, Set.of(new TopicPartition("t", 0), new TopicPartition("u", 0)));

        admin.createPartitions(Map.of("t", NewPartitions.increaseTo(2))).all().get();
        admin.deleteTopics(List.of("u")).all().get();
        awaitAssignment(consumer, Set.of(new TopicPartition("t", 0), new TopicPartition("t", 1)));
    }

    @Test
    void aStaticMemberThatComesBackHasItsPartitionsAtOnce() throws Exception {
        create("t", 4);
        KafkaConsumer<String, String> steady = join(Map.of("group.instance.id", "one"));
        KafkaConsumer<String, String> restarted = join(Map.of("group.instance.id", "two"));
        steady.subscribe(List.of("t"));
        restarted.subscribe(List.of("t"));
        awaitShares(4, 2);
        Set<TopicPartition> before = restarted.assignment();

        consumers.removeLast().close();
        KafkaConsumer<String, String> back = join(Map.of("group.instance.id", "two"));
        back.subscribe(List.of("t"));
        awaitAssignment(back, before);
        assertThat(describe().groupEpoch()).contains(2);
    }

    @Test
    void groupsAreListedDescribedAndDeleted() throws Exception {
        create("t", 2);
        KafkaConsumer<String, String> consumer = join(Map.of());
        consumer.subscribe(List.of("t"));
        awaitShares(2, 2);
        consumer.commitSync(Map.of(new TopicPartition("t", 0), new OffsetAndMetadata(0)));

        assertThat(admin.listGroups(new ListGroupsOptions().withTypes(Set.of(GroupType.CONSUMER)))
                        .all()
                        .get())
                .extracting(GroupListing::groupId)
                .containsExactly("g");
        ConsumerGroupDescription group = describe();
        assertThat(group.type()).isEqualTo(GroupType.CONSUMER);
        assertThat(group.groupState()).isEqualTo(GroupState.STABLE);
        assertThat(group.partitionAssignor()).isEqualTo("uniform");
        assertThat(group.members()).singleElement().satisfies(member -> {
            assertThat(member.assignment().topicPartitions()).hasSize(2);
            assertThat(member.targetAssignment()).contains(member.assignment());
        });
        assertThatThrownBy(() -> admin.deleteConsumerGroups(List.of("g")).all().get())
                .hasCauseInstanceOf(GroupNotEmptyException.class);

        consumers.removeLast().close();
        assertThat(describe().groupState()).isEqualTo(GroupState.EMPTY);
        admin.deleteConsumerGroups(List.of("g")).all().get();
        assertThat(admin.listGroups().all().get()).isEmpty();
    }

    @Test
    void membersGoOnAfterTheBrokerWasRestarted() throws Exception {
        create("t", 6);
        for (int i = 0; i < 3; i++) {
            join(Map.of()).subscribe(List.of("t"));
        }
        awaitShares(6, 2);
        int epoch = describe().groupEpoch().orElseThrow();

        broker.restart();
        join(Map.of()).subscribe(List.of("t"));
        awaitAll(consumer -> {}, 6);
        await().atMost(PATIENCE).until(() -> {
            poll();
            return consumers.stream()
                    .noneMatch(consumer -> consumer.assignment().isEmpty());
        });
        assertThat(describe().groupEpoch().orElseThrow()).isEqualTo(epoch + 1);
    }

    @Test
    void anEmptyGroupChangesItsProtocolAndKeepsItsOffsets() throws Exception {
        create("t", 1);
        TopicPartition partition = new TopicPartition("t", 0);
        KafkaConsumer<String, String> classic = join(Map.of("group.protocol", "classic"));
        classic.subscribe(List.of("t"));
        awaitAssignment(classic, Set.of(partition));
        classic.commitSync(Map.of(partition, new OffsetAndMetadata(7)));
        consumers.removeLast().close();

        KafkaConsumer<String, String> modern = join(Map.of("group.protocol", "consumer"));
        modern.subscribe(List.of("t"));
        awaitAssignment(modern, Set.of(partition));
        assertThat(describe().type()).isEqualTo(GroupType.CONSUMER);
        assertThat(modern.committed(Set.of(partition))).containsEntry(partition, new OffsetAndMetadata(7));
        consumers.removeLast().close();

        KafkaConsumer<String, String> again = join(Map.of("group.protocol", "classic"));
        again.subscribe(List.of("t"));
        awaitAssignment(again, Set.of(partition));
        assertThat(describe().type()).isEqualTo(GroupType.CLASSIC);
        assertThat(again.committed(Set.of(partition))).containsEntry(partition, new OffsetAndMetadata(7));
    }

    private void create(String topic, int partitions) throws ExecutionException, InterruptedException {
        admin.createTopics(List.of(new NewTopic(topic, partitions, (short) 1)))
                .all()
                .get();
    }

    private void produce(String topic, String... values) throws ExecutionException, InterruptedException {
        Map<String, Object> config = Map.of("bootstrap.servers", broker.address());
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(config, new StringSerializer(), new StringSerializer())) {
            for (String value : values) {
                producer.send(new ProducerRecord<>(topic, value)).get();
            }
        }
    }

    private KafkaConsumer<String, String> join(Map<String, Object> more) {
        Map<String, Object> config = new HashMap<>(Map.of(
                "bootstrap.servers",
                broker.address(),
                "group.id",
                "g",
                "group.protocol",
                "consumer",
                "enable.auto.commit",
                false));
        config.putAll(more);
        KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(config, new StringDeserializer(), new StringDeserializer());
        consumers.add(consumer);
        return consumer;
    }

    private ConsumerGroupDescription describe() throws ExecutionException, InterruptedException {
        return admin.describeConsumerGroups(List.of("g"))
                .describedGroups()
                .values()
                .iterator()
                .next()
                .get();
    }

    private void poll() {
        consumers.forEach(consumer -> consumer.poll(Duration.ofMillis(1)));
    }

    private void awaitAssignment(KafkaConsumer<String, String> consumer, Set<TopicPartition> expected) {
        await().atMost(PATIENCE).until(() -> {
            poll();
            return consumer.assignment().equals(expected);
        });
    }

    /** Until each has so many, and together they have all, each once. */
    private void awaitShares(int partitions, int share) {
        awaitAll(consumer -> assertThat(consumer.assignment()).hasSize(share), partitions);
    }

    private void awaitAll(Consumer<KafkaConsumer<String, String>> each, int partitions) {
        await().atMost(PATIENCE).untilAsserted(() -> {
            poll();
            Set<TopicPartition> all = new HashSet<>();
            int sum = 0;
            for (KafkaConsumer<String, String> consumer : consumers) {
                each.accept(consumer);
                all.addAll(consumer.assignment());
                sum += consumer.assignment().size();
            }
            assertThat(all).hasSize(partitions);
            assertThat(sum).isEqualTo(partitions);
        });
    }
}
