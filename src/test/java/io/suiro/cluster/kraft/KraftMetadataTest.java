package io.suiro.cluster.kraft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.suiro.base.FileSystemDisk;
import io.suiro.record.Batch;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.metadata.AbortTransactionRecord;
import org.apache.kafka.common.metadata.BeginTransactionRecord;
import org.apache.kafka.common.metadata.EndTransactionRecord;
import org.apache.kafka.common.metadata.PartitionRecord;
import org.apache.kafka.common.metadata.ProducerIdsRecord;
import org.apache.kafka.common.metadata.TopicRecord;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.image.MetadataDelta;
import org.apache.kafka.image.MetadataImage;
import org.apache.kafka.image.MetadataProvenance;
import org.apache.kafka.image.writer.ImageWriterOptions;
import org.apache.kafka.image.writer.RecordListWriter;
import org.apache.kafka.metadata.PartitionRegistration;
import org.apache.kafka.server.common.ApiMessageAndVersion;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is read of metadata that Kafka's classes write, held against what Kafka's own image of it says. */
class KraftMetadataTest {
    private static final Uuid ORDERS = Uuid.randomUuid();

    @TempDir
    Path root;

    private Path directory;
    private KraftFiles files;

    @BeforeEach
    void create() throws IOException {
        directory = root.resolve("__cluster_metadata-0");
        files = new KraftFiles(directory);
    }

    private KraftImage read() throws IOException {
        return KraftMetadata.read(new FileSystemDisk(), directory);
    }

    private KraftTopic orders() throws IOException {
        return Objects.requireNonNull(read().topics().get("orders"));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void randomChangesComeToWhatKafkaMakesOfThem(long seed) throws IOException {
        Random random = new Random(seed);
        RandomKraft changes = new RandomKraft(random);
        MetadataImage expected = MetadataImage.EMPTY;
        files.leaderChange(1, 1);
        for (int i = 0; i < 300; i++) {
            List<ApiMessage> records = changes.next();
            files.append(records.toArray(ApiMessage[]::new));
            expected = replay(expected, records, files.nextOffset());
            if (random.nextInt(100) == 0) {
                files.roll();
            }
            if (random.nextInt(100) == 0) {
                snapshot(expected);
            }
        }
        assertSame(read(), expected);
    }

    private static MetadataImage replay(MetadataImage image, List<ApiMessage> records, long endOffset) {
        MetadataDelta delta = new MetadataDelta.Builder().setImage(image).build();
        records.forEach(delta::replay);
        return delta.apply(new MetadataProvenance(endOffset - 1, 1, 0, true));
    }

    /** As Kafka's SnapshotGenerator takes one; the log before it goes, as it does in time. */
    private void snapshot(MetadataImage image) throws IOException {
        RecordListWriter writer = new RecordListWriter();
        image.write(
                writer,
                new ImageWriterOptions.Builder(image.features().metadataVersionOrThrow())
                        .setEligibleLeaderReplicasEnabled(true)
                        .build());
        files.snapshot(files.nextOffset(), writer.records());
        Path before = files.segment();
        if (!before.equals(files.roll())) {
            Files.delete(before);
        }
    }

    private static void assertSame(KraftImage read, MetadataImage expected) {
        assertThat(read.topics().keySet())
                .isEqualTo(expected.topics().topicsByName().keySet());
        read.topics().forEach((name, topic) -> {
            var kafka = expected.topics().getTopic(name);
            assertThat(topic.id()).isEqualTo(kafka.id());
            assertThat(topic.partitions()).hasSize(kafka.partitions().size());
            for (int i = 0; i < topic.partitions().size(); i++) {
                assertThat(topic.partitions().get(i))
                        .isEqualTo(partition(
                                Objects.requireNonNull(kafka.partitions().get(i))));
            }
        });
        assertThat(read.configs()).isEqualTo(configs(expected));
        assertThat(read.nextProducerId())
                .isEqualTo(Math.max(0, expected.producerIds().nextProducerId()));
        assertThat(read.others()).isEqualTo(others(expected));
    }

    private static KraftPartition partition(PartitionRegistration kafka) {
        return new KraftPartition(
                ints(kafka.replicas), ints(kafka.isr), ints(kafka.elr), kafka.leaderEpoch, List.of(kafka.directories));
    }

    private static List<Integer> ints(int[] values) {
        return IntStream.of(values).boxed().toList();
    }

    private static Map<ConfigResource, Map<String, String>> configs(MetadataImage image) {
        Map<ConfigResource, Map<String, String>> configs = new HashMap<>();
        image.configs().resourceData().forEach((resource, altered) -> {
            if (!altered.data().isEmpty()) {
                configs.put(resource, new TreeMap<>(altered.data()));
            }
        });
        return configs;
    }

    private static Map<KraftImage.Other, Integer> others(MetadataImage image) {
        Map<KraftImage.Other, Integer> counts = new TreeMap<>();
        counts.put(KraftImage.Other.ACL, image.acls().acls().size());
        counts.put(
                KraftImage.Other.SCRAM_CREDENTIAL,
                image.scram().mechanisms().values().stream().mapToInt(Map::size).sum());
        counts.put(
                KraftImage.Other.CLIENT_QUOTA,
                image.clientQuotas().entities().values().stream()
                        .mapToInt(quota -> quota.quotas().size())
                        .sum());
        counts.values().removeIf(count -> count == 0);
        return counts;
    }

    @Test
    void aTransactionCountsOnceItHasEnded() throws IOException {
        files.append(new BeginTransactionRecord(), topic("orders", ORDERS));
        files.append(partition(ORDERS, 0));
        assertThat(read().topics()).isEmpty();

        files.append(new EndTransactionRecord());
        assertThat(read().topics()).containsOnlyKeys("orders");
    }

    @Test
    void anAbortedTransactionNeverCounts() throws IOException {
        files.append(new BeginTransactionRecord(), topic("orders", ORDERS), partition(ORDERS, 0));
        files.append(new AbortTransactionRecord());
        files.append(new ProducerIdsRecord().setNextProducerId(3000));

        assertThat(read().topics()).isEmpty();
        assertThat(read().nextProducerId()).isEqualTo(3000);
    }

    @Test
    void whatTheSnapshotCoversIsNotReadTwice() throws IOException {
        files.append(topic("orders", ORDERS), partition(ORDERS, 0));
        files.snapshot(files.nextOffset(), newest(topic("orders", ORDERS), partition(ORDERS, 0)));
        files.append(partition(ORDERS, 1));

        assertThat(orders().partitions()).hasSize(2);
    }

    @Test
    void theVotersAreThoseOfTheLastLeader() throws IOException {
        files.leaderChange(1, 1, 2, 3);
        assertThat(read().voters()).containsExactly(1, 2, 3);
        files.leaderChange(1, 1);
        assertThat(read().voters()).containsExactly(1);
    }

    @Test
    void theTornTailOfACrashCountsForNothing() throws IOException {
        files.append(topic("orders", ORDERS), partition(ORDERS, 0));
        long whole = Files.size(files.segment());
        files.append(partition(ORDERS, 1));
        int last = (int) (Files.size(files.segment()) - whole);
        for (int cut = 1; cut < last; cut++) {
            files.tear(1);
            assertThat(orders().partitions()).hasSize(1);
        }
    }

    @Test
    void damageBeforeTheLastBatchIsRefused() throws IOException {
        files.append(topic("orders", ORDERS), partition(ORDERS, 0));
        files.append(partition(ORDERS, 1));
        byte[] content = Files.readAllBytes(files.segment());
        content[70] ^= 1;
        Files.write(files.segment(), content);

        assertThatThrownBy(this::read)
                .hasMessage(files.segment() + " is damaged at byte 0: no sound batch begins there");
    }

    @Test
    void aSegmentThatIsMissingIsRefused() throws IOException {
        files.append(topic("orders", ORDERS), partition(ORDERS, 0));
        Path first = files.segment();
        files.roll();
        files.append(partition(ORDERS, 1));
        Files.delete(first);

        assertThatThrownBy(this::read).hasMessage(directory + " lacks its records from offset 0 to 2");
    }

    @Test
    void aSnapshotWithoutItsFooterIsRefused() throws IOException {
        Path snapshot = files.snapshot(5, List.of());
        byte[] content = Files.readAllBytes(snapshot);
        int header = Batch.sizeInBytes(ByteBuffer.wrap(content), 0);
        Files.write(snapshot, Arrays.copyOf(content, header));

        assertThatThrownBy(this::read).hasMessage(snapshot + " is not whole: it lacks the footer");
    }

    @Test
    void aDirectoryWithoutMetadataIsRefused() throws IOException {
        Files.delete(files.segment());
        assertThatThrownBy(this::read).hasMessage(directory + " holds neither a log nor a snapshot of metadata");
    }

    @Test
    void aRecordOfALaterKafkaIsRefusedWithItsOffset() throws IOException {
        files.append(topic("orders", ORDERS), partition(ORDERS, 0));
        files.appendValues(new byte[] {1, 99, 0});
        assertThatThrownBy(this::read)
                .hasMessage(files.segment()
                        + " cannot be read at offset 2: it is of kind 99, which Kafka 4.3 does not know");
    }

    @Test
    void aChangeOfATopicThatIsNotThereIsRefused() throws IOException {
        files.append(partition(ORDERS, 0));
        assertThatThrownBy(this::read).hasMessageContaining("topic " + ORDERS + " changes and is not there");
    }

    @Test
    void anEmptyLogIsAnEmptyCluster() throws IOException {
        assertThat(read().topics()).isEmpty();
    }

    private static TopicRecord topic(String name, Uuid id) {
        return new TopicRecord().setName(name).setTopicId(id);
    }

    private static PartitionRecord partition(Uuid topicId, int partition) {
        return new PartitionRecord()
                .setTopicId(topicId)
                .setPartitionId(partition)
                .setReplicas(List.of(1))
                .setIsr(List.of(1))
                .setLeader(1)
                .setLeaderEpoch(0)
                .setPartitionEpoch(0)
                .setDirectories(List.of(Uuid.randomUuid()));
    }

    private static List<ApiMessageAndVersion> newest(ApiMessage... records) {
        List<ApiMessageAndVersion> versioned = new ArrayList<>();
        for (ApiMessage record : records) {
            versioned.add(new ApiMessageAndVersion(record, record.highestSupportedVersion()));
        }
        return versioned;
    }
}
