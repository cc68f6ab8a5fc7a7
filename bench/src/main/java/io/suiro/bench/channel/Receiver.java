package io.suiro.bench.channel;

import java.util.concurrent.atomic.AtomicInteger;

/** An application that counts what comes; on one thread. */
public abstract class Receiver {
    private final AtomicInteger count = new AtomicInteger();
    private volatile Spent begun = Spent.now();

    void count(int records) {
        int before = count.getPlain();
        if (before == 0) {
            begun = Spent.now();
        }
        count.setRelease(before + records);
    }

    /** What it has taken from the first record on, once there are so many; to a millisecond or two. */
    public Spent await(int records) throws InterruptedException {
        while (count.getAcquire() < records) {
            Thread.sleep(1);
        }
        return Spent.now().since(begun);
    }
}
