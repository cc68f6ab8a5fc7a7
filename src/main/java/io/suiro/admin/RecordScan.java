package io.suiro.admin;

import io.suiro.error.Refused;
import io.suiro.record.StoredRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * Records of some partitions that pass a filter, those with the earlier timestamps first where partitions have a choice, within bounds. Waits for leaders.
 *
 * @param limit records at most
 * @param maxBytes of keys, values and headers at most; the first record comes even if it is larger
 * @param beganNanos when the request came
 * @param timeoutMs after which it ends, whatever it has found
 */
record RecordScan(int limit, long maxBytes, long beganNanos, int timeoutMs) {

    /** Why there are no more records in an answer. */
    enum Ended {
        /** There were none when the request came. */
        END,
        LIMIT,
        BYTES,
        TIME
    }

    /**
     * What was found.
     *
     * @param next by partition, what has not been looked at yet
     */
    record Found(List<RecordView> records, Ended ended, SortedMap<Integer, Long> next) {}

    long leftMs() {
        return timeoutMs - TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - beganNanos);
    }

    Found run(List<PartitionScan> partitions, RecordFilter filter, RecordFormat keyFormat, RecordFormat valueFormat) {
        List<RecordView> found = new ArrayList<>();
        Ended ended;
        try {
            ended = fill(found, partitions, filter, keyFormat, valueFormat);
        } catch (Refused e) {
            if (e.code() != Errors.REQUEST_TIMED_OUT) {
                throw e;
            }
            ended = Ended.TIME;
        }
        SortedMap<Integer, Long> next = new TreeMap<>();
        partitions.forEach(partition -> next.put(partition.partition(), partition.position()));
        return new Found(found, ended, next);
    }

    private Ended fill(
            List<RecordView> found,
            List<PartitionScan> partitions,
            RecordFilter filter,
            RecordFormat keyFormat,
            RecordFormat valueFormat) {
        long bytes = 0;
        while (true) {
            if (leftMs() <= 0) {
                return Ended.TIME;
            }
            PartitionScan partition = earliest(partitions);
            StoredRecord record = partition == null ? null : partition.head();
            if (partition == null || record == null) {
                return Ended.END;
            }
            if (found.size() == limit) {
                return Ended.LIMIT;
            }
            if (filter.matches(record)) {
                RecordView view = RecordView.of(partition.partition(), record, keyFormat, valueFormat);
                bytes += view.bytes();
                if (bytes > maxBytes && !found.isEmpty()) {
                    return Ended.BYTES;
                }
                found.add(view);
            }
            partition.take();
        }
    }

    private static @Nullable PartitionScan earliest(List<PartitionScan> partitions) {
        PartitionScan earliest = null;
        long timestamp = Long.MAX_VALUE;
        for (PartitionScan partition : partitions) {
            StoredRecord head = partition.head();
            if (head != null && (earliest == null || head.timestamp() < timestamp)) {
                earliest = partition;
                timestamp = head.timestamp();
            }
        }
        return earliest;
    }
}
