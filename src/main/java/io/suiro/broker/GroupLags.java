package io.suiro.broker;

import io.suiro.base.Clock;
import io.suiro.base.Stages;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.message.DescribeShareGroupOffsetsRequestData;
import org.apache.kafka.common.message.DescribeShareGroupOffsetsRequestData.DescribeShareGroupOffsetsRequestGroup;
import org.apache.kafka.common.message.ListGroupsRequestData;
import org.apache.kafka.common.message.ListGroupsResponseData.ListedGroup;
import org.apache.kafka.common.message.OffsetFetchRequestData;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestGroup;
import org.apache.kafka.common.protocol.Errors;

/**
 * How far the groups that this broker coordinates are behind, looked at now and then, for metrics: records from the leaders' high
 * watermarks, and for the groups that are furthest behind the age of the oldest record that they have not read. A look asks for the
 * groups a hundred at a time, and for the timestamps of at most a thousand records. Any thread; nothing blocks.
 */
public final class GroupLags {
    private static final int AT_ONCE = 100;
    private static final int MOST_TIMES = 1_000;

    private final GroupsHere here;
    private final LeaderOffsets leaders;
    private final Clock clock;
    private final AtomicBoolean looking = new AtomicBoolean();
    private volatile Seen seen = new Seen(List.of(), 0);

    GroupLags(GroupsHere here, LeaderOffsets leaders, Clock clock) {
        this.here = here;
        this.leaders = leaders;
        this.clock = clock;
    }

    /**
     * How far a group is behind.
     *
     * @param records of all its partitions whose leaders have answered
     * @param ms age of the oldest record that it has not read, by that record's timestamp; 0 if it has read all, -1 if that is not known
     */
    public record Lag(String groupId, long records, long ms) {}

    /**
     * What was seen at the last look.
     *
     * @param furthest the groups that are furthest behind, those with most records first
     * @param leftOut other groups with offsets
     */
    public record Seen(List<Lag> furthest, int leftOut) {
        public Seen {
            furthest = List.copyOf(furthest);
        }
    }

    public Seen seen() {
        return seen;
    }

    /** Looks again, unless a look is under way; completes when it is done, well or not. */
    public CompletionStage<Void> look(int mostGroups) {
        if (!looking.compareAndSet(false, true)) {
            return CompletableFuture.completedStage(null);
        }
        return here.list(new ListGroupsRequestData())
                .thenCompose(listed -> listed.errorCode() == Errors.NONE.code()
                        ? records(listed.groups(), 0, new ArrayList<>())
                        : CompletableFuture.completedStage(List.<Behind>of()))
                .thenCompose(all -> times(all, mostGroups))
                .handle((done, failure) -> {
                    looking.set(false);
                    return null;
                });
    }

    /** A group, where it goes on in each partition, and how many records there are from there. */
    private record Behind(String groupId, Map<TopicPartition, Long> next, Map<TopicPartition, Long> records) {
        long total() {
            return records.values().stream().mapToLong(Long::longValue).sum();
        }
    }

    /** Of the groups from this one on. */
    private CompletionStage<List<Behind>> records(List<ListedGroup> groups, int from, List<Behind> found) {
        if (from >= groups.size()) {
            return CompletableFuture.completedStage(found);
        }
        int to = Math.min(from + AT_ONCE, groups.size());
        return Stages.all(groups.subList(from, to).stream().map(this::positions).toList())
                .thenCompose(positions -> {
                    Set<TopicPartition> unknown = new HashSet<>();
                    positions.forEach(group -> unknown.addAll(group.next.keySet()));
                    return leaders.ends(unknown).thenCompose(ends -> {
                        positions.stream()
                                .filter(group -> !group.next.isEmpty())
                                .forEach(group -> found.add(counted(group, ends)));
                        return records(groups, to, found);
                    });
                });
    }

    /** Of a share group the lag is known already, as far as it is. */
    private CompletionStage<Behind> positions(ListedGroup group) {
        return group.groupType().equals("share") ? shared(group.groupId()) : committed(group.groupId());
    }

    private CompletionStage<Behind> committed(String groupId) {
        OffsetFetchRequestGroup all =
                new OffsetFetchRequestGroup().setGroupId(groupId).setTopics(null);
        return here.offsets(new OffsetFetchRequestData().setGroups(List.of(all)))
                .thenApply(answer -> {
                    Map<TopicPartition, Long> next = new HashMap<>();
                    answer.groups().getFirst().topics().forEach(topic -> topic.partitions().stream()
                            .filter(partition ->
                                    partition.errorCode() == Errors.NONE.code() && partition.committedOffset() >= 0)
                            .forEach(partition -> next.put(
                                    new TopicPartition(topic.name(), partition.partitionIndex()),
                                    partition.committedOffset())));
                    return new Behind(groupId, next, Map.of());
                });
    }

    private CompletionStage<Behind> shared(String groupId) {
        DescribeShareGroupOffsetsRequestGroup all =
                new DescribeShareGroupOffsetsRequestGroup().setGroupId(groupId).setTopics(null);
        return here.shareOffsets(new DescribeShareGroupOffsetsRequestData().setGroups(List.of(all)))
                .thenApply(answer -> {
                    Map<TopicPartition, Long> next = new HashMap<>();
                    Map<TopicPartition, Long> records = new HashMap<>();
                    answer.groups().getFirst().topics().forEach(topic -> topic.partitions().stream()
                            .filter(partition -> partition.errorCode() == Errors.NONE.code()
                                    && partition.startOffset() >= 0
                                    && partition.lag() >= 0)
                            .forEach(partition -> {
                                TopicPartition of = new TopicPartition(topic.topicName(), partition.partitionIndex());
                                next.put(of, partition.startOffset());
                                records.put(of, partition.lag());
                            }));
                    return new Behind(groupId, next, records);
                });
    }

    private static Behind counted(Behind group, Map<TopicPartition, Long> ends) {
        if (!group.records.isEmpty()) {
            return group;
        }
        Map<TopicPartition, Long> records = new HashMap<>();
        group.next.forEach((partition, next) -> {
            Long end = ends.get(partition);
            if (end != null) {
                records.put(partition, Math.max(0, end - next));
            }
        });
        return new Behind(group.groupId, group.next, records);
    }

    private CompletionStage<Void> times(List<Behind> all, int mostGroups) {
        List<Behind> furthest = all.stream()
                .sorted(Comparator.comparingLong(Behind::total).reversed().thenComparing(Behind::groupId))
                .limit(mostGroups)
                .toList();
        int mostTimes = Math.max(1, MOST_TIMES / Math.max(1, furthest.size()));
        return Stages.all(furthest.stream().map(group -> time(group, mostTimes)).toList())
                .thenAccept(lags -> seen = new Seen(lags, all.size() - lags.size()));
    }

    /** Where it has more partitions with records than it may ask for, those with most. */
    private CompletionStage<Lag> time(Behind group, int mostTimes) {
        Map<TopicPartition, Long> asked = new HashMap<>();
        group.records.entrySet().stream()
                .filter(partition -> partition.getValue() > 0)
                .sorted(Map.Entry.<TopicPartition, Long>comparingByValue().reversed())
                .limit(mostTimes)
                .forEach(partition -> asked.put(partition.getKey(), group.next.getOrDefault(partition.getKey(), 0L)));
        if (asked.isEmpty()) {
            return CompletableFuture.completedStage(
                    new Lag(group.groupId, group.total(), group.records.isEmpty() ? -1 : 0));
        }
        return leaders.timesMs(asked)
                .thenApply(times -> new Lag(
                        group.groupId,
                        group.total(),
                        times.values().stream()
                                .filter(timestamp -> timestamp >= 0)
                                .mapToLong(timestamp -> Math.max(0, clock.nowMs() - timestamp))
                                .max()
                                .orElse(-1)));
    }
}
