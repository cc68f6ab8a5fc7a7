package io.suiro.log;

import static io.suiro.log.ProducerBatches.at;
import static io.suiro.log.ProducerBatches.batch;
import static io.suiro.log.ProducerBatches.end;
import static io.suiro.log.ProducerBatches.transactional;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.storage.internals.log.BatchMetadata;
import org.apache.kafka.storage.internals.log.ProducerStateEntry;
import org.apache.kafka.storage.internals.log.ProducerStateManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProducerSnapshotTest {
    @TempDir
    private Path directory;

    @Test
    void statesComeBackAsTheyWere() throws CorruptFile {
        ProducerStates states = states();

        ProducerStates read = ProducerStates.fromSnapshot(states.toSnapshot(), 116);

        assertThat(read.active()).containsExactlyInAnyOrderElementsOf(states.active());
        assertThat(read.firstUnstableOffset()).isEqualTo(110);
        assertThat(read.mapEndOffset()).isEqualTo(116);
        assertThat(read.duplicateOf(batch(1, 4, 5, 5), 0)).isEqualTo(new Appended(105, 109, -1, -1, true));
        read.check(batch(1, 4, 10, 1), 0, AppendOrigin.CLIENT, 0, 0);
    }

    @Test
    void nobodyIsASnapshotToo() throws CorruptFile {
        assertThat(ProducerStates.fromSnapshot(new ProducerStates().toSnapshot())
                        .active())
                .isEmpty();
    }

    @Test
    void kafkaReadsOurs() throws IOException {
        Path file = directory.resolve("00000000000000000116.snapshot");
        Files.write(file, states().toSnapshot());

        List<ProducerStateEntry> entries = ProducerStateManager.readSnapshot(file.toFile());

        assertThat(entries).hasSize(3);
        ProducerStateEntry first = entries.stream()
                .filter(entry -> entry.producerId() == 1)
                .findFirst()
                .orElseThrow();
        assertThat(first.producerEpoch()).isEqualTo((short) 4);
        assertThat(first.batchMetadata()).containsExactly(new BatchMetadata(9, 109, 4, 1_004));
        assertThat(first.firstDataOffset()).isEqualTo(105);
        assertThat(first.lastDataOffset()).isEqualTo(109);
        assertThat(first.lastTimestamp()).isEqualTo(1_004);
        assertThat(first.currentTxnFirstOffset()).isEmpty();
        ProducerStateEntry open = entries.stream()
                .filter(entry -> entry.producerId() == 2)
                .findFirst()
                .orElseThrow();
        assertThat(open.currentTxnFirstOffset()).hasValue(110);
        ProducerStateEntry ended = entries.stream()
                .filter(entry -> entry.producerId() == 3)
                .findFirst()
                .orElseThrow();
        assertThat(ended.coordinatorEpoch()).isEqualTo(9);
        assertThat(ended.batchMetadata()).isEmpty();
    }

    @Test
    void weReadKafkas() throws IOException, CorruptFile {
        Path file = directory.resolve("00000000000000000116.snapshot");
        Files.write(file, states().toSnapshot());
        Map<Long, ProducerStateEntry> entries = new HashMap<>();
        ProducerStateManager.readSnapshot(file.toFile()).forEach(entry -> entries.put(entry.producerId(), entry));
        Files.delete(file);
        ProducerStateManager.writeSnapshot(file.toFile(), entries, true);

        ProducerStates read = ProducerStates.fromSnapshot(Files.readAllBytes(file), 116);

        assertThat(read.active()).containsExactlyInAnyOrderElementsOf(states().active());
        assertThat(read.duplicateOf(batch(1, 4, 5, 5), 0)).isEqualTo(new Appended(105, 109, -1, -1, true));
    }

    @Test
    void aFlippedBitAnywhereIsCorruption() {
        byte[] content = states().toSnapshot();
        for (int i = 0; i < content.length * 8; i++) {
            byte[] damaged = content.clone();
            damaged[i / 8] ^= (byte) (1 << (i % 8));
            assertThatExceptionOfType(CorruptFile.class)
                    .as("bit %d", i)
                    .isThrownBy(() -> ProducerStates.fromSnapshot(damaged));
        }
    }

    @Test
    void aTruncatedFileIsCorruption() {
        byte[] content = states().toSnapshot();
        for (int bytes = 0; bytes < content.length; bytes++) {
            byte[] cut = Arrays.copyOf(content, bytes);
            assertThatExceptionOfType(CorruptFile.class)
                    .as("%d bytes", bytes)
                    .isThrownBy(() -> ProducerStates.fromSnapshot(cut));
        }
    }

    private static ProducerStates states() {
        var states = new ProducerStates();
        states.update(at(100, batch(1, 4, 0, 5)), 0);
        states.update(at(105, batch(1, 4, 5, 5)), 0);
        states.update(at(110, transactional(2, 0, 0, 5)), 0);
        states.update(at(115, end(3, 1, 9, false)), 0);
        return states;
    }
}
