package io.suiro.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.suiro.base.Clock;
import io.suiro.base.LaneThreads;
import io.suiro.base.SimulatedTime;
import io.suiro.base.ThrowingDisk;
import io.suiro.cluster.MetadataImage;
import io.suiro.cluster.PartitionImage;
import io.suiro.cluster.TopicImage;
import io.suiro.config.EffectiveSettings;
import io.suiro.config.StaticSettings;
import io.suiro.error.Refused;
import io.suiro.log.AppendOrigin;
import io.suiro.log.LogDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pcollections.TreePVector;

class PartitionsTest {
    private static final int BROKER = 1;
    private static final int COUNT = 50;

    private final ThrowingDisk disk = new ThrowingDisk();
    private final LaneThreads lanes = new LaneThreads("test-lane", 1, Clock.SYSTEM);

    @TempDir
    private Path root;

    private LogDirectory directory;
    private Partitions partitions;

    @BeforeEach
    void open() throws IOException {
        directory = LogDirectory.open(disk.disk(), root, "cluster", BROKER, Clock.SYSTEM);
        EffectiveSettings settings = EffectiveSettings.of(StaticSettings.defaults(BROKER));
        partitions = new Partitions(
                new Surroundings(directory, Durability.REPLICATED, Runnable::run, new SimulatedTime(), BROKER),
                lanes,
                topic -> PartitionConfig.of(settings.topicValues(topic), 86_400_000));
        partitions.start(MetadataImage.EMPTY);
    }

    @AfterEach
    void close() {
        lanes.close();
    }

    @Test
    void newPartitionsAreMadeDurableAllAtOnce() {
        int forcedBefore = forces();

        partitions.follow(MetadataImage.EMPTY, with(topic("orders", new Uuid(1, 1))));

        assertThat(partitions.all()).hasSize(COUNT);
        assertThat(forces() - forcedBefore)
                .as("the directory, and both checkpoints for the first time")
                .isEqualTo(3);
    }

    @Test
    void partitionsThatWereNeverWrittenCostACleanEndNothing() throws IOException {
        directory.close();
        directory = LogDirectory.open(disk.disk(), root, "cluster", BROKER, Clock.SYSTEM);
        int forcedBefore = forces();
        directory.close();
        int forcedByNothing = forces() - forcedBefore;
        open();
        partitions.follow(MetadataImage.EMPTY, with(topic("orders", new Uuid(1, 1))));
        forcedBefore = forces();

        directory.close();

        // The checkpoint of recovery points is all there is to write beside what an empty directory writes.
        assertThat(forces() - forcedBefore).isLessThanOrEqualTo(forcedByNothing + 1);
    }

    @Test
    void aTopicMadeAnewUnderItsNameStartsEmpty() {
        MetadataImage first = with(topic("orders", new Uuid(1, 1)));
        MetadataImage second = with(topic("orders", new Uuid(2, 2)));
        partitions.follow(MetadataImage.EMPTY, first);
        TopicPartition orders = new TopicPartition("orders", 0);
        Partition old = partitions.get(orders);
        old.appending()
                .append(PartitionFixture.batch("of the first"), AppendOrigin.CLIENT, true)
                .acknowledged()
                .join();

        partitions.follow(first, second);

        assertThat(partitions.get(orders).topicId()).isEqualTo(new Uuid(2, 2));
        assertThat(partitions.get(orders).highWatermark()).isZero();
        assertThat(old.appending()
                        .append(PartitionFixture.batch("too late"), AppendOrigin.CLIENT, true)
                        .acknowledged())
                .failsWithin(Duration.ofSeconds(30));
    }

    @Test
    void aPartitionOfOthersIsKnownToBeElsewhere() {
        PartitionImage others = new PartitionImage(2, List.of(2, 3), List.of(2, 3), 0, 0);
        partitions.follow(
                MetadataImage.EMPTY, with(new TopicImage("orders", new Uuid(1, 1), TreePVector.singleton(others))));

        assertThatThrownBy(() -> partitions.get(new TopicPartition("orders", 0)))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.code()).isEqualTo(Errors.NOT_LEADER_OR_FOLLOWER));
        assertThatThrownBy(() -> partitions.get(new TopicPartition("orders", 1)))
                .isInstanceOfSatisfying(Refused.class, refused -> assertThat(refused.code())
                        .isEqualTo(Errors.UNKNOWN_TOPIC_OR_PARTITION));
    }

    private int forces() {
        return disk.calls("force") + disk.calls("forceDirectory") + disk.calls("replace");
    }

    private static TopicImage topic(String name, Uuid id) {
        PartitionImage partition = new PartitionImage(BROKER, List.of(BROKER), List.of(BROKER), 0, 0);
        return new TopicImage(name, id, TreePVector.from(Collections.nCopies(COUNT, partition)));
    }

    private static MetadataImage with(TopicImage topic) {
        return MetadataImage.EMPTY.with(topic).withIndex(0);
    }
}
