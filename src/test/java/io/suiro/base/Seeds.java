package io.suiro.base;

import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The seeds that a simulation runs with, in blocks, each of which is a test: {@code -Dsuiro.seeds=N} runs so many, {@code
 * -Dsuiro.firstSeed=N} begins there, {@code -Dsuiro.seed=N} runs that one alone and lets the log be heard, which is mute otherwise, for each
 * fault is logged with its stack. A failing seed is in the message.
 */
public final class Seeds implements BeforeAllCallback, AfterAllCallback {
    private static final int BLOCKS = 8;
    private static final @Nullable Long ONLY = Long.getLong("suiro.seed");
    private static final long FIRST = Long.getLong("suiro.firstSeed", 0);

    private final Logger logger;
    private final int count;

    /** A run of a simulation. */
    @FunctionalInterface
    public interface Simulation {
        /** How much it has done, which must not be nothing for all seeds of a block together. */
        int run(long seed) throws Exception;
    }

    /**
     * Seeds for a class of tests; to be registered as its extension.
     *
     * @param logger whose is mute
     * @param count how many unless told otherwise
     */
    public Seeds(String logger, int count) {
        this.logger = Logger.getLogger(logger);
        this.count = Integer.getInteger("suiro.seeds", count);
    }

    /** Source of the parameters of the test that calls {@link #run}. */
    public static LongStream blocks() {
        return ONLY == null ? LongStream.range(0, BLOCKS) : LongStream.of(0);
    }

    /** Runs the seeds of the block. */
    public void run(long block, Simulation simulation) {
        if (ONLY != null) {
            runOne(ONLY, simulation);
            return;
        }
        long done = 0;
        for (long seed = FIRST + block; seed < FIRST + count; seed += BLOCKS) {
            done += runOne(seed, simulation);
        }
        if (done == 0) {
            throw new AssertionError("nothing was done");
        }
    }

    /** Runs one seed. */
    public static int runOne(long seed, Simulation simulation) {
        try {
            return simulation.run(seed);
        } catch (Exception | AssertionError e) {
            throw new AssertionError("-Dsuiro.seed=" + seed, e);
        }
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        if (ONLY == null) {
            logger.setLevel(Level.OFF);
        }
    }

    @Override
    public void afterAll(ExtensionContext context) {
        logger.setLevel(null);
    }
}
