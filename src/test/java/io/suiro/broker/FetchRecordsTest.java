package io.suiro.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.suiro.base.Clock;
import io.suiro.base.FileSystemDisk;
import io.suiro.base.LaneThreads;
import io.suiro.base.SimulatedTime;
import io.suiro.broker.FetchRecords.Fetched;
import io.suiro.broker.FetchRecords.Limits;
import io.suiro.broker.FetchRecords.Wanted;
import io.suiro.cluster.MetadataImage;
import io.suiro.cluster.PartitionImage;
import io.suiro.cluster.TopicImage;
import io.suiro.config.EffectiveSettings;
import io.suiro.config.StaticSettings;
import io.suiro.error.Outcome;
import io.suiro.log.LogDirectory;
import io.suiro.replica.Brokers;
import io.suiro.replica.Durability;
import io.suiro.replica.PartitionConfig;
import io.suiro.replica.Partitions;
import io.suiro.replica.Replication;
import io.suiro.replica.Surroundings;
import io.suiro.replica.WarmUp;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pcollections.TreePVector;

class FetchRecordsTest {
    private static final TopicPartition ORDERS = new TopicPartition("orders", 0);

    @TempDir
    private Path root;

    private boolean isControllerHeard = true;
    private boolean isCutOff;

    @Test
    void aLeaderThatMayBeDeposedDoesNotCallAnOffsetOutOfRangeThatItDoesNotKnow() throws IOException {
        LogDirectory directory = LogDirectory.open(new FileSystemDisk(), root, "cluster", 1, Clock.SYSTEM);
        EffectiveSettings settings = EffectiveSettings.of(StaticSettings.defaults(1));
        Replication replication = new Replication(
                1,
                Clock.SYSTEM,
                (topicId, partition, leaderEpoch, partitionEpoch, isr, epochs) ->
                        CompletableFuture.completedFuture(Outcome.failed(Errors.OPERATION_NOT_ATTEMPTED)),
                new Others(),
                new WarmUp(0),
                30_000);
        SimulatedTime time = new SimulatedTime();
        try (LaneThreads lanes = new LaneThreads("test-lane", 1, Clock.SYSTEM)) {
            Partitions partitions = new Partitions(
                    new Surroundings(directory, Durability.REPLICATED, Runnable::run, time, replication),
                    lanes,
                    topic -> PartitionConfig.of(settings.topicValues(topic), 86_400_000));
            partitions.start(MetadataImage.EMPTY);
            partitions.follow(MetadataImage.EMPTY, orders());
            FetchRecords fetch = new FetchRecords(partitions, time, Runnable::run, new Traffic());
            assertThat(fetched(fetch, 5)).isEqualTo(new Fetched.Failed(Errors.OFFSET_OUT_OF_RANGE));

            isControllerHeard = false;

            assertThat(fetched(fetch, 5)).isEqualTo(new Fetched.Failed(Errors.NOT_LEADER_OR_FOLLOWER));
            assertThat(fetched(fetch, 0)).isInstanceOfSatisfying(Fetched.Records.class, records -> records.slice()
                    .close());

            isCutOff = true;

            assertThat(fetched(fetch, 0)).isEqualTo(new Fetched.Failed(Errors.NOT_LEADER_OR_FOLLOWER));
        }
        directory.close();
    }

    private static Fetched fetched(FetchRecords fetch, long offset) {
        return fetch.fetch(List.of(new Wanted(ORDERS, offset, 100, -1, -1)), new Limits(0, 0, 100, false))
                .toCompletableFuture()
                .join()
                .getFirst();
    }

    private static MetadataImage orders() {
        PartitionImage image = new PartitionImage(1, List.of(1, 2), List.of(1, 2), 0, 0);
        return MetadataImage.EMPTY.with(new TopicImage(ORDERS.topic(), new Uuid(7, 11), TreePVector.singleton(image)));
    }

    private final class Others implements Brokers {
        @Override
        public long epochOf(int brokerId) {
            return 1;
        }

        @Override
        public boolean mayBeInSync(int brokerId) {
            return true;
        }

        @Override
        public boolean isControllerHeard() {
            return isControllerHeard;
        }

        @Override
        public boolean isCutOff(List<Integer> isr) {
            return isCutOff;
        }

        @Override
        public String rackOf(int brokerId) {
            return "";
        }
    }
}
