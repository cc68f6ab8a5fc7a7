package io.suiro.replica;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.suiro.base.Clock;
import io.suiro.base.Disk;
import io.suiro.base.QueuedLane;
import io.suiro.base.SimulatedTime;
import io.suiro.cluster.PartitionImage;
import io.suiro.config.EffectiveSettings;
import io.suiro.config.StaticSettings;
import io.suiro.log.LogDirectory;
import io.suiro.record.BatchBuilder;
import io.suiro.record.Codec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;

/** A partition on a real directory, led by a lane that the test runs. */
public final class PartitionFixture {
    public static final TopicPartition ORDERS = new TopicPartition("orders", 0);
    private static final long PRODUCER_ID_EXPIRATION_MS = 86_400_000;

    public final QueuedLane lane = new QueuedLane();
    public final LogDirectory directory;
    public final Partition partition;

    /** @param settings of the topic, that are not the defaults */
    public PartitionFixture(Disk disk, Path root, Map<String, String> settings) throws IOException {
        this(disk, root, ORDERS, settings);
    }

    /** As of {@link #ORDERS}. */
    public PartitionFixture(Disk disk, Path root, TopicPartition topicPartition, Map<String, String> settings)
            throws IOException {
        Function<String, String> defaults =
                EffectiveSettings.of(StaticSettings.defaults(1)).topicValues(topicPartition.topic());
        PartitionConfig config = PartitionConfig.of(
                name -> settings.getOrDefault(name, defaults.apply(name)), PRODUCER_ID_EXPIRATION_MS);
        directory = LogDirectory.open(disk, root, "cluster", 1, Clock.SYSTEM);
        partition = new Partition(
                directory.openLog(topicPartition, new Uuid(7, 11), config.log()),
                new Surroundings(directory, Durability.REPLICATED, Runnable::run, new SimulatedTime(), 0),
                lane,
                ledBy(0, 0),
                config);
        directory.forceCreated();
    }

    /** A partition with one replica. */
    static PartitionImage ledBy(int brokerId, int leaderEpoch) {
        return new PartitionImage(brokerId, List.of(brokerId), List.of(brokerId), leaderEpoch, 0);
    }

    /** One batch with one record. */
    public static ByteBuffer batch(String value) {
        return new BatchBuilder(Codec.NONE)
                .append(Clock.SYSTEM.nowMs(), utf8("key"), utf8(value))
                .build();
    }

    private static ByteBuffer utf8(String text) {
        return ByteBuffer.wrap(text.getBytes(UTF_8));
    }
}
