package io.suiro.process.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three brokers under load, and one thing that happens to them. With {@code -Dsuiro.cluster=kafka} they are Apache Kafka's. */
class ClusterFaultsIT {
    /** What a client that asks again notices, and no person does. */
    private static final long UNNOTICED_MS = 10_000;

    @TempDir
    Path directory;

    @Test
    void aLeaderThatIsKilledTakesNothingWithIt() throws Exception {
        keepsItsPromises(FaultKind.KILL_LEADER);
    }

    @Test
    void aControllerThatIsKilledTakesNothingWithIt() throws Exception {
        keepsItsPromises(FaultKind.KILL_CONTROLLER);
    }

    @Test
    void aLeaderThatIsPausedComesBackWithoutHarm() throws Exception {
        keepsItsPromises(FaultKind.PAUSE_LEADER);
    }

    @Test
    void aDiskThatIsLostIsFilledAgain() throws Exception {
        keepsItsPromises(FaultKind.LOST_DISK);
    }

    @Test
    void aRollingRestartFailsNoProduce() throws Exception {
        try (Scenario scenario = new Scenario(directory)) {
            Fault restart = scenario.inject(FaultKind.ROLLING_RESTART);

            scenario.end();

            assertThat(restart.waits()).containsOnlyKeys(scenario.partitions());
            assertThat(Scenario.longestWaitMs(restart)).isLessThan(UNNOTICED_MS);
        }
    }

    private void keepsItsPromises(FaultKind kind) throws Exception {
        try (Scenario scenario = new Scenario(directory)) {
            Fault fault = scenario.inject(kind);

            scenario.end();

            assertThat(fault.waits()).containsOnlyKeys(scenario.partitions());
        }
    }
}
