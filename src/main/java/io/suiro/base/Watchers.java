package io.suiro.base;

import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Whoever waits for something to move. {@link #signal} runs every watcher on the caller's thread and costs one volatile
 * read when there are none. A watcher that is added before its own last look at the thing misses nothing.
 */
public final class Watchers {
    private final Set<Runnable> watching = new LinkedHashSet<>();
    private volatile boolean any;

    public void add(Runnable watcher) {
        synchronized (watching) {
            watching.add(watcher);
            any = true;
        }
    }

    public void remove(Runnable watcher) {
        synchronized (watching) {
            watching.remove(watcher);
            any = !watching.isEmpty();
        }
    }

    public void signal() {
        if (any) {
            Runnable[] now;
            synchronized (watching) {
                now = watching.toArray(Runnable[]::new);
            }
            for (Runnable watcher : now) {
                watcher.run();
            }
        }
    }
}
