package io.suiro.base;

import java.util.concurrent.Executor;

/**
 * A thread that owns state: a partition has one lane for life, and only that lane changes it. Everyone else enqueues
 * with {@link #execute}, in order, and never waits. A task that throws is logged and does not stop the lane.
 */
public interface Lane extends Executor {
    /** Whether the calling thread is this lane. */
    boolean isCurrent();

    /** Mutators call this first. */
    default void assertCurrent() {
        if (!isCurrent()) {
            throw new IllegalStateException("called off its lane, on " + Thread.currentThread());
        }
    }
}
