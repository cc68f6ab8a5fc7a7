package io.suiro.tool;

import static org.assertj.core.api.Assertions.assertThat;

import io.suiro.base.FileSystemDisk;
import io.suiro.log.DirectoryLock;
import io.suiro.tool.adopt.KafkaData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.metadata.PartitionChangeRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever {@code ./suiro adopt} refuses it leaves as it was, with a sentence and a status. */
class AdoptRefusalsTest {
    @TempDir
    Path root;

    private Path data;
    private KafkaData kafka;
    private boolean kafkaStays = true;

    @BeforeEach
    void create() throws IOException {
        data = root.resolve("data");
        kafka = new KafkaData(data);
    }

    @AfterEach
    void nothingHasChanged() {
        if (kafkaStays) {
            assertThat(data.resolve("__cluster_metadata-0")).isNotEmptyDirectory();
            assertThat(data.resolve("__cluster_metadata")).doesNotExist();
        }
    }

    private static void assertRefused(Stream<String> arguments, String message) {
        assertThat(Typed.run(Stream.concat(Stream.of("adopt"), arguments)))
                .isEqualTo(new Typed(1, "", "suiro: " + message + "\n"));
    }

    private void assertRefused(String message) {
        assertRefused(Stream.of(data.toString()), message);
    }

    private void assertCannot(String... reasons) {
        assertRefused(data + " cannot be adopted, nothing was changed:\n  " + String.join("\n  ", reasons));
    }

    @Test
    void aDirectoryThatIsNotThere() {
        Path missing = root.resolve("missing");
        assertRefused(Stream.of(missing.toString()), missing + " is not there");
    }

    @Test
    void aDirectoryThatIsNotKafkas() throws IOException {
        Path plain = Files.createDirectory(root.resolve("plain"));
        assertRefused(
                Stream.of(plain.toString()),
                plain + " has no meta.properties: it is not a data directory of Apache Kafka");
        assertThat(plain).isEmptyDirectory();
    }

    @Test
    void aDirectoryFromTheTimeOfZooKeeper() throws IOException {
        Files.writeString(data.resolve("meta.properties"), "version=0\nbroker.id=1\n");
        assertRefused(data.resolve("meta.properties") + " says version=0 where only 1 can be read");
    }

    @Test
    void aDirectoryInUse() throws IOException {
        DirectoryLock kafkas = DirectoryLock.acquire(new FileSystemDisk(), data);
        assertRefused("data directory " + data + " is in use: another broker runs on it");
        kafkas.release();
    }

    @Test
    void aMetadataDirectoryInUse() throws IOException {
        Path other = root.resolve("other");
        KafkaData.identify(other, KafkaData.CLUSTER, KafkaData.NODE);
        DirectoryLock kafkas = DirectoryLock.acquire(new FileSystemDisk(), data);
        assertRefused(
                Stream.of(other.toString(), "--metadata", data.toString()),
                "data directory " + data + " is in use: another broker runs on it");
        kafkas.release();
    }

    @Test
    void aDirectoryThatIsSuirosAlready() {
        kafkaStays = false;
        assertThat(Typed.run(Stream.of("adopt", data.toString())).status()).isZero();
        assertRefused(data + " is Suiro's already: ./suiro start --data " + data + " starts it");
    }

    @Test
    void aDirectoryWithoutMetadata() throws IOException {
        Path other = root.resolve("other");
        KafkaData.identify(other, KafkaData.CLUSTER, KafkaData.NODE);
        assertRefused(
                Stream.of(other.toString()),
                other.resolve("__cluster_metadata-0")
                        + " is not there: say with --metadata DIR where it is (metadata.log.dir in server.properties)");
    }

    @Test
    void metadataOfAnotherNode() throws IOException {
        Path other = root.resolve("other");
        KafkaData.identify(other, KafkaData.CLUSTER, 2);
        assertRefused(
                Stream.of(other.toString(), "--metadata", data.toString()),
                data + " is of cluster " + KafkaData.CLUSTER + ", node 1, and " + other + " of cluster "
                        + KafkaData.CLUSTER + ", node 2");
    }

    @Test
    void whatAnEarlierAdoptionHasKept() throws IOException {
        Path kept = Files.createDirectory(data.resolve("__cluster_metadata-0.adopted"));
        assertRefused(kept + " is there already, from an earlier adoption: move it away first");
    }

    @Test
    void partitionsOnOtherBrokers() throws IOException {
        Uuid orders = kafka.topic("orders", 30);
        for (int i = 0; i < 25; i++) {
            change(orders, i, List.of(2, 3), List.of(2, 3));
        }
        String names =
                "orders-0, orders-1, orders-2, orders-3, orders-4, orders-5, orders-6, orders-7, orders-8, orders-9,"
                        + " orders-10, orders-11, orders-12, orders-13, orders-14, orders-15, orders-16, orders-17, orders-18,"
                        + " orders-19 and 5 more";
        assertCannot("no replica is on this node, 1, but on other brokers: " + names);
    }

    @Test
    void replicasThatAreNotInSync() throws IOException {
        Uuid orders = kafka.topic("orders", 2);
        change(orders, 1, List.of(1, 2), List.of(2));
        assertCannot("the replica on this node, 1, is not in sync: stop this broker last: orders-1");
    }

    @Test
    void replicasInAnotherLogDirectory() throws IOException {
        Uuid orders = kafka.topic("orders", 2);
        kafka.metadata()
                .append(new PartitionChangeRecord()
                        .setTopicId(orders)
                        .setPartitionId(0)
                        .setDirectories(List.of(Uuid.randomUuid())));
        assertCannot(
                "the replica is in another log directory of this node: move it here with kafka-reassign-partitions:"
                        + " orders-0");
    }

    private void change(Uuid topic, int partition, List<Integer> replicas, List<Integer> isr) throws IOException {
        kafka.metadata()
                .append(new PartitionChangeRecord()
                        .setTopicId(topic)
                        .setPartitionId(partition)
                        .setReplicas(replicas)
                        .setIsr(isr));
    }

    @Test
    void recordsOfAnOldFormatAndInTieredStorageAtOnce() throws IOException {
        kafka.topic("bills", 1);
        kafka.config(ConfigResource.Type.TOPIC, "bills", "remote.storage.enable", "true");
        kafka.topic("orders", 2);
        Path log = data.resolve("orders-1/00000000000000000000.log");
        byte[] content = Files.readAllBytes(log);
        content[16] = 1;
        Files.write(log, content);

        assertCannot(
                "records are in tiered storage, which cannot be read (remote.storage.enable): bills",
                "records are in message format 0 or 1, which cannot be read: orders-1");
    }

    @Test
    void damagedMetadata() throws IOException {
        kafka.topic("orders", 1);
        Path log = kafka.metadata().segment();
        byte[] content = Files.readAllBytes(log);
        content[80] ^= 1;
        Files.write(log, content);
        assertRefused(log + " is damaged at byte 0: no sound batch begins there");
    }

    @Test
    void metadataOfALaterKafka() throws IOException {
        kafka.metadata().appendValues(new byte[] {1, 99, 0});
        assertRefused(kafka.metadata().segment()
                + " cannot be read at offset 2: it is of kind 99, which Kafka 4.3 does not know");
    }

    @Test
    void aCommandLineWithoutADirectory() {
        Typed typed = Typed.run(Stream.of("adopt"));
        assertThat(typed.status()).isEqualTo(2);
        assertThat(typed.errors())
                .isEqualTo("suiro: Missing required parameter: 'DIR'; ./suiro adopt --help tells more\n");
    }
}
