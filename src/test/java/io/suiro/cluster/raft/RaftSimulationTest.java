package io.suiro.cluster.raft;

import io.suiro.base.Seeds;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Nodes whose network, disks and processes fail at moments that a seed chooses. */
class RaftSimulationTest {
    @RegisterExtension
    static final Seeds SEEDS = new Seeds("io.suiro.cluster.raft", 400);

    @ParameterizedTest
    @MethodSource("io.suiro.base.Seeds#blocks")
    void nothingCommittedIsLostAndAllIsWellInTheEnd(long block) {
        SEEDS.run(block, seed -> {
            new RaftSimulation(seed).run();
            return 1;
        });
    }
}
