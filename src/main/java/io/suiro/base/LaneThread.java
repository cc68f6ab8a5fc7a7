package io.suiro.base;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** A {@link Lane} on a platform thread of its own, with an unbounded queue in arrival order. */
public final class LaneThread implements Lane, AutoCloseable {
    private static final Logger LOG = System.getLogger(LaneThread.class.getName());

    private final BlockingQueue<Runnable> queue = new LinkedBlockingQueue<>();
    private final Thread thread;
    private boolean open = true;
    private volatile long finished;

    public LaneThread(String name) {
        thread = Thread.ofPlatform().name(name).daemon(true).start(this::run);
    }

    @Override
    public void execute(Runnable task) {
        queue.add(task);
    }

    @Override
    public boolean isCurrent() {
        return Thread.currentThread() == thread;
    }

    /** Tasks run since the start, well or not; any thread. A lane that is at work finishes some now and then. */
    public long finished() {
        return finished;
    }

    /** Runs what is queued already, then ends; tasks that come later are dropped. Waits unless called on the lane. */
    @Override
    public void close() {
        execute(() -> open = false);
        if (!isCurrent()) {
            Uninterrupted.await(thread::join);
        }
    }

    private void run() {
        for (long tasks = 0; open; finished = ++tasks) {
            try {
                queue.take().run();
            } catch (InterruptedException e) {
                LOG.log(Level.WARNING, "a lane was interrupted, which nothing should do; it goes on", e);
            } catch (RuntimeException | Error e) {
                LOG.log(Level.ERROR, "a task on " + thread.getName() + " failed", e);
            }
        }
    }
}
