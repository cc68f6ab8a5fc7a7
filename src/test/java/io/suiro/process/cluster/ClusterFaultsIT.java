package io.suiro.process.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three brokers under load, and what happens to them. With {@code -Dsuiro.cluster=kafka} they are Apache Kafka's. */
class ClusterFaultsIT {
    /** What a client that asks again notices, and no person does. */
    private static final long UNNOTICED_MS = 10_000;

    @TempDir
    Path directory;

    /** In one cluster, as its start and its judgement take longer than any of them. */
    @Test
    void whateverBefallsOneBrokerNothingIsLost() throws Exception {
        try (Scenario scenario = new Scenario(directory)) {
            for (FaultKind kind : List.of(
                    FaultKind.KILL_LEADER,
                    FaultKind.KILL_CONTROLLER,
                    FaultKind.PAUSE_LEADER,
                    FaultKind.CUT_LEADER,
                    FaultKind.CUT_CONTROLLER,
                    FaultKind.LOST_DISK)) {
                Fault fault = scenario.inject(kind);

                assertThat(fault.waits()).as(kind.description()).containsOnlyKeys(scenario.partitions());
            }

            scenario.end();
        }
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
}
