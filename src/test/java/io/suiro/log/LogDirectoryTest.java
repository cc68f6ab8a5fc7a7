package io.suiro.log;

import static io.suiro.log.LogFixture.ORDERS;
import static io.suiro.log.LogFixture.TOPIC_ID;
import static io.suiro.log.LogFixture.config;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.suiro.base.FaultDisk;
import io.suiro.error.Refused;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogDirectoryTest {
    @TempDir
    Path root;

    @Test
    void aDirectoryInUseIsRefused() throws IOException {
        LogFixture fixture = new LogFixture(root, config().build());

        assertThatThrownBy(() -> LogDirectory.open(fixture.disk, root, "cluster", 1, fixture.clock))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("is in use");

        fixture.directory.close();
        fixture.reopen();
        assertThat(fixture.directory.isOnline()).isTrue();
    }

    @Test
    void theDirectoryOfAnotherClusterOrBrokerIsRefused() throws IOException {
        LogFixture fixture = new LogFixture(root, config().build());
        Uuid directoryId = fixture.directory.directoryId();
        fixture.directory.close();

        assertThatThrownBy(() -> LogDirectory.open(fixture.disk, root, "another", 1, fixture.clock))
                .hasMessageContaining("cluster.id=cluster")
                .hasMessageContaining("another");
        assertThatThrownBy(() -> LogDirectory.open(fixture.disk, root, "cluster", 2, fixture.clock))
                .hasMessageContaining("node.id=1");
        fixture.reopen();
        assertThat(fixture.directory.directoryId()).isEqualTo(directoryId);
    }

    @Test
    void theCleanMarkerSpeaksOfOneRunOnly() throws IOException {
        LogFixture fixture = new LogFixture(root, config().build());
        assertThat(fixture.directory.wasShutDownCleanly()).isFalse();
        fixture.closeAndReopen();
        assertThat(fixture.directory.wasShutDownCleanly()).isTrue();
        fixture.killAndReopen();
        assertThat(fixture.directory.wasShutDownCleanly()).isFalse();
    }

    @Test
    void aLifeThatDidNotRecoverALogLeavesItToTheNext() throws IOException {
        LogFixture fixture = new LogFixture(root, config().build());
        fixture.append("a");
        fixture.directory.fail(new IOException("killed by the test"));
        fixture.directory.close();

        LogDirectory.open(fixture.disk, root, "cluster", 1, fixture.clock).close();

        fixture.reopen();
        assertThat(fixture.directory.wasShutDownCleanly()).isFalse();
        fixture.closeAndReopen();
        assertThat(fixture.directory.wasShutDownCleanly()).isTrue();
        fixture.directory.close();
        LogDirectory.open(fixture.disk, root, "cluster", 1, fixture.clock).close();
        fixture.reopen();
        assertThat(fixture.directory.wasShutDownCleanly()).isTrue();
    }

    @Test
    void anEndWithoutAMarkIsUnclean() throws IOException {
        LogFixture fixture = new LogFixture(root, config().build());
        fixture.append("a");

        fixture.directory.closeUnmarked();

        fixture.reopen();
        assertThat(fixture.directory.wasShutDownCleanly()).isFalse();
        assertThat(fixture.values()).containsExactly("a");
    }

    @Test
    void whatAKillHasLeftUnforcedCanBeForced() throws IOException {
        FaultDisk disk = new FaultDisk();
        LogFixture fixture = new LogFixture(disk, Path.of("/data"), config().build());
        fixture.append("a");
        fixture.killAndReopen();

        fixture.directory.force();

        disk.crash();
        fixture.reopen();
        assertThat(fixture.values()).containsExactly("a");
    }

    @Test
    void aDeletedLogIsGoneAtOnceAndItsFilesLater() throws IOException {
        LogFixture fixture = new LogFixture(root, config().build());
        fixture.append("a");
        fixture.log.force();
        fixture.directory.checkpoint();

        fixture.directory.deleteLog(fixture.log);

        assertThat(fixture.directory.partitions()).isEmpty();
        assertThat(fixture.disk.list(root).toString()).contains("-delete");
        assertThatExceptionOfType(Refused.class)
                .isThrownBy(() -> fixture.append("b"))
                .satisfies(refused -> assertThat(refused.code()).isEqualTo(Errors.UNKNOWN_TOPIC_OR_PARTITION));
        PartitionLog again = fixture.directory.openLog(ORDERS, new Uuid(8, 8), fixture.config);
        assertThat(again.logEndOffset()).isZero();
        fixture.directory.purge(fixture.clock.nowMs() + 60_000);
        assertThat(fixture.disk.list(root).toString()).doesNotContain("-delete");
        assertThat(fixture.directory.isOnline()).isTrue();
    }

    @Test
    void aCrashBeforeThePurgeLeavesItToTheNextRun() throws IOException {
        LogFixture fixture = new LogFixture(root, config().build());
        fixture.append("a");
        fixture.directory.deleteLog(fixture.log);

        fixture.killAndReopen();
        fixture.directory.purge(fixture.clock.nowMs());

        assertThat(fixture.disk.list(root).toString()).doesNotContain("-delete");
    }

    @Test
    void theFilesOfAnotherTopicOfThatNameAreRefusedAndCanBeDeletedAsStrays() throws IOException {
        LogFixture fixture = new LogFixture(root, config().build());
        fixture.directory.close();
        LogDirectory directory = LogDirectory.open(fixture.disk, root, "cluster", 1, fixture.clock);
        Uuid other = new Uuid(8, 8);

        assertThatExceptionOfType(Refused.class)
                .isThrownBy(() -> directory.openLog(ORDERS, other, fixture.config))
                .satisfies(refused -> assertThat(refused.code()).isEqualTo(Errors.INCONSISTENT_TOPIC_ID));
        assertThat(directory.partitions()).containsExactly(new LogDirectory.Found(ORDERS, TOPIC_ID));
        directory.deleteStray(directory.partitions().getFirst());
        assertThat(directory.openLog(ORDERS, other, fixture.config).topicId()).isEqualTo(other);
        directory.close();
    }

    @Test
    void checkpointsKeepWhatIsKnownOfPartitionsThatAreNotOpened() throws IOException {
        LogFixture fixture = new LogFixture(root, config().build());
        fixture.append("a", "b", "c");
        fixture.log.deleteRecordsBefore(2);
        fixture.directory.close();

        LogDirectory directory = LogDirectory.open(fixture.disk, root, "cluster", 1, fixture.clock);
        directory.openLog(new TopicPartition("others", 3), new Uuid(1, 1), fixture.config);
        directory.checkpoint();
        directory.close();

        assertThat(Files.readString(root.resolve("log-start-offset-checkpoint")))
                .contains("orders 0 2");
        fixture.reopen();
        assertThat(fixture.log.logStartOffset()).isEqualTo(2);
    }

    @Test
    void aDirectoryWhoseIdACrashHasTornGoesByItsName() throws IOException {
        LogFixture fixture = new LogFixture(root, LogFixture.config().build());
        fixture.directory.close();
        Files.writeString(fixture.partition().resolve("partition.metadata"), "version: 0\ntopic_id: AAAA");

        fixture.directory = LogDirectory.open(fixture.disk, root, "cluster", 1, fixture.clock);

        assertThat(fixture.directory.partitions())
                .containsExactly(new LogDirectory.Found(LogFixture.ORDERS, Uuid.ZERO_UUID));
    }

    @Test
    void kafkasOwnMetadataIsNoPartition() throws IOException {
        LogFixture fixture = new LogFixture(root, LogFixture.config().build());
        Files.createDirectory(root.resolve("__cluster_metadata-0"));
        Files.createDirectory(root.resolve("__cluster_metadata-0.adopted"));

        assertThat(fixture.directory.partitions()).containsExactly(new LogDirectory.Found(ORDERS, TOPIC_ID));
    }

    @Test
    void checkpointsForgetPartitionsThatAreDeleted() throws IOException {
        LogFixture fixture = new LogFixture(root, LogFixture.config().build());
        fixture.append("a", "b");
        fixture.log.deleteRecordsBefore(1);
        fixture.directory.checkpoint();

        fixture.directory.deleteLog(fixture.log);
        fixture.directory.checkpoint();

        assertThat(root.resolve("recovery-point-offset-checkpoint")).hasContent("0\n0\n");
        assertThat(root.resolve("log-start-offset-checkpoint")).hasContent("0\n0\n");
    }

    @Test
    void metaPropertiesAndPartitionMetadataReadAsKafkas() throws IOException {
        LogFixture fixture = new LogFixture(root, config().build());
        fixture.directory.close();

        assertThat(Files.readString(root.resolve("meta.properties")))
                .contains("version=1\n", "cluster.id=cluster\n", "node.id=1\n", "directory.id=");
        assertThat(Files.readString(fixture.partition().resolve("partition.metadata")))
                .isEqualTo("version: 0\ntopic_id: " + TOPIC_ID);
        assertThat(Files.readString(root.resolve(".kafka_cleanshutdown")))
                .isEqualTo("{\"version\":0,\"brokerEpoch\":-1}");
    }
}
