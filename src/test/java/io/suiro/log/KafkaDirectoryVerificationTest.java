package io.suiro.log;

import static io.suiro.log.LogFixture.idempotent;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.server.util.KafkaScheduler;
import org.apache.kafka.storage.internals.log.UnifiedLog;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A directory as Apache Kafka's own log writes it, closed or copied while in use, raises no false alarm. */
class KafkaDirectoryVerificationTest {
    private static final int RECORDS = 300;

    @TempDir
    Path temporary;

    @Test
    void aDirectoryThatKafkaClosedGivesNoFindings() throws Exception {
        Path root = Files.createDirectory(temporary.resolve("kafka"));
        write(root, () -> {});
        Files.writeString(root.resolve(FileNames.CLEAN_SHUTDOWN), "{\"version\":0,\"brokerEpoch\":1}");

        Checked checked = Checked.of(root);

        assertThat(checked.lines()).isEmpty();
        assertThat(checked.report().counts().batches()).isEqualTo(2 * RECORDS);
    }

    @Test
    void aDirectoryThatKafkaLeftOpenGivesNoFindings() throws Exception {
        Path root = Files.createDirectory(temporary.resolve("kafka"));
        Path copy = temporary.resolve("copy");
        write(root, () -> copy(root, copy));
        assertThat(copy.resolve("orders-0").toFile().listFiles(file -> file.length() > 10_000_000))
                .as("indexes that Kafka has created full of zeros")
                .isNotEmpty();

        assertThat(Checked.of(copy).lines()).isEmpty();
    }

    @Test
    void indexesThatKafkaLeftPaddedAreAWarningAndCut() throws Exception {
        Path root = Files.createDirectory(temporary.resolve("kafka"));
        write(root, () -> {});
        Files.writeString(root.resolve(FileNames.CLEAN_SHUTDOWN), "{\"version\":0,\"brokerEpoch\":1}");
        for (String suffix : new String[] {FileNames.INDEX, FileNames.TIME_INDEX}) {
            Path index = root.resolve("orders-0").resolve(FileNames.of(0, suffix));
            byte[] sound = Files.readAllBytes(index);
            Files.write(index, Arrays.copyOf(sound, 24 * 1000));

            Checked checked = Checked.of(root);
            assertThat(checked.lines())
                    .containsExactly(root.relativize(index) + ": at " + sound.length
                            + ": warning: only zeros follow, as Kafka creates an index: the broker rebuilds it");
            assertThat(checked.report().isSound()).isTrue();
            assertThat(Checked.repaired(root).lines()).isEmpty();
        }
    }

    private interface Moment {
        void come() throws IOException;
    }

    /** @param open while all of it is written, and the logs still open */
    private static void write(Path root, Moment open) throws Exception {
        Files.writeString(
                root.resolve(FileNames.IDENTITY),
                "#\nversion=1\ncluster.id=4L6g3nShT-eMCtK--X86sw\nnode.id=1\ndirectory.id=uXr2wVKNQkGNt4nL7HGhEw\n");
        Files.writeString(root.resolve("replication-offset-checkpoint"), "0\n1\norders 0 299\n");
        Files.writeString(root.resolve(FileNames.RECOVERY_POINTS), "0\n1\norders 0 250\n");
        Files.writeString(root.resolve(FileNames.LOG_STARTS), "0\n0\n");
        Files.write(root.resolve("bootstrap.checkpoint"), new byte[100]);
        KafkaScheduler scheduler = new KafkaScheduler(1);
        scheduler.startup();
        try (UnifiedLog orders = log(root.resolve("orders-0"), scheduler);
                UnifiedLog metadata = log(root.resolve("__cluster_metadata-0"), scheduler)) {
            Files.write(root.resolve("__cluster_metadata-0/00000000000000000100-0000000001.checkpoint"), new byte[9]);
            Random random = new Random(7);
            for (int i = 0; i < RECORDS; i++) {
                long timestampMs = LogFixture.START_MS + random.nextInt(1000);
                append(orders, idempotent(9, 0, i, timestampMs, "value " + i), i / 100);
                append(metadata, LogFixture.batch(timestampMs, "value " + i), i / 100);
            }
            open.come();
        } finally {
            scheduler.shutdown();
        }
    }

    private static void append(UnifiedLog log, ByteBuffer batch, int leaderEpoch) throws IOException {
        log.appendAsLeader(MemoryRecords.readableRecords(batch), leaderEpoch);
    }

    private static UnifiedLog log(Path partition, KafkaScheduler scheduler) throws IOException {
        Files.createDirectory(partition);
        return KafkaLog.open(
                partition,
                Map.of("internal.segment.bytes", 6_000, "index.interval.bytes", 400),
                scheduler,
                Time.SYSTEM,
                true,
                Uuid.randomUuid());
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file)));
            }
        }
    }
}
