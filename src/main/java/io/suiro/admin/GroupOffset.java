package io.suiro.admin;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.message.DescribeShareGroupOffsetsResponseData.DescribeShareGroupOffsetsResponseGroup;
import org.apache.kafka.common.message.OffsetFetchResponseData.OffsetFetchResponseGroup;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/** How far a group has got in a partition, and what is still before it. */
public sealed interface GroupOffset {
    String topic();

    int partition();

    /**
     * Of a classic or consumer group.
     *
     * @param committed the next record to read
     * @param leaderEpoch of the record before, null if it was not told
     * @param logEnd where the partition ends for readers, null if its leader does not answer
     * @param lag records still to be read, null likewise
     */
    record Committed(
            String topic,
            int partition,
            long committed,
            @Nullable Integer leaderEpoch,
            String metadata,
            @Nullable Long logEnd,
            @Nullable Long lag)
            implements GroupOffset {}

    /**
     * Of a share group.
     *
     * @param startOffset everything before it is done with
     * @param logEnd where the partition ends for readers, null if its leader does not answer
     * @param lag records from the start on that are not done with, null likewise, or if nobody has counted them yet
     */
    record Started(
            String topic,
            int partition,
            long startOffset,
            @Nullable Long logEnd,
            @Nullable Long lag) implements GroupOffset {}

    /** Those that a group has committed something of. */
    static List<TopicPartition> partitions(OffsetFetchResponseGroup committed) {
        List<TopicPartition> partitions = new ArrayList<>();
        committed.topics().forEach(topic -> topic.partitions()
                .forEach(partition -> partitions.add(new TopicPartition(topic.name(), partition.partitionIndex()))));
        return partitions;
    }

    /** Those that a share group knows. */
    static List<TopicPartition> partitions(DescribeShareGroupOffsetsResponseGroup shared) {
        List<TopicPartition> partitions = new ArrayList<>();
        shared.topics().forEach(topic -> topic.partitions()
                .forEach(partition ->
                        partitions.add(new TopicPartition(topic.topicName(), partition.partitionIndex()))));
        return partitions;
    }

    /** With where the partitions end, by topic and partition. */
    static List<GroupOffset> of(OffsetFetchResponseGroup committed, Map<TopicPartition, Long> ends) {
        List<GroupOffset> all = new ArrayList<>();
        committed.topics().forEach(topic -> topic.partitions().stream()
                .filter(partition -> partition.errorCode() == Errors.NONE.code())
                .forEach(partition -> {
                    Long end = ends.get(new TopicPartition(topic.name(), partition.partitionIndex()));
                    all.add(new Committed(
                            topic.name(),
                            partition.partitionIndex(),
                            partition.committedOffset(),
                            partition.committedLeaderEpoch() < 0 ? null : partition.committedLeaderEpoch(),
                            partition.metadata() == null ? "" : partition.metadata(),
                            end,
                            end == null ? null : Math.max(end - partition.committedOffset(), 0)));
                }));
        return sorted(all);
    }

    /** As those of other groups; partitions that the share group has not begun with are left out. */
    static List<GroupOffset> of(DescribeShareGroupOffsetsResponseGroup shared, Map<TopicPartition, Long> ends) {
        List<GroupOffset> all = new ArrayList<>();
        shared.topics().forEach(topic -> topic.partitions().stream()
                .filter(partition -> partition.errorCode() == Errors.NONE.code() && partition.startOffset() >= 0)
                .forEach(partition -> all.add(new Started(
                        topic.topicName(),
                        partition.partitionIndex(),
                        partition.startOffset(),
                        ends.get(new TopicPartition(topic.topicName(), partition.partitionIndex())),
                        partition.lag() < 0 ? null : partition.lag()))));
        return sorted(all);
    }

    private static List<GroupOffset> sorted(List<GroupOffset> offsets) {
        return offsets.stream()
                .sorted(Comparator.comparing(GroupOffset::topic).thenComparing(GroupOffset::partition))
                .toList();
    }
}
