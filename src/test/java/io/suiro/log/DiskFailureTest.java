package io.suiro.log;

import static io.suiro.log.LogFixture.config;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.suiro.base.FaultDisk;
import io.suiro.base.FaultDisk.Operation;
import io.suiro.error.Refused;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.protocol.Errors;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class DiskFailureTest {
    private static final Path DATA = Path.of("/data");

    private final FaultDisk disk = new FaultDisk();

    @Test
    void aFailedWriteTakesTheDirectoryOfflineAndAdvancesNothing() throws IOException {
        LogFixture fixture = new LogFixture(disk, DATA, config().build());
        fixture.append("a");
        List<IOException> told = new ArrayList<>();
        fixture.directory.onOffline(told::add);
        disk.failAfter(Operation.WRITE, 0);

        assertThatThrownBy(() -> fixture.append("b")).isInstanceOf(IOException.class);

        assertThat(fixture.log.logEndOffset()).isEqualTo(1);
        assertThat(fixture.directory.isOnline()).isFalse();
        assertThat(told).hasSize(1);
        assertRefused(() -> fixture.log.read(0, 100, 1, true));
        fixture.directory.close();
        fixture.reopen();
        assertThat(fixture.values()).containsExactly("a");
    }

    @Test
    void aFailedForceTakesTheDirectoryOfflineAndIsNotTriedAgain() throws IOException {
        LogFixture fixture = new LogFixture(disk, DATA, config().build());
        fixture.append("a");
        disk.failAfter(Operation.FORCE, 0);

        assertThatThrownBy(fixture.log::force).isInstanceOf(IOException.class);

        assertRefused(fixture.log::force);
        assertRefused(() -> fixture.append("b"));
        assertThat(fixture.log.recoveryPoint()).isZero();
    }

    @Test
    void aFullDiskRefusesWritesAndNothingElseUntilThereIsRoom() throws IOException {
        LogFixture fixture = new LogFixture(disk, DATA, config().build());
        fixture.append("a");
        disk.capacity(disk.used() + 70);

        assertRefused(() -> fixture.append("larger than what is left"));
        assertThat(fixture.directory.isFull()).isTrue();
        assertThat(fixture.directory.isOnline()).isTrue();
        assertThat(fixture.values()).containsExactly("a");

        disk.capacity(Long.MAX_VALUE);
        fixture.append("b");
        assertThat(fixture.directory.isFull()).isFalse();
        assertThat(fixture.values()).containsExactly("a", "b");
        fixture.log.force();
        disk.crash(0);
        fixture.reopen();
        assertThat(fixture.values()).containsExactly("a", "b");
    }

    @Test
    void whatWasWrittenOfARefusedBatchIsGoneEvenIfAShorterOneTakesItsPlace() throws IOException {
        LogFixture fixture = new LogFixture(disk, DATA, config().build());
        fixture.append("a");
        disk.capacity(disk.used() + 200);
        assertRefused(() -> fixture.append("x".repeat(60), "y".repeat(60), "z".repeat(60)));
        fixture.append("b");

        disk.kill();
        fixture.reopen();

        assertThat(fixture.values()).containsExactly("a", "b");
    }

    @Test
    void indexesForWhichThereWasNoRoomAreWrittenWhenThereIs() throws IOException {
        LogFixture fixture = new LogFixture(
                disk, DATA, config().segmentBytes(400).indexIntervalBytes(0).build());
        for (int i = 0; i < 5; i++) {
            fixture.append("record " + i);
        }
        // The next batch begins a segment.
        disk.capacity(disk.used() + 10);
        assertRefused(() -> fixture.append("record 5"));
        assertThat(disk.exists(fixture.file(5, ".log"))).isTrue();
        assertThat(disk.exists(fixture.file(0, ".index"))).isFalse();
        assertThat(fixture.values()).hasSize(5);

        disk.capacity(Long.MAX_VALUE);
        fixture.directory.checkpoint();

        assertThat(disk.size(fixture.file(0, ".index"))).isPositive();
        disk.crash(0);
        fixture.reopen();
        assertThat(fixture.values()).hasSize(5);
    }

    @Test
    void aCleanEndForcesTheIndexesOfASegmentThatNoRecordCameAfter() throws IOException {
        LogFixture fixture = new LogFixture(
                disk, DATA, config().segmentBytes(400).indexIntervalBytes(0).build());
        for (int i = 0; i < 5; i++) {
            fixture.append("record " + i);
        }
        fixture.log.force();
        // Enough for the indexes, not for the next batch, which begins a segment.
        disk.capacity(disk.used() + 70);
        assertRefused(() -> fixture.append("record 5"));
        assertThat(disk.exists(fixture.file(0, ".timeindex"))).isTrue();
        disk.capacity(Long.MAX_VALUE);

        fixture.closeAndReopen();
        fixture.append("record 5");
        fixture.directory.checkpoint();
        fixture.append("record 6");
        fixture.log.force();
        fixture.directory.checkpoint();
        disk.crash(0);
        fixture.reopen();

        assertThat(fixture.log.offsetOfMaxTimestamp(5).map(FoundOffset::offset)).hasValue(0L);
    }

    @Test
    void aSegmentForWhichThereIsNoRoomLeavesNothingBehind() throws IOException {
        LogFixture fixture =
                new LogFixture(disk, DATA, config().segmentBytes(400).build());
        for (int i = 0; i < 4; i++) {
            fixture.append("record " + i);
        }
        disk.capacity(disk.used());
        assertRefused(() -> fixture.append("record 4"));
        disk.capacity(Long.MAX_VALUE);
        fixture.append("record 4");
        fixture.append("record 5");

        fixture.directory.checkpoint();
        disk.kill();
        fixture.reopen();

        assertThat(fixture.values()).hasSize(6);
    }

    @Test
    void anEndOnAFullDiskIsRecoveredFrom() throws IOException {
        LogFixture fixture = new LogFixture(disk, DATA, config().build());
        fixture.log.append(LogFixture.idempotent(7, 0, 0, 1, "a"), AppendOrigin.CLIENT, 0);
        disk.capacity(disk.used());
        fixture.directory.close();

        disk.capacity(Long.MAX_VALUE);
        disk.crash(0);
        fixture.reopen();

        assertThat(fixture.directory.wasShutDownCleanly()).isFalse();
        assertThat(fixture.values()).containsExactly("a");
    }

    @Test
    void deletingMakesRoomWhereThereIsNone() throws IOException {
        LogFixture fixture = new LogFixture(
                disk, DATA, config().segmentBytes(400).retentionBytes(400).build());
        for (int i = 0; i < 12; i++) {
            fixture.append("record " + i);
        }
        disk.capacity(disk.used());
        fixture.log.retain(fixture.clock.nowMs(), 12);
        fixture.directory.purge(fixture.clock.nowMs() + 60_000);

        assertThat(fixture.append("record 12").firstOffset()).isEqualTo(12);
    }

    private static void assertRefused(ThrowingCallable work) {
        assertThatThrownBy(work).isInstanceOfSatisfying(Refused.class, refused -> assertThat(refused.code())
                .isEqualTo(Errors.KAFKA_STORAGE_ERROR));
    }
}
