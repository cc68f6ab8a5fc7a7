package io.suiro.replica;

import io.suiro.base.Clock;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * How fast throttled replicas may be copied (KIP-73), either from this broker or to it: a bucket that fills with the bytes that are
 * copied and empties at the rate. While there is anything in it replicas that are not in sync wait. Those in sync never do, but what
 * they are sent goes into the bucket as well, as in Kafka.
 *
 * <p>An empty bucket goes on emptying for a second, so that the rate is kept although timers are late: in any time of T seconds those
 * that wait are given at most rate × (T + 1), and what was asked for at once. More than ten seconds' worth is never in it, unless one
 * answer was larger, or a busy replica in sync would keep the others waiting long after. Kafka looks at a window of eleven samples of
 * a second.
 *
 * <p>Bytes and bytes per second; times end in their units. Any thread.
 */
public final class ReplicationQuota {
    /** No limit. */
    public static final long UNLIMITED = Long.MAX_VALUE;

    private static final double LEAST_SECONDS = -1;
    private static final double MOST_SECONDS = 10;
    /** Whoever waits looks again after so long at the latest, and finds out that the limit is another. */
    private static final long LONGEST_WAIT_MS = TimeUnit.SECONDS.toMillis(1);

    private final Clock clock;
    private final LongAdder throttledBytes = new LongAdder();
    private volatile long bytesPerSecond = UNLIMITED;
    private double bytes;
    private long atNanos;

    /** Without a limit. */
    public ReplicationQuota(Clock clock) {
        this.clock = clock;
        this.atNanos = clock.nanoTime();
    }

    /** From now on this is the rate; 0 stops what can be stopped. */
    public synchronized void limit(long rate) {
        empty();
        bytesPerSecond = rate;
        bytes = Math.max(0, bytes);
    }

    /** So many bytes of throttled replicas are copied; fewer than 0 if they are not after all. */
    public void copied(long count) {
        if (bytesPerSecond != UNLIMITED && count != 0) {
            throttledBytes.add(count);
            add(count);
        }
    }

    private synchronized void add(long count) {
        empty();
        bytes = Math.min(bytes + count, Math.max((double) count, MOST_SECONDS * bytesPerSecond));
    }

    /** Bytes of throttled replicas that were copied since the start, while there was a limit. */
    public long throttledBytes() {
        return throttledBytes.sum();
    }

    /** How long to wait before a replica that is not in sync may be given more; 0 if it may now. */
    public long waitMs() {
        return bytesPerSecond == UNLIMITED ? 0 : untilEmptyMs();
    }

    private synchronized long untilEmptyMs() {
        empty();
        long rate = bytesPerSecond;
        if (rate == 0) {
            return LONGEST_WAIT_MS;
        }
        long ms = (long) Math.ceil(bytes / rate * TimeUnit.SECONDS.toMillis(1));
        return Math.clamp(ms, 0, LONGEST_WAIT_MS);
    }

    private void empty() {
        long nowNanos = clock.nanoTime();
        double seconds = (nowNanos - atNanos) / (double) TimeUnit.SECONDS.toNanos(1);
        bytes = Math.max(bytes - seconds * bytesPerSecond, LEAST_SECONDS * bytesPerSecond);
        atNanos = nowNanos;
    }
}
