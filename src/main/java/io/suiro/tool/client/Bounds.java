package io.suiro.tool.client;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/** Where partitions start, and the offsets after their last records that can be read. */
public record Bounds(Map<TopicPartition, Long> starts, Map<TopicPartition, Long> ends) {
    public static Bounds of(Admin admin, Collection<TopicPartition> partitions)
            throws ExecutionException, InterruptedException {
        return of(admin, partitions, IsolationLevel.READ_UNCOMMITTED);
    }

    /** For readers of committed records only, the ends are at the first transaction that is open. */
    public static Bounds of(Admin admin, Collection<TopicPartition> partitions, IsolationLevel isolation)
            throws ExecutionException, InterruptedException {
        return new Bounds(
                offsets(admin, partitions, OffsetSpec.earliest(), isolation),
                offsets(admin, partitions, OffsetSpec.latest(), isolation));
    }

    /** -1 where there is no such offset, as behind the last timestamp. */
    public static Map<TopicPartition, Long> offsets(
            Admin admin, Collection<TopicPartition> partitions, OffsetSpec which, IsolationLevel isolation)
            throws ExecutionException, InterruptedException {
        Map<TopicPartition, OffsetSpec> asked = new LinkedHashMap<>();
        partitions.forEach(partition -> asked.put(partition, which));
        Map<TopicPartition, Long> offsets = new LinkedHashMap<>();
        if (!asked.isEmpty()) {
            for (Map.Entry<TopicPartition, ListOffsetsResultInfo> each : admin.listOffsets(
                            asked, new ListOffsetsOptions(isolation))
                    .all()
                    .get()
                    .entrySet()) {
                offsets.put(each.getKey(), each.getValue().offset());
            }
        }
        return offsets;
    }

    /** The offset, or the nearest that the partition has. */
    public long within(TopicPartition partition, long offset) {
        long end = ends.getOrDefault(partition, Long.MAX_VALUE);
        return Math.clamp(offset, Math.min(starts.getOrDefault(partition, 0L), end), end);
    }
}
