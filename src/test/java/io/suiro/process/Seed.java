package io.suiro.process;

import java.util.Random;

/** Where the tests of this package take their random moments from. */
public final class Seed {
    private Seed() {}

    /** Printed, and chosen by {@code -Dseed=N}. */
    public static Random random() {
        long seed = Long.getLong("seed", new Random().nextLong());
        System.out.println("seed " + seed);
        return new Random(seed);
    }
}
