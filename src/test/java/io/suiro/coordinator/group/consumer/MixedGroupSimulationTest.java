package io.suiro.coordinator.group.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Members of both protocols that join, leave, crash and lose answers, so that the group changes its own over and over, also while
 * it rebalances, and coordinators that are replaced. At no time do two members read a partition; in the end each is read.
 */
class MixedGroupSimulationTest {
    private static final int STEPS = 2_000;

    static LongStream seeds() {
        return LongStream.range(0, Long.getLong("suiro.simulation.seeds", 40));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void noPartitionIsReadTwiceAndInTheEndAllAreRead(long seed) {
        MixedWorld world = new MixedWorld(seed);
        world.chaos(STEPS);
        world.settle();
        world.assertAllAreRead();
    }

    @Test
    void theyDoChangeTheirProtocol() {
        int upgrades = 0;
        int downgrades = 0;
        for (long seed = 0; seed < 5; seed++) {
            MixedWorld world = new MixedWorld(seed);
            world.chaos(STEPS);
            upgrades += world.upgrades();
            downgrades += world.downgrades();
        }
        assertThat(upgrades).isGreaterThan(5);
        assertThat(downgrades).isGreaterThan(5);
    }
}
