package io.suiro.cluster;

import io.suiro.base.Lane;
import java.util.ArrayDeque;
import java.util.Queue;

/** A lane on the test's own thread: tasks wait until {@link #run}, so that a test decides what becomes one group. */
final class DirectLane implements Lane {
    private final Queue<Runnable> tasks = new ArrayDeque<>();

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
    }

    void run() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }

    @Override
    public boolean isCurrent() {
        return true;
    }
}
