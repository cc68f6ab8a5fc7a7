package io.suiro.cluster;

import io.suiro.base.Clock;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/** Which broker decides, as far as this one knows, and which did before. Changes on the lane; any thread may ask, but for the predecessor. */
final class Incumbent {
    static final int NOBODY = -1;

    private final Clock clock;
    private volatile int id = NOBODY;
    /** Since when none is known; nanoseconds of the clock. */
    private volatile long missedSinceNanos;

    private Predecessor predecessor = new Predecessor(NOBODY, 0);

    /**
     * The broker that decided before this one does.
     *
     * @param id -1 if there was none
     * @param heardNanos when it was last heard of, by the clock's nanoTime
     */
    record Predecessor(int id, long heardNanos) {}

    Incumbent(Clock clock) {
        this.clock = clock;
        this.missedSinceNanos = clock.nanoTime();
    }

    /** -1 while none is known. */
    int id() {
        return id;
    }

    /** For how long none has been known, 0 while one is. */
    long missedMs() {
        return id >= 0 ? 0 : TimeUnit.NANOSECONDS.toMillis(clock.nanoTime() - missedSinceNanos);
    }

    /** Lane only. */
    Predecessor predecessor() {
        return predecessor;
    }

    /** It decides from now on; nobody that is known does if it is -1. */
    void is(int nodeId) {
        if (nodeId < 0 && id >= 0) {
            missedSinceNanos = clock.nanoTime();
        }
        id = nodeId;
    }

    /**
     * As {@link #is}, of another broker than this one.
     *
     * @param heardNanos when a leader was last heard of
     */
    void isAnother(int nodeId, OptionalLong heardNanos) {
        int before = id;
        is(nodeId);
        if (before >= 0 && before != nodeId && heardNanos.isPresent()) {
            predecessor = new Predecessor(before, heardNanos.getAsLong());
        }
    }
}
