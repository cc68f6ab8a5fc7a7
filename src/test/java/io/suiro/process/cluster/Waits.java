package io.suiro.process.cluster;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.stream.LongStream;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * How long writes had to wait while something was broken. A window begins at a fault; of each partition it remembers when the first
 * record that was sent after that was acknowledged, and the longest that any waited. Times are those of System.nanoTime. For
 * all threads.
 */
final class Waits {
    private final Map<TopicPartition, Long> latest = new HashMap<>();
    private @Nullable Window window;

    /** What one window saw of a partition, in ns. */
    record Wait(long nextWriteNanos, long longestNanos) {}

    /** One fault. */
    static final class Window {
        private final long startNanos;
        private final Map<TopicPartition, Wait> waits = new HashMap<>();
        private final GrowingInts micros = new GrowingInts();
        private String longest = "none";
        private long longestNanos;

        private Window(long startNanos) {
            this.startNanos = startNanos;
        }

        long startNanos() {
            return startNanos;
        }

        /** The longest wait of all: whose, and when it began, for whoever looks for the cause in the brokers' logs. */
        String longest() {
            return longest;
        }

        private void add(TopicPartition partition, long sentNanos, long waitNanos) {
            micros.set(micros.end(), (int) Math.min(Integer.MAX_VALUE, waitNanos / 1000));
            if (waitNanos > longestNanos) {
                longestNanos = waitNanos;
                longest = "%d ms, %s, sent after %d ms"
                        .formatted(waitNanos / 1_000_000, partition, (sentNanos - startNanos) / 1_000_000);
            }
        }

        /** What a hundredth of the records waited for longer, in ms, 0 if there were none. */
        double p99Ms() {
            int[] sorted = LongStream.range(0, micros.end())
                    .mapToInt(micros::get)
                    .sorted()
                    .toArray();
            return sorted.length == 0 ? 0 : sorted[(int) (sorted.length * 0.99)] / 1000.0;
        }
    }

    synchronized Window open() {
        Window opened = new Window(System.nanoTime());
        window = opened;
        return opened;
    }

    /** What it saw. */
    synchronized Map<TopicPartition, Wait> close(Window closed) {
        window = null;
        return Map.copyOf(closed.waits);
    }

    synchronized void acknowledged(TopicPartition partition, long sentNanos, long nowNanos) {
        Long before = latest.get(partition);
        if (before == null || sentNanos - before > 0) {
            latest.put(partition, sentNanos);
            notifyAll();
        }
        Window open = window;
        if (open != null && sentNanos - open.startNanos >= 0) {
            open.waits.merge(
                    partition,
                    new Wait(nowNanos - open.startNanos, nowNanos - sentNanos),
                    (first, next) -> new Wait(first.nextWriteNanos, Math.max(first.longestNanos, next.longestNanos)));
            open.add(partition, sentNanos, nowNanos - sentNanos);
        }
    }

    /** Until, in each of these partitions, a record that was sent after this call is acknowledged. */
    synchronized void awaitWrites(Collection<TopicPartition> partitions) throws InterruptedException, TimeoutException {
        long from = System.nanoTime();
        long patience = ClusterView.PATIENCE.toMillis();
        while (!partitions.stream().allMatch(partition -> isAfter(latest.get(partition), from))) {
            long left = patience - (System.nanoTime() - from) / 1_000_000;
            if (left <= 0) {
                throw new TimeoutException("no writes within " + patience + " ms to "
                        + partitions.stream()
                                .filter(partition -> !isAfter(latest.get(partition), from))
                                .toList());
            }
            wait(left);
        }
    }

    private static boolean isAfter(@Nullable Long sentNanos, long from) {
        return sentNanos != null && sentNanos - from > 0;
    }
}
