package io.suiro.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.suiro.base.Clock;
import io.suiro.base.LaneThreads;
import io.suiro.base.SimulatedTime;
import io.suiro.base.ThrowingDisk;
import io.suiro.config.EffectiveSettings;
import io.suiro.config.StaticSettings;
import io.suiro.log.LogDirectory;
import io.suiro.replica.Durability;
import io.suiro.replica.Partitions;
import io.suiro.replica.Surroundings;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HousekeepingTest {
    private static final long CHECKPOINT_MS = 60_000;

    @TempDir
    private Path root;

    @Test
    void aRoundThatFailsDoesNotEndTheRounds() throws IOException {
        SimulatedTime time = new SimulatedTime();
        ThrowingDisk disk = new ThrowingDisk();
        LogDirectory directory = LogDirectory.open(disk.disk(), root, "cluster", 1, Clock.SYSTEM);
        try (LaneThreads lanes = new LaneThreads("test-lane", 1, Clock.SYSTEM)) {
            Partitions partitions = new Partitions(
                    new Surroundings(directory, Durability.REPLICATED, Runnable::run, time, 1), lanes, topic -> {
                        throw new AssertionError("no topic is here");
                    });
            EffectiveSettings settings = EffectiveSettings.of(StaticSettings.defaults(1));
            new Housekeeping(time, time, Runnable::run, settings, directory, partitions).start();
            int before = disk.calls("replace");
            disk.failAfter("replace", new IllegalStateException("as the test asked"));

            time.advance(3 * CHECKPOINT_MS, () -> {});

            assertThat(disk.calls("replace") - before).isEqualTo(3);
            assertThat(directory.isOnline()).isTrue();
        }
    }
}
