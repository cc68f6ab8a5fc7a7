package io.suiro.replica;

import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A partition on a disk that fails, fills up, loses power and is killed, at moments that a seed chooses. A failing seed is in the
 * message; {@code -Dsuiro.seed=N} runs that one alone and lets the log be heard, {@code -Dsuiro.schedules=N} runs so many.
 */
class FaultScheduleTest {
    private static final int BLOCKS = 8;
    private static final int SCHEDULES = Integer.getInteger("suiro.schedules", 2_000);
    private static final Logger LOGGER = Logger.getLogger("io.suiro.log");

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
    void nothingAcknowledgedIsLostAndNothingUnsoundIsServed(long block) {
        if (Long.getLong("suiro.seed") != null) {
            run(block);
            return;
        }
        for (long seed = block; seed < SCHEDULES; seed += BLOCKS) {
            run(seed);
        }
    }

    private static void run(long seed) {
        try {
            new FaultSchedule(seed).run();
        } catch (Exception | AssertionError e) {
            throw new AssertionError("-Dsuiro.seed=" + seed, e);
        }
    }
}
