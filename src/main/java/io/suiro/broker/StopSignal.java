package io.suiro.broker;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Tells threads that work in the background to end, and ends their waiting. Any thread. */
final class StopSignal {
    private static final Logger LOG = System.getLogger(StopSignal.class.getName());

    private final CountDownLatch given = new CountDownLatch(1);

    void give() {
        given.countDown();
    }

    boolean isGiven() {
        return given.getCount() == 0;
    }

    /** Returns early once it is given. */
    void pauseNanos(long nanos) {
        try {
            var _ = given.await(nanos, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            LOG.log(
                    Level.WARNING,
                    Thread.currentThread().getName() + " was interrupted, which nothing should do; it goes on",
                    e);
        }
    }
}
