package io.suiro.broker;

import io.suiro.replica.Partition;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * A topic as far as it is on this broker, for metrics.
 *
 * @param bytes of all segments of all replicas here, indexes not counted
 * @param records offsets that partitions led here have given away so far: what it grows by is what producers have appended
 */
public record TopicTotals(long bytes, long records) {
    /** By topic. Looks at every partition: for now and then. */
    public static Map<String, TopicTotals> of(Collection<Partition> partitions) {
        Map<String, TopicTotals> totals = new HashMap<>();
        for (Partition partition : partitions) {
            totals.merge(
                    partition.topicPartition().topic(),
                    new TopicTotals(partition.sizeInBytes(), partition.isLeader() ? partition.highWatermark() : 0),
                    TopicTotals::plus);
        }
        return totals;
    }

    public TopicTotals plus(TopicTotals other) {
        return new TopicTotals(bytes + other.bytes, records + other.records);
    }
}
