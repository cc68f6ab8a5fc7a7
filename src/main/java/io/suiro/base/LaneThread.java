package io.suiro.base;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongConsumer;

/**
 * A {@link Lane} on a platform thread of its own, with an unbounded queue in arrival order. A caller may take its turn while
 * the thread has none; after one such turn that took long (a disk that stalls) the thread has all of them for a while, so that
 * callers, who are event loops, are not held up again.
 */
public final class LaneThread implements Lane, AutoCloseable {
    private static final Logger LOG = System.getLogger(LaneThread.class.getName());
    private static final long LONG_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final long WHILE_NANOS = TimeUnit.SECONDS.toNanos(1);
    /** One in sixteen tells as much of waits as all, and costs the others nothing. */
    private static final int WAITS_MASK = 15;

    private final Clock clock;
    private final BlockingQueue<Runnable> queue = new LinkedBlockingQueue<>();
    private final Thread thread;
    /** Held while a task runs. */
    private final ReentrantLock turn = new ReentrantLock();
    /** Tasks that are queued or taken out of the queue and not done. */
    private final AtomicInteger queued = new AtomicInteger();
    /** In turn only. */
    private boolean open = true;
    /** In turn only: callers get no turn before. */
    private long callersFromNanos;
    /** Written in turn only. */
    private volatile long finished;

    private volatile LongConsumer waitObserver = nanos -> {};
    /** Tasks that came; threads that come at the same moment may lose some, which does no harm. */
    private int came;

    public LaneThread(String name, Clock clock) {
        this.clock = clock;
        callersFromNanos = clock.nanoTime();
        thread = Thread.ofPlatform().name(name).daemon(true).start(this::run);
    }

    @Override
    public void execute(Runnable task) {
        queued.incrementAndGet();
        queue.add((came++ & WAITS_MASK) == 0 ? timed(task) : task);
    }

    private Runnable timed(Runnable task) {
        long sinceNanos = clock.nanoTime();
        return () -> {
            waitObserver.accept(clock.nanoTime() - sinceNanos);
            task.run();
        };
    }

    @Override
    public void executeSoon(Runnable task) {
        if (!runNow(task)) {
            execute(task);
        }
    }

    /** Nothing that this thread has queued can be left while nothing at all is, so order is kept. */
    private boolean runNow(Runnable task) {
        if (queued.get() > 0 || turn.isHeldByCurrentThread() || !turn.tryLock()) {
            return false;
        }
        try {
            long begunNanos = clock.nanoTime();
            if (queued.get() > 0 || !open || begunNanos - callersFromNanos < 0) {
                return false;
            }
            runLogged(task);
            long endedNanos = clock.nanoTime();
            if (endedNanos - begunNanos > LONG_NANOS) {
                callersFromNanos = endedNanos + WHILE_NANOS;
            }
            return true;
        } finally {
            turn.unlock();
        }
    }

    @Override
    public boolean isCurrent() {
        return turn.isHeldByCurrentThread();
    }

    /** Tasks run since the start, well or not; any thread. A lane that is at work finishes some now and then. */
    public long finished() {
        return finished;
    }

    /** Tasks that wait for this thread, with the one that it is at; any thread. */
    public int queued() {
        return queued.get();
    }

    /**
     * From now on told, on this thread, for how many nanoseconds one in sixteen tasks has waited in the queue; not of those that ran at
     * once, on their caller's thread. Any thread.
     */
    public void observeWaits(LongConsumer waitedNanos) {
        waitObserver = waitedNanos;
    }

    /** Runs what is queued already, then ends; tasks that come later are dropped. Waits unless called on the lane's thread. */
    @Override
    public void close() {
        execute(() -> open = false);
        if (Thread.currentThread() != thread) {
            Uninterrupted.await(thread::join);
        }
    }

    private void run() {
        boolean goesOn = true;
        while (goesOn) {
            Runnable task = next();
            turn.lock();
            try {
                runLogged(task);
                goesOn = open;
            } finally {
                queued.decrementAndGet();
                turn.unlock();
            }
        }
    }

    private Runnable next() {
        while (true) {
            try {
                return queue.take();
            } catch (InterruptedException e) {
                LOG.log(Level.WARNING, "a lane was interrupted, which nothing should do; it goes on", e);
            }
        }
    }

    private void runLogged(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error e) {
            LOG.log(Level.ERROR, "a task on " + thread.getName() + " failed", e);
        }
        long before = finished;
        finished = before + 1;
    }
}
