package io.suiro.broker;

import io.suiro.base.Seeds;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole clusters whose machines, disks, clocks and network fail at moments that a seed chooses. */
class ClusterSimulationTest {
    @RegisterExtension
    static final Seeds SEEDS = new Seeds("io.suiro", 12);

    @ParameterizedTest
    @MethodSource("io.suiro.base.Seeds#blocks")
    void whatIsAcknowledgedStaysAndAllIsWellInTheEnd(long block) {
        SEEDS.run(block, ClusterSimulationTest::run);
    }

    /**
     * These have found something: 13 and 42 a loss that was forgotten because a process was killed before it had registered, 35 and 157 a
     * broker that led what its earlier life had been given.
     */
    @ParameterizedTest
    @ValueSource(longs = {13, 35, 42, 157})
    void whatHasFailedOnceHolds(long seed) {
        var _ = Seeds.runOne(seed, ClusterSimulationTest::run);
    }

    private static int run(long seed) throws Exception {
        ClusterSimulation simulation = new ClusterSimulation(seed);
        simulation.run();
        return simulation.acknowledged();
    }
}
