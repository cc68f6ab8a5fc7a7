package io.suiro.log;

import static io.suiro.log.LogFixture.ORDERS;
import static io.suiro.log.LogFixture.TOPIC_ID;
import static io.suiro.log.LogFixture.config;
import static org.assertj.core.api.Assertions.assertThat;

import io.suiro.base.FileSystemDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoredPartitionTest {
    @TempDir
    Path root;

    private LogFixture fixture;

    @BeforeEach
    void open() throws IOException {
        fixture = new LogFixture(root, config().segmentBytes(400).build());
    }

    private List<StoredPartition> all() throws IOException {
        return StoredPartition.in(new FileSystemDisk(), root);
    }

    private StoredPartition orders() throws IOException {
        return all().getFirst();
    }

    @Test
    void partitionsAreListedByTopicAndNumber() throws IOException {
        for (int partition : new int[] {10, 2}) {
            Files.createDirectory(root.resolve("orders-" + partition));
        }
        Files.createDirectory(root.resolve("bills-7"));
        Files.createDirectory(root.resolve("gone-0.4NJLf7wQSmyT2mmbKWyBVA-delete"));

        assertThat(all())
                .extracting(StoredPartition::topicPartition)
                .containsExactly(
                        new TopicPartition("bills", 7),
                        ORDERS,
                        new TopicPartition("orders", 2),
                        new TopicPartition("orders", 10));
        assertThat(orders().topicId()).isEqualTo(Uuid.ZERO_UUID);
        assertThat(all().get(1).topicId()).isEqualTo(TOPIC_ID);
    }

    @Test
    void theFormatOfEverySegmentsFirstBatchIsLookedAt() throws IOException {
        for (int i = 0; i < 20; i++) {
            fixture.append("value " + i);
        }
        assertThat(orders().hasOldFormat()).isFalse();
        Path second = fixture.file(RecoveryTest.bases(fixture).get(1), FileNames.LOG);
        byte[] content = Files.readAllBytes(second);
        content[16] = 1;
        Files.write(second, content);
        assertThat(orders().hasOldFormat()).isTrue();
    }

    @Test
    void roomThatWasAllocatedBeforehandIsNoFormat() throws IOException {
        Files.write(fixture.file(0, FileNames.LOG), new byte[4096]);
        assertThat(orders().hasOldFormat()).isFalse();
    }

    @Test
    void theNewestSnapshotTellsOfProducers() throws IOException {
        assertThat(orders().largestProducerId()).isEqualTo(-1);
        var _ = fixture.append(ProducerBatches.transactional(5, 0, 0, 2), AppendOrigin.CLIENT);
        fixture.log.append(LogFixture.idempotent(4, 0, 0, 1, "value"), AppendOrigin.CLIENT, 0);
        fixture.directory.close();
        assertThat(orders().largestProducerId()).isEqualTo(5);

        Files.write(fixture.file(9, FileNames.SNAPSHOT), new byte[] {1, 2, 3});
        assertThat(orders().largestProducerId()).isEqualTo(-1);
    }

    @Test
    void oneThatIsSetAsideIsNoPartitionAndLosesNothing() throws IOException {
        fixture.append("kept");
        Path aside = orders().setAside();

        assertThat(aside.getFileName().toString()).matches("orders-0\\..{22}-stray");
        assertThat(all()).isEmpty();
        assertThat(aside.resolve("00000000000000000000.log")).isNotEmptyFile();
    }
}
