package io.suiro.process.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplicaLogsTest {
    private static final TopicPartition PARTITION = new TopicPartition("made-up", 0);

    @TempDir
    Path directory;

    private final Violations violations = new Violations();
    private Map<Integer, Path> brokers = Map.of();

    @BeforeEach
    void twoBrokers() {
        brokers = Map.of(1, directory.resolve("1"), 2, directory.resolve("2"));
    }

    @Test
    void replicasMayHaveTheSameBatchesInOtherFiles() throws Exception {
        append(1, 0, batch(0, 1, "a"), batch(1, 1, "b"));
        append(2, 0, batch(0, 1, "a"));
        append(2, 1, batch(1, 1, "b"));

        ReplicaLogs.compare(brokers, PARTITION, 2, violations);

        assertThat(violations).matches(Violations::isEmpty);
    }

    @Test
    void whatIsBeyondTheHighWatermarkMayDiffer() throws Exception {
        append(1, 0, batch(0, 1, "a"), batch(1, 1, "b"));
        append(2, 0, batch(0, 1, "a"));

        ReplicaLogs.compare(brokers, PARTITION, 1, violations);

        assertThat(violations).matches(Violations::isEmpty);
    }

    @Test
    void aReplicaThatLacksABatchDiffers() throws Exception {
        append(1, 0, batch(0, 1, "a"), batch(1, 1, "b"));
        append(2, 0, batch(0, 1, "a"));

        ReplicaLogs.compare(brokers, PARTITION, 2, violations);

        assertThat(violations.count(Violation.REPLICAS_DIFFER)).isOne();
    }

    @Test
    void aReplicaWithAnotherRecordDiffers() throws Exception {
        append(1, 0, batch(0, 1, "a"));
        append(2, 0, batch(0, 1, "b"));

        ReplicaLogs.compare(brokers, PARTITION, 1, violations);

        assertThat(violations.count(Violation.REPLICAS_DIFFER)).isOne();
    }

    @Test
    void aReplicaWithAnotherLeaderEpochDiffers() throws Exception {
        append(1, 0, batch(0, 1, "a"));
        append(2, 0, batch(0, 2, "a"));

        ReplicaLogs.compare(brokers, PARTITION, 1, violations);

        assertThat(violations.count(Violation.REPLICAS_DIFFER)).isOne();
    }

    private static MemoryRecords batch(long baseOffset, int leaderEpoch, String value) {
        return MemoryRecords.withRecords(
                baseOffset, Compression.NONE, leaderEpoch, new SimpleRecord(0L, null, value.getBytes(UTF_8)));
    }

    private void append(int broker, long baseOffset, MemoryRecords... batches) throws IOException {
        Path partition = Files.createDirectories(directory.resolve(broker + "").resolve(PARTITION.toString()));
        try (FileChannel segment = FileChannel.open(
                partition.resolve("%020d.log".formatted(baseOffset)),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE)) {
            for (MemoryRecords batch : batches) {
                batch.writeFullyTo(segment);
            }
        }
    }
}
