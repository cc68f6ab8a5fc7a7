package io.suiro.base;

import java.util.ArrayDeque;
import java.util.Queue;

/** A lane without a thread: tasks wait until the test runs them, in order. One thread. */
public final class QueuedLane implements Lane {
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private boolean isRunning;

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
    }

    @Override
    public void executeSoon(Runnable task) {
        execute(task);
    }

    @Override
    public boolean isCurrent() {
        return isRunning;
    }

    /** Runs all that is queued, and what that queues. */
    public void runAll() {
        while (!tasks.isEmpty()) {
            isRunning = true;
            tasks.remove().run();
            isRunning = false;
        }
    }
}
