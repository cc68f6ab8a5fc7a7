package io.suiro.channel;

import io.suiro.base.Scheduler;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Sees whether the application answers for records that it has. After {@code max.poll.interval.ms} without an answer the channel leaves its group, so
 * that others get its partitions; it joins again with the next answer. Any thread.
 */
final class StallWatch implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(StallWatch.class);
    private static final int LOOKS = 4;

    private final IncomingSettings settings;
    private final Scheduler timer;
    private final Supplier<CompletionStage<?>> leave;
    private final Runnable join;
    private final AtomicInteger inHand = new AtomicInteger();
    private volatile long lastSignNanos = System.nanoTime();
    /** Written under the lock, as is what follows. */
    private volatile boolean stalled;

    private CompletionStage<?> leaving = CompletableFuture.completedFuture(null);
    private volatile boolean closed;

    StallWatch(IncomingSettings settings, Scheduler timer, Supplier<CompletionStage<?>> leave, Runnable join) {
        this.settings = settings;
        this.timer = timer;
        this.leave = leave;
        this.join = join;
    }

    void begin() {
        timer.schedule(Math.max(1, settings.stallAfter().toMillis() / LOOKS), this::look);
    }

    /** The application has so many records more. */
    void handedOut(int records) {
        if (records > 0 && inHand.getAndAdd(records) == 0) {
            lastSignNanos = System.nanoTime();
        }
    }

    /** The application has finished with so many. */
    void answered(int records) {
        inHand.addAndGet(-records);
        lastSignNanos = System.nanoTime();
        if (stalled) {
            goOn();
        }
    }

    private synchronized void goOn() {
        if (stalled && !closed) {
            stalled = false;
            LOG.infof("channel %s goes on, and joins its group again", settings.channel());
            leaving.thenRun(join);
        }
    }

    boolean isStalled() {
        return stalled;
    }

    private void look() {
        if (closed) {
            return;
        }
        long silentNanos = System.nanoTime() - lastSignNanos;
        if (!stalled && inHand.get() > 0 && silentNanos > settings.stallAfter().toNanos()) {
            stall(silentNanos);
        }
        begin();
    }

    private synchronized void stall(long silentNanos) {
        LOG.errorf(
                "channel %s has not answered for any of %d records in %d ms: it leaves its group",
                settings.channel(), inHand.get(), silentNanos / 1_000_000);
        stalled = true;
        leaving = leave.get();
    }

    @Override
    public void close() {
        closed = true;
    }
}
