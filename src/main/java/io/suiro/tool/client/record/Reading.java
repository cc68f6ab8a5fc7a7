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
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.SubscriptionPattern;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;

/**
 * Prints what a consumer reads until there is enough, whoever reads the output has gone, or Ctrl-C. Offsets that are committed
 * are those behind records that are printed. Used by one thread, but for Ctrl-C.
 */
final class Reading implements AutoCloseable, ConsumerRebalanceListener {
    private static final Duration POLL = Duration.ofMillis(500);
    private static final long COMMIT_INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long GRACE_SECONDS = 5;
    private static final int BUFFER_BYTES = 1 << 16;

    private final Consumer<byte[], byte[]> consumer;
    private final Map<TopicPartition, Long> ends;
    private final long max;
    private final long timeoutMs;
    private final boolean commits;
    private final Presence presence;
    private final Map<TopicPartition, OffsetAndMetadata> printed = new HashMap<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private long count;
    private long committedNanos = System.nanoTime();
    private boolean joined;

    /**
     * @param ends where to end; empty to go on
     * @param max how many records to print at most
     * @param timeoutMs ends when nothing has come for so long
     * @param commits whether it reads for a group
     * @param presence asked whenever nothing comes
     */
    Reading(
            Consumer<byte[], byte[]> consumer,
            Map<TopicPartition, Long> ends,
            long max,
            long timeoutMs,
            boolean commits,
            Presence presence) {
        this.consumer = consumer;
        this.ends = ends;
        this.max = max;
        this.timeoutMs = timeoutMs;
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

    /** The same of all topics that match, and will. */
    void subscribe(SubscriptionPattern topics) {
        consumer.subscribe(topics, this);
    }

    void printAll(RecordFormat format, OutputStream output) throws IOException {
        OutputStream out = new BufferedOutputStream(output, BUFFER_BYTES);
        try {
            long cameNanos = System.nanoTime();
            while (!isDone() && TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - cameNanos) < timeoutMs) {
                Map<TopicPartition, OffsetAndMetadata> behind = new HashMap<>();
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    TopicPartition partition = new TopicPartition(record.topic(), record.partition());
                    if (count < max && record.offset() < ends.getOrDefault(partition, Long.MAX_VALUE)) {
                        format.print(record, out);
                        behind.put(partition, new OffsetAndMetadata(record.offset() + 1));
                        count++;
                    }
                }
                out.flush();
                if (behind.isEmpty()) {
                    presence.look();
                } else {
                    cameNanos = System.nanoTime();
                }
                printed.putAll(behind);
                commitNowAndThen();
            }
        } catch (WakeupException _) {
            out.flush();
        } catch (IOException e) {
            if (!isBrokenPipe(e)) {
                throw e;
            }
        }
    }

    /** Whoever read has enough, as {@code head} has. */
    private static boolean isBrokenPipe(IOException e) {
        return String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT).contains("broken pipe");
    }

    private boolean isDone() {
        return count >= max
                || (!ends.isEmpty() && joined && consumer.assignment().stream().allMatch(this::isAtEnd));
    }

    private boolean isAtEnd(TopicPartition partition) {
        Long end = ends.get(partition);
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
