package io.suiro.admin;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
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

    /** The offset that it goes on from: what is committed, of a share group where it starts. */
    long position();

    /**
     * Of a classic or consumer group.
     *
     * @param committed the next record to read
     * @param leaderEpoch of the record before, null if it was not told
     * @param logEnd where the partition ends for readers, null if its leader does not answer
     * @param lag records still to be read, null likewise
     * @param lagSeconds age of the first of them by its timestamp, 0 if there is none, null likewise
     */
    record Committed(
            String topic,
            int partition,
            long committed,
            @Nullable Integer leaderEpoch,
            String metadata,
            @Nullable Long logEnd,
            @Nullable Long lag,
            @Nullable Double lagSeconds)
            implements GroupOffset {
        @Override
        public long position() {
            return committed;
        }
    }

    /**
     * Of a share group.
     *
     * @param startOffset everything before it is done with
     * @param logEnd where the partition ends for readers, null if its leader does not answer
     * @param lag records from the start on that are not done with, null likewise, or if nobody has counted them yet
     * @param lagSeconds age of the record at the start by its timestamp, 0 if there is nothing to be done, null likewise
     */
    record Started(
            String topic,
            int partition,
            long startOffset,
            @Nullable Long logEnd,
            @Nullable Long lag,
            @Nullable Double lagSeconds)
            implements GroupOffset {
        @Override
        public long position() {
            return startOffset;
        }
    }

    /**
     * What leaders know of the partitions.
     *
     * @param ends where they end for readers
     * @param timesMs timestamps of the first records that the group has not read; -1 where there is none
     * @param nowMs when that was asked
     */
    record Bounds(Map<TopicPartition, Long> ends, Map<TopicPartition, Long> timesMs, long nowMs) {
        private static final double MS_PER_SECOND = 1_000;

        @Nullable
        Double lagSeconds(TopicPartition partition, @Nullable Long lag) {
            Long firstMs = timesMs.get(partition);
            if (lag == null || lag == 0) {
                return lag == null ? null : 0.0;
            }
            return firstMs == null || firstMs < 0 ? null : Math.max(0, nowMs - firstMs) / MS_PER_SECOND;
        }
    }

    /** What a group has committed, by partition. */
    static Map<TopicPartition, Long> positions(OffsetFetchResponseGroup committed) {
        Map<TopicPartition, Long> positions = new HashMap<>();
        committed.topics().forEach(topic -> topic.partitions().stream()
                .filter(partition -> partition.errorCode() == Errors.NONE.code())
                .forEach(partition -> positions.put(
                        new TopicPartition(topic.name(), partition.partitionIndex()), partition.committedOffset())));
        return positions;
    }

    /** Where a share group begins with the partitions that it knows. */
    static Map<TopicPartition, Long> positions(DescribeShareGroupOffsetsResponseGroup shared) {
        Map<TopicPartition, Long> positions = new HashMap<>();
        shared.topics().forEach(topic -> topic.partitions().stream()
                .filter(partition -> partition.errorCode() == Errors.NONE.code() && partition.startOffset() >= 0)
                .forEach(partition -> positions.put(
                        new TopicPartition(topic.topicName(), partition.partitionIndex()), partition.startOffset())));
        return positions;
    }

    /** With where the partitions end, by topic and partition. */
    static List<GroupOffset> of(OffsetFetchResponseGroup committed, Bounds bounds) {
        List<GroupOffset> all = new ArrayList<>();
        committed.topics().forEach(topic -> topic.partitions().stream()
                .filter(partition -> partition.errorCode() == Errors.NONE.code())
                .forEach(partition -> {
                    TopicPartition of = new TopicPartition(topic.name(), partition.partitionIndex());
                    Long end = bounds.ends.get(of);
                    Long lag = end == null ? null : Math.max(end - partition.committedOffset(), 0);
                    all.add(new Committed(
                            topic.name(),
                            partition.partitionIndex(),
                            partition.committedOffset(),
                            partition.committedLeaderEpoch() < 0 ? null : partition.committedLeaderEpoch(),
                            partition.metadata() == null ? "" : partition.metadata(),
                            end,
                            lag,
                            bounds.lagSeconds(of, lag)));
                }));
        return sorted(all);
    }

    /** As those of other groups; partitions that the share group has not begun with are left out. */
    static List<GroupOffset> of(DescribeShareGroupOffsetsResponseGroup shared, Bounds bounds) {
        List<GroupOffset> all = new ArrayList<>();
        shared.topics().forEach(topic -> topic.partitions().stream()
                .filter(partition -> partition.errorCode() == Errors.NONE.code() && partition.startOffset() >= 0)
                .forEach(partition -> {
                    TopicPartition of = new TopicPartition(topic.topicName(), partition.partitionIndex());
                    Long lag = partition.lag() < 0 ? null : partition.lag();
                    all.add(new Started(
                            topic.topicName(),
                            partition.partitionIndex(),
                            partition.startOffset(),
                            bounds.ends.get(of),
                            lag,
                            bounds.lagSeconds(of, lag)));
                }));
        return sorted(all);
    }

    private static List<GroupOffset> sorted(List<GroupOffset> offsets) {
        return offsets.stream()
                .sorted(Comparator.comparing(GroupOffset::topic).thenComparing(GroupOffset::partition))
                .toList();
    }
}
