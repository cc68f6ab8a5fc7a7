package io.suiro.base;

import java.util.concurrent.Executor;

/**
 * The one owner of some state: a partition has one lane for life, and only in the lane's turn is it changed. Everyone else
 * hands tasks over, in order, and never waits. A task that throws is logged and does not stop the lane.
 */
public interface Lane extends Executor {
    /**
     * Runs a short task on the calling thread if the lane has nothing else to do, which saves two hand-offs between threads;
     * otherwise as {@link #execute}. Tasks that one thread hands over run in order, whichever way each is handed over.
     */
    void executeSoon(Runnable task);

    /** Whether the calling thread has the lane's turn. */
    boolean isCurrent();

    /** Mutators call this first. */
    default void assertCurrent() {
        if (!isCurrent()) {
            throw new IllegalStateException("called off its lane, on " + Thread.currentThread());
        }
    }
}
