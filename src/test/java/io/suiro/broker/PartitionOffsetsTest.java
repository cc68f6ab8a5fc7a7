package io.suiro.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.suiro.base.Clock;
import io.suiro.base.FileSystemDisk;
import io.suiro.base.LaneThreads;
import io.suiro.base.SimulatedTime;
import io.suiro.broker.PartitionOffsets.Spec;
import io.suiro.cluster.MetadataImage;
import io.suiro.cluster.PartitionImage;
import io.suiro.cluster.TopicImage;
import io.suiro.config.EffectiveSettings;
import io.suiro.config.StaticSettings;
import io.suiro.error.Outcome;
import io.suiro.log.AppendOrigin;
import io.suiro.log.FoundOffset;
import io.suiro.log.LogDirectory;
import io.suiro.record.BatchBuilder;
import io.suiro.record.Codec;
import io.suiro.replica.Durability;
import io.suiro.replica.PartitionConfig;
import io.suiro.replica.Partitions;
import io.suiro.replica.Surroundings;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pcollections.TreePVector;

class PartitionOffsetsTest {
    private static final TopicPartition ORDERS = new TopicPartition("orders", 0);

    @TempDir
    private Path root;

    @Test
    void noOffsetIsToldOfADirectoryThatIsOffline() throws IOException {
        LogDirectory directory = LogDirectory.open(new FileSystemDisk(), root, "cluster", 1, Clock.SYSTEM);
        EffectiveSettings settings = EffectiveSettings.of(StaticSettings.defaults(1));
        try (LaneThreads lanes = new LaneThreads("test-lane", 1, Clock.SYSTEM)) {
            Partitions partitions = new Partitions(
                    new Surroundings(directory, Durability.REPLICATED, Runnable::run, new SimulatedTime(), 1),
                    lanes,
                    topic -> PartitionConfig.of(settings.topicValues(topic), 86_400_000));
            partitions.start(MetadataImage.EMPTY);
            partitions.follow(MetadataImage.EMPTY, withOrders());
            PartitionOffsets offsets = new PartitionOffsets(partitions, Runnable::run);
            assertThat(code(offsets, new Spec.Latest(false))).isEqualTo(Errors.NONE);

            directory.fail(new IOException("as the test asked"));

            assertThat(code(offsets, new Spec.Latest(false))).isEqualTo(Errors.KAFKA_STORAGE_ERROR);
            assertThat(code(offsets, new Spec.Earliest())).isEqualTo(Errors.KAFKA_STORAGE_ERROR);
        }
    }

    @Test
    void theLargestTimestampIsThatOfCommittedRecords() throws Exception {
        LogDirectory directory = LogDirectory.open(new FileSystemDisk(), root, "cluster", 1, Clock.SYSTEM);
        EffectiveSettings settings = EffectiveSettings.of(StaticSettings.defaults(1));
        try (LaneThreads lanes = new LaneThreads("test-lane", 1, Clock.SYSTEM)) {
            Partitions partitions = new Partitions(
                    new Surroundings(directory, Durability.REPLICATED, Runnable::run, new SimulatedTime(), 1),
                    lanes,
                    topic -> PartitionConfig.of(settings.topicValues(topic), 86_400_000));
            partitions.start(MetadataImage.EMPTY);
            partitions.follow(MetadataImage.EMPTY, with(new PartitionImage(1, List.of(1, 2), List.of(1, 2), 0, 0)));
            PartitionOffsets offsets = new PartitionOffsets(partitions, Runnable::run);
            for (long timestampMs : List.of(10, 5, 30, 20)) {
                partitions
                        .get(ORDERS)
                        .appending()
                        .append(record(timestampMs), AppendOrigin.CLIENT, false)
                        .appended()
                        .get();
            }
            assertThat(largest(offsets)).isEqualTo(new FoundOffset(-1, -1, -1));

            partitions.get(ORDERS).leading().fetchedBy(2, -1, 2, 0);

            await().untilAsserted(() -> assertThat(largest(offsets)).isEqualTo(new FoundOffset(0, 10, 0)));
        }
        directory.close();
    }

    private static ByteBuffer record(long timestampMs) {
        return new BatchBuilder(Codec.NONE)
                .append(timestampMs, ByteBuffer.allocate(1), ByteBuffer.allocate(1))
                .build();
    }

    private static FoundOffset largest(PartitionOffsets offsets) {
        return ((Outcome.Ok<FoundOffset>) offsets.find(ORDERS, new Spec.MaxTimestamp(false), -1)
                        .toCompletableFuture()
                        .join())
                .value();
    }

    private static Errors code(PartitionOffsets offsets, Spec spec) {
        return offsets.find(ORDERS, spec, -1).toCompletableFuture().join().code();
    }

    private static MetadataImage withOrders() {
        return with(new PartitionImage(1, List.of(1), List.of(1), 0, 0));
    }

    private static MetadataImage with(PartitionImage partition) {
        TopicImage topic = new TopicImage(ORDERS.topic(), new Uuid(1, 1), TreePVector.singleton(partition));
        return MetadataImage.EMPTY.with(topic).withIndex(0);
    }
}
