package io.suiro.coordinator.group;

import io.suiro.record.Batch;
import io.suiro.record.EndTransaction;
import io.suiro.record.RecordReader;
import io.suiro.record.StoredRecord;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/**
 * What a log says of the offsets of its only group, read without a thought for speed: first which batches count, then the last record of
 * each partition among those.
 */
record NaiveOffsets(Map<TopicPartition, CommittedOffset> committed, Set<TopicPartition> unstable) {
    static NaiveOffsets of(List<ByteBuffer> appends) {
        Map<TopicPartition, CommittedOffset> committed = new HashMap<>();
        Set<TopicPartition> unstable = new HashSet<>();
        List<ByteBuffer> batches = new ArrayList<>();
        appends.forEach(append -> addBatches(append, batches));
        // Backwards, so that the end of a transaction is known before its batches are seen.
        Map<Long, Boolean> fates = new HashMap<>();
        Set<TopicPartition> decided = new HashSet<>();
        for (ByteBuffer batch : batches.reversed()) {
            long producerId = Batch.producerId(batch, 0);
            if (Batch.isControl(batch, 0)) {
                fates.put(producerId, EndTransaction.in(batch, 0).orElseThrow().committed());
                continue;
            }
            boolean isTransactional = Batch.isTransactional(batch, 0);
            for (GroupRecord record : records(batch).reversed()) {
                if (isTransactional && !fates.containsKey(producerId)) {
                    unstable.add(((GroupRecord.OffsetStored) record).partition());
                } else if (!isTransactional || fates.getOrDefault(producerId, false)) {
                    decide(record, decided, committed);
                }
            }
        }
        return new NaiveOffsets(committed, unstable);
    }

    private static void decide(
            GroupRecord record, Set<TopicPartition> decided, Map<TopicPartition, CommittedOffset> committed) {
        if (record instanceof GroupRecord.OffsetStored stored && decided.add(stored.partition())) {
            committed.put(stored.partition(), stored.offset());
        } else if (record instanceof GroupRecord.OffsetDeleted deleted) {
            decided.add(deleted.partition());
        }
    }

    private static void addBatches(ByteBuffer append, List<ByteBuffer> batches) {
        for (int at = append.position(); at < append.limit(); at += Batch.sizeInBytes(append, at)) {
            batches.add(append.slice(at, Batch.sizeInBytes(append, at)));
        }
    }

    private static List<GroupRecord> records(ByteBuffer batch) {
        List<GroupRecord> records = new ArrayList<>();
        try (RecordReader reader = RecordReader.of(batch, 0)) {
            while (reader.hasNext()) {
                StoredRecord stored = reader.next();
                ByteBuffer key = stored.key();
                GroupRecord record = key == null ? null : new GroupRecordCodec().decode(key, stored.value());
                if (record != null) {
                    records.add(record);
                }
            }
        }
        return records;
    }
}
