package io.suiro.bench.channel;

import java.util.concurrent.atomic.AtomicInteger;

/** An application that counts what comes; on one thread. */
public abstract class Receiver {
    private final AtomicInteger count = new AtomicInteger();

    void count(int records) {
        count.setRelease(count.getPlain() + records);
    }

    /** How many it has taken, once there are so many; to a millisecond or two. */
    public int await(int records) throws InterruptedException {
        int taken = count.getAcquire();
        while (taken < records) {
            Thread.sleep(1);
            taken = count.getAcquire();
        }
        return taken;
    }
}
