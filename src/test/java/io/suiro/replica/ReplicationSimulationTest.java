package io.suiro.replica;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Replication among brokers that are killed, lose power, pause, and cannot reach each other, at moments that a seed chooses. A failing seed is
 * in the message; {@code -Dsuiro.seed=N} runs that one alone and lets the log be heard, {@code -Dsuiro.seeds=N} runs so many.
 */
class ReplicationSimulationTest {
    private static final int BLOCKS = 8;
    private static final int SEEDS = Integer.getInteger("suiro.seeds", 400);
    private static final Logger LOGGER = Logger.getLogger("io.suiro");

    @BeforeAll
    static void mute() {
        if (Long.getLong("suiro.seed") == null) {
            LOGGER.setLevel(Level.OFF);
        }
    }

    @AfterAll
    static void unmute() {
        LOGGER.setLevel(null);
    }

    static LongStream blocks() {
        Long only = Long.getLong("suiro.seed");
        return only == null ? LongStream.range(0, BLOCKS) : LongStream.of(only);
    }

    @ParameterizedTest
    @MethodSource("blocks")
    void whatIsCommittedStaysAndReplicasComeTogetherAgain(long block) {
        if (Long.getLong("suiro.seed") != null) {
            run(block);
            return;
        }
        int acknowledged = 0;
        for (long seed = block; seed < SEEDS; seed += BLOCKS) {
            acknowledged += run(seed);
        }
        assertThat(acknowledged).as("acknowledged by all").isPositive();
    }

    private static int run(long seed) {
        try {
            ReplicationSimulation simulation = new ReplicationSimulation(seed);
            simulation.run();
            return simulation.acknowledged();
        } catch (Exception | AssertionError e) {
            throw new AssertionError("-Dsuiro.seed=" + seed, e);
        }
    }
}
