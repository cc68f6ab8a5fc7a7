package io.suiro.cluster.raft;

import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Nodes whose network, disks and processes fail at moments that a seed chooses. A failing seed is in the message; {@code
 * -Dsuiro.seed=N} runs that one alone and lets the log be heard, {@code -Dsuiro.seeds=N} runs so many, {@code
 * -Dsuiro.firstSeed=N} begins there.
 */
class RaftSimulationTest {
    private static final int BLOCKS = 8;
    private static final int SEEDS = Integer.getInteger("suiro.seeds", 400);
    private static final long FIRST = Long.getLong("suiro.firstSeed", 0);
    private static final Logger LOGGER = Logger.getLogger("io.suiro.cluster.raft");

    /** Each fault is logged with its stack. */
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
    void nothingCommittedIsLostAndAllIsWellInTheEnd(long block) {
        if (Long.getLong("suiro.seed") != null) {
            run(block);
            return;
        }
        for (long seed = FIRST + block; seed < FIRST + SEEDS; seed += BLOCKS) {
            run(seed);
        }
    }

    private static void run(long seed) {
        try {
            new RaftSimulation(seed).run();
        } catch (Exception | AssertionError e) {
            throw new AssertionError("-Dsuiro.seed=" + seed, e);
        }
    }
}
