package io.suiro.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.suiro.base.Clock;
import io.suiro.base.FileSystemDisk;
import io.suiro.base.Lanes;
import io.suiro.base.SimulatedTime;
import io.suiro.broker.PartitionOffsets.Spec;
import io.suiro.cluster.MetadataImage;
import io.suiro.cluster.PartitionImage;
import io.suiro.cluster.TopicImage;
import io.suiro.config.EffectiveSettings;
import io.suiro.config.StaticSettings;
import io.suiro.log.LogDirectory;
import io.suiro.replica.Durability;
import io.suiro.replica.PartitionConfig;
import io.suiro.replica.Partitions;
import io.suiro.replica.Surroundings;
import java.io.IOException;
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
        try (Lanes lanes = new Lanes("test-lane", 1, Clock.SYSTEM)) {
            Partitions partitions = new Partitions(
                    1,
                    new Surroundings(directory, Durability.REPLICATED, Runnable::run, new SimulatedTime()),
                    lanes,
                    topic -> PartitionConfig.of(settings.topicValues(topic), 86_400_000));
            partitions.start(withOrders());
            PartitionOffsets offsets = new PartitionOffsets(partitions, Runnable::run);
            assertThat(code(offsets, new Spec.Latest(false))).isEqualTo(Errors.NONE);

            directory.fail(new IOException("as the test asked"));

            assertThat(code(offsets, new Spec.Latest(false))).isEqualTo(Errors.KAFKA_STORAGE_ERROR);
            assertThat(code(offsets, new Spec.Earliest())).isEqualTo(Errors.KAFKA_STORAGE_ERROR);
        }
    }

    private static Errors code(PartitionOffsets offsets, Spec spec) {
        return offsets.find(ORDERS, spec, -1).toCompletableFuture().join().code();
    }

    private static MetadataImage withOrders() {
        PartitionImage partition = new PartitionImage(1, List.of(1), List.of(1), 0, 0);
        TopicImage topic = new TopicImage(ORDERS.topic(), new Uuid(1, 1), TreePVector.singleton(partition));
        MetadataImage empty = MetadataImage.EMPTY;
        return new MetadataImage(
                0,
                empty.brokers(),
                empty.topicIds().plus(topic.name(), topic.id()),
                empty.topics().plus(topic.id(), topic),
                empty.configs(),
                0);
    }
}
