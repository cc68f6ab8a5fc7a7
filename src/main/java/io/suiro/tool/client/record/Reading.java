package io.suiro.tool.client.record;

import io.suiro.tool.client.Presence;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;

/**
 * Prints what a consumer reads until there is enough, whoever reads the output has gone, or Ctrl-C. Offsets that are committed
 * are those behind records that are printed. Used by one thread, but for Ctrl-C.
 */
final class Reading implements AutoCloseable, ConsumerRebalanceListener {
    private static final long POLL_MS = 500;
    private static final long COMMIT_INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long GRACE_SECONDS = 5;
    private static final int BUFFER_BYTES = 1 << 16;

    private final Consumer<byte[], byte[]> consumer;
    private final Limits limits;
    private final boolean commits;
    private final Presence presence;
    private final Map<TopicPartition, OffsetAndMetadata> printed = new HashMap<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private long count;
    private long committedNanos = System.nanoTime();
    private boolean joined;

    /**
     * When to end by itself.
     *
     * @param ends where the partitions end; empty to go on
     * @param max how many records to print at most
     * @param quietMs how long nothing may come
     */
    record Limits(Map<TopicPartition, Long> ends, long max, long quietMs) {}

    /**
     * @param commits whether it reads for a group
     * @param presence asked whenever nothing comes
     */
    Reading(Consumer<byte[], byte[]> consumer, Limits limits, boolean commits, Presence presence) {
        this.consumer = consumer;
        this.limits = limits;
        this.commits = commits;
        this.presence = presence;
        Runtime.getRuntime().addShutdownHook(new Thread(this::interrupt, "suiro-consume-end"));
    }

    /** On Ctrl-C the JVM ends when this returns: the group is to know by then what was printed. */
    private void interrupt() {
        if (ended.getCount() > 0) {
            consumer.wakeup();
            try {
                boolean _ = ended.await(GRACE_SECONDS, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Reads these partitions from these offsets. */
    void assign(Map<TopicPartition, Long> starts) {
        consumer.assign(starts.keySet());
        starts.forEach(consumer::seek);
        joined = true;
    }

    /** Reads as a member of the consumer's group. */
    void subscribe(List<String> topics) {
        consumer.subscribe(topics, this);
    }

    /** The same of all topics that match, now or later. */
    void subscribe(Pattern topics) {
        consumer.subscribe(topics, this);
    }

    /** Returns once there is enough; what it printed until then, or until it failed, is out, and is known to the group later. */
    void printAll(RecordFormat format, OutputStream output) throws IOException {
        OutputStream out = new BufferedOutputStream(output, BUFFER_BYTES);
        try {
            long cameNanos = System.nanoTime();
            long quietMs = 0;
            while (!isDone() && quietMs < limits.quietMs) {
                Duration wait = Duration.ofMillis(Math.min(POLL_MS, limits.quietMs - quietMs));
                if (print(consumer.poll(wait), format, out)) {
                    cameNanos = System.nanoTime();
                } else {
                    presence.look();
                }
                quietMs = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - cameNanos);
                commitNowAndThen();
            }
        } catch (WakeupException _) {
            // Ctrl-C: what came is printed.
        } catch (IOException e) {
            if (!isBrokenPipe(e)) {
                throw e;
            }
        }
    }

    /** Says whether any was to be printed. */
    private boolean print(ConsumerRecords<byte[], byte[]> records, RecordFormat format, OutputStream out)
            throws IOException {
        Map<TopicPartition, OffsetAndMetadata> behind = new HashMap<>();
        try {
            for (ConsumerRecord<byte[], byte[]> record : records) {
                TopicPartition partition = new TopicPartition(record.topic(), record.partition());
                if (count < limits.max && record.offset() < limits.ends.getOrDefault(partition, Long.MAX_VALUE)) {
                    format.print(record, out);
                    behind.put(partition, new OffsetAndMetadata(record.offset() + 1));
                    count++;
                }
            }
        } finally {
            out.flush();
            printed.putAll(behind);
        }
        return !behind.isEmpty();
    }

    /** Whoever read has enough, as {@code head} has. */
    private static boolean isBrokenPipe(IOException e) {
        return String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT).contains("broken pipe");
    }

    private boolean isDone() {
        return count >= limits.max
                || (!limits.ends.isEmpty()
                        && joined
                        && consumer.assignment().stream().allMatch(this::isAtEnd));
    }

    private boolean isAtEnd(TopicPartition partition) {
        Long end = limits.ends.get(partition);
        return end == null || consumer.position(partition) >= end;
    }

    private void commitNowAndThen() {
        if (commits && !printed.isEmpty() && System.nanoTime() - committedNanos > COMMIT_INTERVAL_NANOS) {
            committedNanos = System.nanoTime();
            consumer.commitAsync(new HashMap<>(printed), null);
        }
    }

    private void commit() {
        if (commits && !printed.isEmpty()) {
            consumer.commitSync(new HashMap<>(printed));
            printed.clear();
        }
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
        joined = true;
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
        commit();
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
        printed.keySet().removeAll(partitions);
    }

    @Override
    public void close() {
        try {
            commit();
        } finally {
            consumer.close();
            ended.countDown();
        }
    }
}
