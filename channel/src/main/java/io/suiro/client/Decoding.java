package io.suiro.client;

import io.suiro.log.clean.AbortedTransaction;
import io.suiro.record.Batch;
import io.suiro.record.EndTransaction;
import io.suiro.record.RecordReader;
import io.suiro.record.StoredRecord;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** From batches to the records that an application is to see: no markers, nothing below where it asked from, nothing aborted. */
final class Decoding {
    private final TopicPartition topicPartition;
    private final long fromOffset;
    private final Deque<AbortedTransaction> aborted;
    private final Set<Long> aborting = new HashSet<>();
    private final List<ConsumedRecord> records = new ArrayList<>();
    private long nextOffset;

    /** @param aborted transactions with records among the batches, null to see those too */
    Decoding(TopicPartition topicPartition, long fromOffset, @Nullable List<AbortedTransaction> aborted) {
        this.topicPartition = topicPartition;
        this.fromOffset = fromOffset;
        this.nextOffset = fromOffset;
        this.aborted = aborted == null
                ? new ArrayDeque<>()
                : new ArrayDeque<>(aborted.stream()
                        .sorted(Comparator.comparingLong(AbortedTransaction::firstOffset))
                        .toList());
    }

    /** @throws io.suiro.error.Refused CORRUPT_MESSAGE if a batch is none */
    Decoding decode(ByteBuffer batches) {
        for (int at = 0; at < batches.limit(); at += Batch.sizeInBytes(batches, at)) {
            if (isVisible(batches, at)) {
                read(batches, at);
            }
            nextOffset = Math.max(nextOffset, Batch.lastOffset(batches, at) + 1);
        }
        return this;
    }

    List<ConsumedRecord> records() {
        return records;
    }

    /** Where to read on, which may be beyond the last record. */
    long nextOffset() {
        return nextOffset;
    }

    private boolean isVisible(ByteBuffer batches, int at) {
        long producerId = Batch.producerId(batches, at);
        while (!aborted.isEmpty() && aborted.getFirst().firstOffset() <= Batch.lastOffset(batches, at)) {
            aborting.add(aborted.removeFirst().producerId());
        }
        if (Batch.isControl(batches, at)) {
            EndTransaction.in(batches, at)
                    .filter(end -> !end.committed())
                    .ifPresent(end -> aborting.remove(producerId));
            return false;
        }
        return !Batch.isTransactional(batches, at) || !aborting.contains(producerId);
    }

    private void read(ByteBuffer batches, int at) {
        boolean logAppendTime = Batch.isLogAppendTime(batches, at);
        try (RecordReader reader = RecordReader.of(batches, at)) {
            while (reader.hasNext()) {
                StoredRecord record = reader.next();
                if (record.offset() >= fromOffset) {
                    records.add(new ConsumedRecord(topicPartition, logAppendTime, record));
                }
            }
        }
    }
}
