package io.suiro.base;

import java.util.ArrayDeque;

/** A lane whose tasks a simulation runs one at a time. */
public final class StepLane implements Lane {
    private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
    private boolean running;

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
        return running;
    }

    public boolean isIdle() {
        return tasks.isEmpty();
    }

    public void runOne() {
        running = true;
        try {
            tasks.remove().run();
        } finally {
            running = false;
        }
    }
}
