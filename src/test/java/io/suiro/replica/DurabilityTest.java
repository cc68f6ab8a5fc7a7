package io.suiro.replica;

import static org.assertj.core.api.Assertions.assertThat;

import io.suiro.base.FaultDisk;
import io.suiro.base.QueuedLane;
import io.suiro.base.SimulatedTime;
import io.suiro.config.EffectiveSettings;
import io.suiro.config.StaticSettings;
import io.suiro.error.Refused;
import io.suiro.log.AppendOrigin;
import io.suiro.log.LogDirectory;
import io.suiro.log.PartitionLog;
import io.suiro.record.BatchBuilder;
import io.suiro.record.Codec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.Test;

/** When a record counts as safe, on a lane and force threads that the test steps. */
class DurabilityTest {
    private static final TopicPartition ORDERS = new TopicPartition("orders", 0);

    private final FaultDisk disk = new FaultDisk();
    private final SimulatedTime time = new SimulatedTime();
    private final QueuedLane lane = new QueuedLane();
    private final ArrayDeque<Runnable> forces = new ArrayDeque<>();
    private final EffectiveSettings settings = EffectiveSettings.of(StaticSettings.defaults(0));
    private final LogDirectory directory;

    DurabilityTest() throws IOException {
        directory = LogDirectory.open(disk, Path.of("/data"), "cluster", 0, time);
    }

    @Test
    void aRecordInThePageCacheIsAcknowledgedAtOnceUnlessForcesAreAskedFor() throws IOException {
        Partition partition = open(Durability.REPLICATED, Map.of());

        PendingAppend pending = append(partition);

        assertThat(pending.acknowledged()).isCompleted();
        assertThat(partition.highWatermark()).isEqualTo(1);
        assertThat(forces).isEmpty();
    }

    @Test
    void aRecordIsAcknowledgedAndReadableOnlyOnceItIsForced() throws IOException {
        Partition partition = open(Durability.FSYNC, Map.of());

        PendingAppend pending = append(partition);

        assertThat(pending.appended()).isCompleted();
        assertThat(pending.acknowledged()).isNotDone();
        assertThat(partition.highWatermark()).isZero();

        forceOnce();
        assertThat(pending.acknowledged()).isCompleted();
        assertThat(partition.highWatermark()).isEqualTo(1);
    }

    @Test
    void appendsThatArriveDuringAForceShareTheNext() throws IOException {
        Partition partition = open(Durability.FSYNC, Map.of());

        PendingAppend first = append(partition);
        PendingAppend second = append(partition);
        PendingAppend third = append(partition);
        assertThat(forces).hasSize(1);

        forceOnce();
        assertThat(first.acknowledged()).isCompleted();
        assertThat(second.acknowledged()).isNotDone();
        assertThat(forces).hasSize(1);

        forceOnce();
        assertThat(second.acknowledged()).isCompleted();
        assertThat(third.acknowledged()).isCompleted();
        assertThat(forces).isEmpty();
    }

    @Test
    void whatWasAcknowledgedIsThereAfterAPowerFailure() throws IOException {
        Partition partition = open(Durability.FSYNC, Map.of());
        append(partition);
        append(partition);
        forceOnce();
        forceOnce();
        append(partition);

        disk.crash(0);

        LogDirectory reopened = LogDirectory.open(disk, Path.of("/data"), "cluster", 0, time);
        assertThat(reopened.openLog(
                                ORDERS, partition.topicId(), config(Map.of()).log())
                        .logEndOffset())
                .isEqualTo(2);
    }

    @Test
    void flushMessagesMakesTheAppendThatReachesItWaitAndThoseBehindIt() throws IOException {
        Partition partition = open(Durability.REPLICATED, Map.of("flush.messages", "2"));

        assertThat(append(partition).acknowledged()).isCompleted();
        PendingAppend second = append(partition);
        PendingAppend third = append(partition);
        assertThat(second.acknowledged()).isNotDone();
        assertThat(third.acknowledged()).isNotDone();
        assertThat(partition.highWatermark()).isEqualTo(1);

        forceOnce();
        assertThat(second.acknowledged()).isCompleted();
        forceOnce();
        assertThat(third.acknowledged()).isCompleted();
        assertThat(partition.highWatermark()).isEqualTo(3);
    }

    @Test
    void flushMsForcesInTheBackground() throws IOException {
        Partition partition = open(Durability.REPLICATED, Map.of("flush.ms", "100"));
        assertThat(append(partition).acknowledged()).isCompleted();
        append(partition);

        time.advance(99, lane::runAll);
        assertThat(forces).isEmpty();
        time.advance(1, lane::runAll);
        assertThat(forces).hasSize(1);
        forceOnce();

        time.advance(1000, lane::runAll);
        assertThat(forces).isEmpty();
    }

    @Test
    void aFailedForceAcknowledgesNothingAndTakesTheDirectoryOffline() throws IOException {
        Partition partition = open(Durability.FSYNC, Map.of());
        PendingAppend pending = append(partition);
        disk.failAfter(FaultDisk.Operation.FORCE, 0);

        forceOnce();

        assertThat(refusalOf(pending.acknowledged())).isEqualTo(Errors.KAFKA_STORAGE_ERROR);
        assertThat(directory.isOnline()).isFalse();
        assertThat(refusalOf(append(partition).appended())).isEqualTo(Errors.KAFKA_STORAGE_ERROR);
    }

    @Test
    void whoWaitsWhenThePartitionGoesIsToldToLookElsewhere() throws IOException {
        Partition partition = open(Durability.FSYNC, Map.of());
        PendingAppend pending = append(partition);

        partition.close();
        lane.runAll();

        assertThat(refusalOf(pending.acknowledged())).isEqualTo(Errors.NOT_LEADER_OR_FOLLOWER);
    }

    private Partition open(Durability durability, Map<String, String> altered) throws IOException {
        PartitionConfig config = config(altered);
        PartitionLog log = directory.openLog(ORDERS, Uuid.randomUuid(), config.log());
        directory.forceCreated();
        return new Partition(
                log,
                new Surroundings(directory, durability, forces::add, time, 0),
                lane,
                PartitionFixture.ledBy(0, 0),
                config);
    }

    private PartitionConfig config(Map<String, String> altered) {
        return PartitionConfig.of(
                name -> altered.getOrDefault(name, settings.topicValue("orders", name)),
                settings.longOf("producer.id.expiration.ms"));
    }

    private PendingAppend append(Partition partition) {
        ByteBuffer batch = new BatchBuilder(Codec.NONE)
                .append(time.nowMs(), null, ByteBuffer.wrap(new byte[10]))
                .build();
        PendingAppend pending = partition.appending().append(batch, AppendOrigin.CLIENT, true);
        lane.runAll();
        return pending;
    }

    private void forceOnce() {
        forces.remove().run();
        lane.runAll();
    }

    private static Errors refusalOf(CompletableFuture<?> stage) {
        assertThat(stage).isCompletedExceptionally();
        Throwable failure = stage.exceptionNow();
        assertThat(failure).isInstanceOf(Refused.class);
        return ((Refused) failure).code();
    }
}
