package io.suiro.tool;

import static org.assertj.core.api.Assertions.assertThat;

import io.suiro.TestBroker;
import io.suiro.broker.Broker;
import io.suiro.cluster.PartitionImage;
import io.suiro.cluster.TopicImage;
import io.suiro.tool.adopt.KafkaData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.metadata.AccessControlEntryRecord;
import org.apache.kafka.common.metadata.BrokerRegistrationChangeRecord;
import org.apache.kafka.common.metadata.PartitionChangeRecord;
import org.apache.kafka.common.metadata.ProducerIdsRecord;
import org.apache.kafka.common.metadata.TopicRecord;
import org.apache.kafka.common.metadata.UserScramCredentialRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code ./suiro adopt} takes over, and what it says of the rest. */
class AdoptTest {
    @TempDir
    Path root;

    private Path data;
    private KafkaData kafka;

    @BeforeEach
    void create() throws IOException {
        data = root.resolve("data");
        kafka = new KafkaData(data);
    }

    private String adopt(String... options) {
        return adopted(data, options);
    }

    private static String adopted(Path data, String... options) {
        Typed typed = Typed.run(Stream.concat(Stream.of("adopt", data.toString()), Stream.of(options)));
        assertThat(typed.status()).as(typed.errors()).isZero();
        assertThat(typed.errors()).isEmpty();
        return typed.output();
    }

    @Test
    void topicsSettingsAndRecordsAreServed() throws IOException {
        Uuid orders = kafka.topic("orders", 2);
        kafka.config(ConfigResource.Type.TOPIC, "orders", "retention.ms", "-1");
        kafka.config(ConfigResource.Type.BROKER, "", "log.retention.ms", "-1");
        kafka.config(ConfigResource.Type.BROKER, "1", "message.max.bytes", "2000000");
        kafka.metadata().append(new ProducerIdsRecord().setBrokerId(1).setNextProducerId(7000));

        assertThat(adopt().lines())
                .contains(
                        data + " of node 1 in cluster " + KafkaData.CLUSTER + ":",
                        "  topic orders, 2 partitions",
                        "  settings of topic orders {retention.ms=-1}",
                        "  settings of all brokers {log.retention.ms=-1}",
                        "  settings of broker 1 {message.max.bytes=2000000}",
                        "  producer ids from 1000000007000 on",
                        "Adopted. Kafka's metadata is kept in " + data.resolve("__cluster_metadata-0.adopted") + ".",
                        "To start: ./suiro start --data " + data);

        try (TestBroker broker = TestBroker.start(data)) {
            Broker core = broker.broker();
            assertThat(core.cluster().id()).isEqualTo(KafkaData.CLUSTER);
            TopicImage topic = Objects.requireNonNull(core.topics().image().topic("orders"));
            assertThat(topic.id()).isEqualTo(orders);
            assertThat(topic.partitions())
                    .containsOnly(new PartitionImage(1, List.of(1), List.of(1), KafkaData.LEADER_EPOCH + 3, 2));
            assertThat(core.partitions().get(new TopicPartition("orders", 1)).highWatermark())
                    .isEqualTo(1);
            assertThat(core.settings().topicValue("orders", "retention.ms")).isEqualTo("-1");
            assertThat(core.settings().value("log.retention.ms")).isEqualTo("-1");
            assertThat(core.settings().value("message.max.bytes")).isEqualTo("2000000");
            assertThat(core.producerIds().next().toCompletableFuture().join().orThrow())
                    .isEqualTo(1_000_000_007_000L);
        }
    }

    @Test
    void recoveryIsToldThatKafkaWasKilled() throws IOException {
        kafka.topic("orders", 1);
        adopt();
        assertThat(data.resolve(".kafka_killed")).exists();
    }

    @Test
    void recoveryIsToldNothingAfterACleanEnd() throws IOException {
        kafka.topic("orders", 1);
        Files.createFile(data.resolve(".kafka_cleanshutdown"));
        adopt();
        assertThat(data.resolve(".kafka_killed")).doesNotExist();
    }

    @Test
    void aDryRunSaysTheSameAndChangesNothing() throws IOException {
        kafka.topic("orders", 2);
        kafka.store("gone-0", Uuid.randomUuid());
        Files.createFile(data.resolve(".lock"));
        List<String> before = tree();

        String dry = adopt("--dry-run");

        assertThat(tree()).isEqualTo(before);
        assertThat(dry).endsWith("Nothing was changed: this was a dry run.\n");
        assertThat(adopt()).startsWith(dry.substring(0, dry.indexOf("Nothing was changed")));
    }

    private List<String> tree() throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.map(file -> file + " " + file.toFile().length() + " "
                            + file.toFile().lastModified())
                    .sorted()
                    .toList();
        }
    }

    @Test
    void theMetadataMayBeInAnotherDirectory() throws IOException {
        Path elsewhere = root.resolve("metadata");
        Path other = root.resolve("other");
        new KafkaData(other, elsewhere).topic("orders", 1);

        assertThat(adopted(other, "--metadata", elsewhere.toString())).contains("topic orders, 1 partition");

        assertThat(elsewhere.resolve("__cluster_metadata-0.adopted")).isNotEmptyDirectory();
        assertThat(elsewhere.resolve("__cluster_metadata-0")).doesNotExist();
        try (TestBroker broker = TestBroker.start(other)) {
            assertThat(broker.broker().topics().hasPartition("orders", 0)).isTrue();
        }
    }

    @Test
    void aReplicaThatIsEligibleToLeadWillDo() throws IOException {
        Uuid orders = kafka.topic("orders", 1);
        kafka.metadata()
                .append(
                        new PartitionChangeRecord()
                                .setTopicId(orders)
                                .setPartitionId(0)
                                .setReplicas(List.of(1, 2))
                                .setIsr(List.of())
                                .setLeader(-1)
                                .setEligibleLeaderReplicas(List.of(1)),
                        new BrokerRegistrationChangeRecord().setBrokerId(1).setFenced((byte) 1));
        adopt();
        try (TestBroker broker = TestBroker.start(data)) {
            // The partition itself takes its role in its lane's turn, which may still be to come.
            assertThat(Objects.requireNonNull(broker.broker().topics().image().topic("orders"))
                            .partitions()
                            .getFirst()
                            .leaderEpoch())
                    .isEqualTo(KafkaData.LEADER_EPOCH + 4);
        }
    }

    @Test
    void settingsThatMeanNothingHereAreNamedAndTheirValuesAreNot() throws IOException {
        kafka.topic("orders", 1);
        kafka.config(ConfigResource.Type.TOPIC, "orders", "of.tomorrow", "secret");
        kafka.config(ConfigResource.Type.BROKER, "1", "listener.name.external.ssl.key.password", "secret");
        kafka.config(ConfigResource.Type.BROKER, "2", "log.retention.ms", "1");
        kafka.config(ConfigResource.Type.BROKER, "", "num.partitions", "3");
        kafka.config(ConfigResource.Type.GROUP, "readers", "consumer.session.timeout.ms", "50000");
        kafka.config(ConfigResource.Type.GROUP, "readers", "streams.session.timeout.ms", "50000");

        String output = adopt();

        assertThat(output.lines())
                .contains(
                        "warning: of.tomorrow of topic orders is not taken over: Suiro has no such setting",
                        "warning: listener.name.external.ssl.key.password of broker 1 is not taken over: Suiro has no"
                                + " such setting",
                        "warning: log.retention.ms of broker 2 is not taken over: it is of another broker",
                        "warning: num.partitions of all brokers is not taken over: here it is set at the start, with"
                                + " ./suiro start --set num.partitions=3",
                        "warning: streams.session.timeout.ms of group readers is not taken over: Suiro has no such"
                                + " setting");
        assertThat(output).doesNotContain("secret");
    }

    @Test
    void whatNoPartOfSuiroKnowsIsCounted() throws IOException {
        for (int i = 0; i < 3; i++) {
            kafka.metadata().append(new AccessControlEntryRecord().setId(Uuid.randomUuid()));
        }
        kafka.metadata().append(new UserScramCredentialRecord().setName("alice"));

        assertThat(adopt().lines())
                .contains(
                        "warning: not taken over, for Suiro does not know them yet and lets everybody in: 3 ACLs, 1 SCRAM"
                                + " credentials",
                        "warning: levels of Kafka's features are not taken over, for Suiro has its own:"
                                + " {metadata.version=30}");
    }

    @Test
    void topicsThatAskForMoreReplicasThanOneAreNamed() throws IOException {
        kafka.topic("orders", 1);
        kafka.topic("bills", 1);
        kafka.config(ConfigResource.Type.TOPIC, "orders", "min.insync.replicas", "2");

        assertThat(adopt())
                .contains("warning: acks=all is refused until min.insync.replicas is 1, for there is one replica now:"
                        + " orders\n");
    }

    @Test
    void aQuorumOfSeveralIsToldOf() throws IOException {
        kafka.metadata().leaderChange(1, 1, 2, 3);
        assertThat(adopt()).contains("warning: the metadata had the voters [1, 2, 3]: ");
    }

    @Test
    void directoriesOfNoTopicAreSetAside() throws IOException {
        kafka.topic("orders", 1);
        kafka.store("gone-0", Uuid.randomUuid());
        kafka.store("orders-1", Uuid.randomUuid());

        assertThat(adopt())
                .contains("warning: these directories belong to no topic, and are set aside, renamed to end in -stray:"
                        + " gone-0, orders-1\n");

        try (TestBroker broker = TestBroker.start(data)) {
            assertThat(broker.broker().topics().hasPartition("orders", 0)).isTrue();
        }
        try (Stream<Path> files = Files.list(data)) {
            assertThat(files.map(file -> file.getFileName().toString())
                            .filter(name -> name.endsWith("-stray"))
                            .map(name -> name.substring(0, name.indexOf('.'))))
                    .containsExactlyInAnyOrder("gone-0", "orders-1");
        }
    }

    @Test
    void partitionsWithoutADirectoryBeginEmpty() throws IOException {
        Uuid orders = Uuid.randomUuid();
        kafka.metadata().append(new TopicRecord().setName("orders").setTopicId(orders), KafkaData.partition(orders, 0));

        assertThat(adopt()).contains("warning: these partitions have no directory here, and begin empty: orders-0\n");

        try (TestBroker broker = TestBroker.start(data)) {
            assertThat(broker.broker()
                            .partitions()
                            .get(new TopicPartition("orders", 0))
                            .highWatermark())
                    .isZero();
        }
    }
}
