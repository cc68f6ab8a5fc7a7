package io.suiro.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.suiro.cluster.MetadataCommand.CreatePartitions;
import io.suiro.cluster.MetadataCommand.CreateTopic;
import io.suiro.cluster.MetadataCommand.DeleteTopic;
import io.suiro.error.Outcome;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DecideTopicsTest {
    private TestCluster cluster;

    @BeforeEach
    void threeBrokers() throws IOException {
        cluster = new TestCluster(5, Long.MAX_VALUE, Map.of("num.partitions", "4", "default.replication.factor", "2"));
        cluster.register(1, 2, 3);
    }

    private void assertRefused(MetadataCommand<? extends Outcome<?>> command, Errors code, String part) {
        MetadataImage before = cluster.controller.image();
        Outcome<?> outcome = cluster.ask(command);
        assertThat(outcome.code()).isEqualTo(code);
        assertThat(outcome.detail()).contains(part);
        assertThat(cluster.controller.image()).isSameAs(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "a b", "ä", "a/b"})
    void namesThatKafkaForbidsAreRefused(String name) {
        assertRefused(TestCluster.topic(name), Errors.INVALID_TOPIC_EXCEPTION, "");
    }

    @Test
    void aNameOfMoreThan249CharactersIsRefused() {
        assertRefused(TestCluster.topic("a".repeat(250)), Errors.INVALID_TOPIC_EXCEPTION, "249");
    }

    @Test
    void dotsAndUnderscoresCollide() {
        cluster.createTopic("a.b_c", 1, 1).orThrow();
        assertRefused(
                TestCluster.topic("a_b.c"), Errors.INVALID_TOPIC_EXCEPTION, "collides with existing topic: a.b_c");
        assertRefused(TestCluster.topic("a.b_c"), Errors.TOPIC_ALREADY_EXISTS, "Topic 'a.b_c' already exists.");
    }

    @Test
    void theMetadataTopicOfKafkaCannotBeCreated() {
        assertRefused(TestCluster.topic("__cluster_metadata"), Errors.INVALID_REQUEST, "prohibited");
    }

    @Test
    void countsThatMakeNoSenseAreRefused() {
        assertRefused(TestCluster.topic("t", 0, 1), Errors.INVALID_PARTITIONS, "non-positive");
        assertRefused(TestCluster.topic("t", -2, 1), Errors.INVALID_PARTITIONS, "non-positive");
        assertRefused(TestCluster.topic("t", 1, 0), Errors.INVALID_REPLICATION_FACTOR, "larger than 0");
        assertRefused(TestCluster.topic("t", 1, -2), Errors.INVALID_REPLICATION_FACTOR, "larger than 0");
        assertRefused(TestCluster.topic("t", 1, 4), Errors.INVALID_REPLICATION_FACTOR, "only 3 broker(s)");
        assertRefused(TestCluster.topic("t", 10_001, 1), Errors.POLICY_VIOLATION, "Excessively large");
    }

    @Test
    void withoutABrokerNothingCanBePlaced() throws IOException {
        cluster = TestCluster.create();
        assertRefused(TestCluster.topic("t"), Errors.INVALID_REPLICATION_FACTOR, "fenced");
    }

    @Test
    void aTopicCanBeCreatedWhileABrokerRestarts() {
        cluster.fence(2).orThrow();
        PartitionImage partition =
                cluster.createTopic("t", 1, 3).orThrow().partitions().getFirst();
        assertThat(partition.replicas()).containsExactlyInAnyOrder(1, 2, 3).endsWith(2);
        assertThat(partition.isr()).containsExactlyInAnyOrder(1, 3);
        assertThat(cluster.createTopic("u", 6, 2).orThrow().partitions())
                .noneMatch(any -> any.replicas().contains(2));
        cluster.fence(1).orThrow();
        cluster.fence(3).orThrow();
        assertRefused(TestCluster.topic("v"), Errors.INVALID_REPLICATION_FACTOR, "fenced");
    }

    @Test
    void aDefaultThatCannotBeIsRefusedWhenItIsUsed() throws IOException {
        cluster = new TestCluster(1, Long.MAX_VALUE, Map.of("default.replication.factor", "0"));
        cluster.register(1);
        assertRefused(TestCluster.topic("t", 1, -1), Errors.INVALID_REPLICATION_FACTOR, "must be positive");
    }

    @Test
    void minusOneMeansTheBrokersDefaults() {
        TopicImage topic = cluster.createTopic("t", -1, -1).orThrow();
        assertThat(topic.partitions())
                .hasSize(4)
                .allMatch(partition -> partition.replicas().size() == 2);
    }

    @Test
    void leadersGoRoundAndReplicasAreDifferentBrokers() {
        TopicImage topic = cluster.createTopic("t", 9, 3).orThrow();
        Map<Integer, Integer> leads = new HashMap<>();
        for (PartitionImage partition : topic.partitions()) {
            leads.merge(partition.leader(), 1, Integer::sum);
            assertThat(partition.replicas()).containsExactlyInAnyOrder(1, 2, 3).startsWith(partition.leader());
            assertThat(partition.isr()).isEqualTo(partition.replicas());
        }
        assertThat(leads).containsEntry(1, 3).containsEntry(2, 3).containsEntry(3, 3);
    }

    @Test
    void validateOnlyAnswersAndChangesNothing() {
        MetadataImage before = cluster.controller.image();
        var outcome = cluster.ask(new CreateTopic("t", 2, (short) 1, Map.of(), Map.of(), true));
        assertThat(outcome.orThrow().partitions()).hasSize(2);
        assertThat(cluster.controller.image()).isSameAs(before);
    }

    @Test
    void settingsAreCheckedAndKept() {
        var command = new CreateTopic("t", 1, (short) 1, Map.of(), Map.of("retention.ms", "5"), false);
        cluster.ask(command).orThrow();
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, "t");
        assertThat(cluster.controller.image().configs(resource)).containsOnly(Map.entry("retention.ms", "5"));
        var wrong = new CreateTopic("u", 1, (short) 1, Map.of(), Map.of("retentoin.ms", "5"), false);
        assertRefused(wrong, Errors.INVALID_CONFIG, "did you mean retention.ms?");
    }

    @Test
    void assignmentsByHandAreTakenAsTheyAre() {
        var topic = cluster.ask(TestCluster.assigned("t", Map.of(0, List.of(2, 1), 1, List.of(3, 2))))
                .orThrow();
        assertThat(topic.partitions().get(0)).isEqualTo(new PartitionImage(2, List.of(2, 1), List.of(2, 1), 0, 0));
        assertThat(topic.partitions().get(1).leader()).isEqualTo(3);
    }

    @Test
    void assignmentsThatMakeNoSenseAreRefused() {
        assertAssignmentRefused(Map.of(1, List.of(1)), "consecutive 0-based");
        assertAssignmentRefused(Map.of(0, List.of()), "empty replica list");
        assertAssignmentRefused(Map.of(0, List.of(1, 9)), "broker 9, but no such broker is registered");
        assertAssignmentRefused(Map.of(0, List.of(1, 1)), "the broker 1 more than once");
        assertAssignmentRefused(Map.of(0, List.of(1, 2), 1, List.of(1)), "not consistent with previous partitions");
        var both = new CreateTopic("t", 1, (short) -1, Map.of(0, List.of(1)), Map.of(), false);
        assertRefused(both, Errors.INVALID_REQUEST, "numPartitions was not set to -1");
        var factor = new CreateTopic("t", -1, (short) 1, Map.of(0, List.of(1)), Map.of(), false);
        assertRefused(factor, Errors.INVALID_REQUEST, "replication factor was not set to -1");
    }

    private void assertAssignmentRefused(Map<Integer, List<Integer>> assignments, String part) {
        assertRefused(TestCluster.assigned("t", assignments), Errors.INVALID_REPLICA_ASSIGNMENT, part);
    }

    @Test
    void partitionsOnlyBecomeMoreAndContinueTheRound() {
        TopicImage topic = cluster.createTopic("t", 2, 2).orThrow();
        assertRefused(new CreatePartitions("u", 3, null, false), Errors.UNKNOWN_TOPIC_OR_PARTITION, "");
        assertRefused(new CreatePartitions("t", 2, null, false), Errors.INVALID_PARTITIONS, "already has 2");
        assertRefused(new CreatePartitions("t", 1, null, false), Errors.INVALID_PARTITIONS, "not be an increase");
        assertRefused(
                new CreatePartitions("t", 4, List.of(List.of(1, 2)), false),
                Errors.INVALID_REPLICA_ASSIGNMENT,
                "Attempted to add 2");
        assertRefused(
                new CreatePartitions("t", 3, List.of(List.of(1)), false),
                Errors.INVALID_REPLICA_ASSIGNMENT,
                "not consistent");

        TopicImage grown =
                cluster.ask(new CreatePartitions("t", 3, null, false)).orThrow();
        assertThat(grown.partitions().subList(0, 2)).isEqualTo(topic.partitions());
        assertThat(grown.partitions().stream().map(PartitionImage::leader).distinct())
                .hasSize(3);
        assertThat(cluster.controller.image().topic("t")).isEqualTo(grown);
    }

    @Test
    void aDeletedTopicTakesItsSettingsWithIt() {
        var command = new CreateTopic("t", 1, (short) 1, Map.of(), Map.of("retention.ms", "5"), false);
        TopicImage topic = cluster.ask(command).orThrow();
        assertThat(cluster.ask(new DeleteTopic(topic.id())).orThrow()).isEqualTo(topic);
        assertThat(cluster.controller.image().topic("t")).isNull();
        assertThat(cluster.controller.image().configs()).isEmpty();
        assertRefused(new DeleteTopic(topic.id()), Errors.UNKNOWN_TOPIC_ID, "");
        assertThat(cluster.createTopic("t", 1, 1).orThrow().id()).isNotEqualTo(topic.id());
    }

    @Test
    void deletionCanBeSwitchedOff() throws IOException {
        cluster = new TestCluster(1, Long.MAX_VALUE, Map.of("delete.topic.enable", "false"));
        cluster.register(1);
        Uuid id = cluster.createTopic("t", 1, 1).orThrow().id();
        assertRefused(new DeleteTopic(id), Errors.TOPIC_DELETION_DISABLED, "");
    }
}
