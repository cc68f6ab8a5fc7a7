package io.suiro.channel;

import io.suiro.client.ConsumedRecord;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Records between the log and the application, in the order they came, and how far the application is with each partition. Bounded by whoever
 * fills it, who looks at {@link #hasRoom} first. Any thread.
 */
final class RecordBuffer {
    private final int room;
    /** Guarded by this. */
    private final ArrayDeque<ConsumedRecord> waiting = new ArrayDeque<>();

    /** Guarded by this. */
    private final Map<TopicPartition, PartitionProgress> partitions = new HashMap<>();

    /** Guarded by this, as is what follows: of the record that was taken last, null if that is to be looked up. */
    private @Nullable TopicPartition lastPartition;

    private @Nullable PartitionProgress lastProgress;

    /** @param room records below which more may be added, a read of the log at a time */
    RecordBuffer(int room) {
        this.room = room;
    }

    synchronized boolean hasRoom() {
        return waiting.size() < room;
    }

    synchronized int size() {
        return waiting.size();
    }

    synchronized void open(Set<TopicPartition> opened) {
        opened.forEach(partition -> partitions.put(partition, new PartitionProgress()));
        lastPartition = null;
    }

    synchronized void add(List<ConsumedRecord> records) {
        waiting.addAll(records);
    }

    /** At most so many, which are the application's from now on. */
    synchronized List<PartitionProgress.Handed> take(int most) {
        List<PartitionProgress.Handed> taken = new ArrayList<>(Math.min(most, waiting.size()));
        while (taken.size() < most && !waiting.isEmpty()) {
            ConsumedRecord record = waiting.poll();
            if (!record.topicPartition().equals(lastPartition)) {
                lastPartition = record.topicPartition();
                lastProgress = partitions.get(lastPartition);
            }
            if (lastProgress != null) {
                taken.add(lastProgress.handOut(record));
            }
        }
        return taken;
    }

    /** Nothing more of these is handed out; what had been is in the answer. */
    synchronized Map<TopicPartition, PartitionProgress> close(Set<TopicPartition> closed) {
        waiting.removeIf(record -> closed.contains(record.topicPartition()));
        lastPartition = null;
        Map<TopicPartition, PartitionProgress> progress = new HashMap<>();
        for (TopicPartition partition : closed) {
            PartitionProgress found = partitions.remove(partition);
            if (found != null) {
                progress.put(partition, found);
            }
        }
        return progress;
    }

    synchronized Map<TopicPartition, PartitionProgress> progress() {
        return Map.copyOf(partitions);
    }
}
