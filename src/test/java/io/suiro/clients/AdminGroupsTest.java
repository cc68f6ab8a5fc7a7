package io.suiro.clients;

import static io.suiro.clients.JavaClients.take;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.suiro.TestBroker;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.admin.MemberToRemove;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.GroupNotEmptyException;
import org.apache.kafka.common.errors.GroupSubscribedToTopicException;
import org.apache.kafka.common.errors.UnknownMemberIdException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kafka's admin client and consumer groups. */
final class AdminGroupsTest {
    private static final String TOPIC = "read";
    private static final TopicPartition PARTITION = new TopicPartition(TOPIC, 0);

    @TempDir
    private static Path data;

    private static TestBroker broker;
    private static JavaClients clients;
    private static Admin admin;

    @BeforeAll
    static void start() throws Exception {
        broker = TestBroker.start(data);
        clients = new JavaClients(broker);
        admin = clients.admin();
        clients.topic(TOPIC, 1);
        try (KafkaProducer<String, String> producer = clients.producer()) {
            producer.send(new ProducerRecord<>(TOPIC, "v")).get();
        }
    }

    @AfterAll
    static void close() {
        admin.close();
        broker.close();
    }

    @Test
    void aGroupIsListedAndDescribedWithItsMembers() throws Exception {
        try (KafkaConsumer<String, String> consumer =
                clients.member("described", "client.id", "reader", "group.instance.id", "instance")) {
            consumer.subscribe(List.of(TOPIC));
            take(consumer, 1);
            ConsumerGroupDescription described = describe("described");
            assertThat(described.groupState()).isEqualTo(GroupState.STABLE);
            assertThat(described.partitionAssignor()).isEqualTo("range");
            assertThat(described.coordinator().id()).isEqualTo(TestBroker.ID);
            MemberDescription member = described.members().iterator().next();
            assertThat(member.clientId()).isEqualTo("reader");
            assertThat(member.groupInstanceId()).contains("instance");
            assertThat(member.host()).contains("127.0.0.1");
            assertThat(member.assignment().topicPartitions()).containsExactly(PARTITION);
            assertThat(admin.listGroups().all().get())
                    .extracting(GroupListing::groupId)
                    .contains("described");
        }
    }

    @Test
    void aGroupThatIsInUseIsNotDeletedNorItsOffsetsAltered() throws Exception {
        try (KafkaConsumer<String, String> consumer = clients.member("in-use")) {
            consumer.subscribe(List.of(TOPIC));
            take(consumer, 1);
            consumer.commitSync();
            fails(admin.deleteConsumerGroups(List.of("in-use")).all(), GroupNotEmptyException.class);
            fails(
                    admin.alterConsumerGroupOffsets("in-use", Map.of(PARTITION, new OffsetAndMetadata(0)))
                            .all(),
                    UnknownMemberIdException.class);
            fails(
                    admin.deleteConsumerGroupOffsets("in-use", Set.of(PARTITION))
                            .partitionResult(PARTITION),
                    GroupSubscribedToTopicException.class);
        }
        await().until(() -> describe("in-use").groupState() == GroupState.EMPTY);
        admin.deleteConsumerGroups(List.of("in-use")).all().get();
        fails(admin.deleteConsumerGroups(List.of("in-use")).all(), GroupIdNotFoundException.class);
        fails(admin.describeConsumerGroups(List.of("in-use")).all(), GroupIdNotFoundException.class);
    }

    @Test
    void offsetsOfAnEmptyGroupAreAlteredListedAndDeleted() throws Exception {
        admin.alterConsumerGroupOffsets("altered", Map.of(PARTITION, new OffsetAndMetadata(1, "by hand")))
                .all()
                .get();
        assertThat(offsets("altered")).isEqualTo(Map.of(PARTITION, new OffsetAndMetadata(1, "by hand")));
        admin.deleteConsumerGroupOffsets("altered", Set.of(PARTITION)).all().get();
        assertThat(offsets("altered")).isEmpty();
    }

    @Test
    void offsetsGoWithTheirTopic() throws Exception {
        TopicPartition partition = clients.topic("short-lived", 1);
        admin.alterConsumerGroupOffsets("left-behind", Map.of(partition, new OffsetAndMetadata(0)))
                .all()
                .get();
        admin.deleteTopics(List.of("short-lived")).all().get();
        await().until(() -> offsets("left-behind").isEmpty());
    }

    @Test
    void aMemberIsRemovedByHand() throws Exception {
        try (KafkaConsumer<String, String> consumer = clients.member("removed", "group.instance.id", "gone")) {
            consumer.subscribe(List.of(TOPIC));
            take(consumer, 1);
            admin.removeMembersFromConsumerGroup(
                            "removed", new RemoveMembersFromConsumerGroupOptions(List.of(new MemberToRemove("gone"))))
                    .all()
                    .get();
            assertThat(describe("removed").members()).isEmpty();
        }
    }

    private static ConsumerGroupDescription describe(String group) throws Exception {
        return admin.describeConsumerGroups(List.of(group)).all().get().get(group);
    }

    private static Map<TopicPartition, OffsetAndMetadata> offsets(String group) throws Exception {
        return admin.listConsumerGroupOffsets(group)
                .partitionsToOffsetAndMetadata()
                .get();
    }

    private static void fails(KafkaFuture<?> future, Class<? extends Throwable> reason) {
        assertThatThrownBy(future::get).cause().isExactlyInstanceOf(reason);
    }
}
