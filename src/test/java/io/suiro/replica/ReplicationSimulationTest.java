package io.suiro.replica;

import io.suiro.base.Seeds;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Replication among brokers that are killed, lose power, pause, and cannot reach each other, at moments that a seed chooses. */
class ReplicationSimulationTest {
    @RegisterExtension
    static final Seeds SEEDS = new Seeds("io.suiro", 120);

    @ParameterizedTest
    @MethodSource("io.suiro.base.Seeds#blocks")
    void whatIsCommittedStaysAndReplicasComeTogetherAgain(long block) {
        SEEDS.run(block, seed -> {
            ReplicationSimulation simulation = new ReplicationSimulation(seed);
            simulation.run();
            return simulation.acknowledged();
        });
    }
}
