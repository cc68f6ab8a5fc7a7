package io.suiro.channel;

import io.suiro.client.ConsumedRecord;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToLongFunction;
import org.apache.kafka.common.TopicPartition;

/**
 * Records between the log and the application that are due at a time of their own, and how far the application is with each partition. Each partition has room of its own, and
 * keeps its order: a record waits for those before it in its partition, and for no others. Any thread.
 */
final class DelayedBuffer {
    /** Nothing waits. */
    static final long NEVER = Long.MAX_VALUE;

    private final int room;
    private final ToLongFunction<ConsumedRecord> dueMs;
    /** Guarded by this. */
    private final Map<TopicPartition, Waiting> partitions = new HashMap<>();

    private record Waiting(PartitionProgress progress, ArrayDeque<ConsumedRecord> records) {}

    /**
     * @param room records of a partition below which more may be added, a read of the log at a time
     * @param dueMs when a record is, in milliseconds since the epoch
     */
    DelayedBuffer(int room, ToLongFunction<ConsumedRecord> dueMs) {
        this.room = room;
        this.dueMs = dueMs;
    }

    synchronized boolean hasRoom(TopicPartition partition) {
        Waiting waiting = partitions.get(partition);
        return waiting != null && waiting.records.size() < room;
    }

    synchronized void open(Set<TopicPartition> opened) {
        opened.forEach(
                partition -> partitions.put(partition, new Waiting(new PartitionProgress(), new ArrayDeque<>())));
    }

    synchronized void add(List<ConsumedRecord> records) {
        for (ConsumedRecord record : records) {
            Waiting waiting = partitions.get(record.topicPartition());
            if (waiting != null) {
                waiting.records.add(record);
            }
        }
    }

    /** At most so many that are due, which are the application's from now on. */
    synchronized List<PartitionProgress.Handed> take(int most, long nowMs) {
        List<PartitionProgress.Handed> taken = new ArrayList<>();
        for (Waiting waiting : partitions.values()) {
            while (taken.size() < most && firstDueMs(waiting) <= nowMs) {
                taken.add(waiting.progress.handOut(waiting.records.remove()));
            }
        }
        return taken;
    }

    /** When the first of all is due; {@link #NEVER} if there is none. */
    synchronized long nextDueMs() {
        return partitions.values().stream().mapToLong(this::firstDueMs).min().orElse(NEVER);
    }

    private long firstDueMs(Waiting waiting) {
        ConsumedRecord first = waiting.records.peek();
        return first == null ? NEVER : dueMs.applyAsLong(first);
    }

    /** Nothing more of these is handed out; what had been is in the answer. */
    synchronized Map<TopicPartition, PartitionProgress> close(Set<TopicPartition> closed) {
        Map<TopicPartition, PartitionProgress> progress = new HashMap<>();
        for (TopicPartition partition : closed) {
            Waiting waiting = partitions.remove(partition);
            if (waiting != null) {
                progress.put(partition, waiting.progress);
            }
        }
        return progress;
    }

    synchronized Map<TopicPartition, PartitionProgress> progress() {
        Map<TopicPartition, PartitionProgress> progress = new HashMap<>();
        partitions.forEach((partition, waiting) -> progress.put(partition, waiting.progress));
        return progress;
    }
}
