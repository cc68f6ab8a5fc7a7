package io.suiro.replica;

import static org.assertj.core.api.Assertions.assertThat;

import io.suiro.base.FileSystemDisk;
import io.suiro.base.ThrowingDisk;
import io.suiro.error.Refused;
import io.suiro.log.AppendOrigin;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PartitionTest {
    @TempDir
    private Path root;

    @Test
    void anAppendThatRunsOutOfMemoryHalfwayIsAnsweredAndNothingIsWrittenOverIt() throws IOException {
        ThrowingDisk disk = new ThrowingDisk();
        PartitionFixture fixture = new PartitionFixture(disk.disk(), root, Map.of());
        disk.failAfter("write", new OutOfMemoryError("as the test asked"));

        PendingAppend broken = append(fixture, "first");
        PendingAppend next = append(fixture, "second");

        assertThat(refusal(broken.appended())).isEqualTo(Errors.KAFKA_STORAGE_ERROR);
        assertThat(refusal(broken.acknowledged())).isEqualTo(Errors.KAFKA_STORAGE_ERROR);
        assertThat(refusal(next.acknowledged())).isEqualTo(Errors.KAFKA_STORAGE_ERROR);
        assertThat(fixture.directory.isOnline()).isFalse();
        assertThat(fixture.partition.highWatermark()).isZero();
    }

    @Test
    void recordsOfATopicThatOnlyCompactsAreNotDeleted() throws IOException {
        PartitionFixture fixture =
                new PartitionFixture(new FileSystemDisk(), root, Map.of("cleanup.policy", "compact"));
        append(fixture, "kept");

        CompletableFuture<Long> deleted =
                fixture.partition.upkeep().deleteRecordsBefore(1, 0).toCompletableFuture();
        fixture.lane.runAll();

        assertThat(refusal(deleted)).isEqualTo(Errors.POLICY_VIOLATION);
        assertThat(fixture.partition.log().logStartOffset()).isZero();
    }

    @Test
    void oneReplicaIsEnoughWhereThereAreNoOthers() throws IOException {
        PartitionFixture fixture = new PartitionFixture(new FileSystemDisk(), root, Map.of("min.insync.replicas", "2"));

        PendingAppend written = append(fixture, "safe");

        assertThat(written.acknowledged()).isCompleted();
    }

    @Test
    void whatIsClosedIsNotLedAgain() throws IOException {
        PartitionFixture fixture = new PartitionFixture(new FileSystemDisk(), root, Map.of());
        var _ = fixture.partition.close();
        var _ = fixture.partition.become(PartitionFixture.ledBy(0, 1));
        fixture.lane.runAll();

        PendingAppend late = append(fixture, "late");

        assertThat(refusal(late.appended())).isEqualTo(Errors.NOT_LEADER_OR_FOLLOWER);
    }

    private static PendingAppend append(PartitionFixture fixture, String value) {
        PendingAppend pending =
                fixture.partition.appending().append(PartitionFixture.batch(value), AppendOrigin.CLIENT, true);
        fixture.lane.runAll();
        return pending;
    }

    private static Errors refusal(CompletableFuture<?> stage) {
        return stage.isCompletedExceptionally() && stage.exceptionNow() instanceof Refused refused
                ? refused.code()
                : Errors.NONE;
    }
}
