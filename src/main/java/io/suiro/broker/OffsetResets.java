package io.suiro.broker;

import io.suiro.cluster.MetadataImage;
import io.suiro.cluster.TopicImage;
import io.suiro.error.Refused;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.message.AlterShareGroupOffsetsRequestData;
import org.apache.kafka.common.message.AlterShareGroupOffsetsRequestData.AlterShareGroupOffsetsRequestPartition;
import org.apache.kafka.common.message.AlterShareGroupOffsetsRequestData.AlterShareGroupOffsetsRequestTopic;
import org.apache.kafka.common.message.AlterShareGroupOffsetsResponseData;
import org.apache.kafka.common.message.OffsetCommitRequestData;
import org.apache.kafka.common.message.OffsetCommitRequestData.OffsetCommitRequestPartition;
import org.apache.kafka.common.message.OffsetCommitRequestData.OffsetCommitRequestTopic;
import org.apache.kafka.common.message.OffsetCommitResponseData;
import org.apache.kafka.common.message.OffsetFetchResponseData.OffsetFetchResponseGroup;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * Moves what empty groups read next: of classic and consumer groups the committed offsets, of share groups the start offsets. As Kafka's
 * tools do, an offset outside of a partition becomes its log start or end offset. Any broker, any thread.
 *
 * <p>Errors: UNKNOWN_TOPIC_OR_PARTITION, GROUP_ID_NOT_FOUND, NON_EMPTY_GROUP, INVALID_REQUEST for a shift of what has no offset, and of
 * share groups; LEADER_NOT_AVAILABLE if the leader of a partition does not answer, and those of coordinators.
 */
public final class OffsetResets {
    private static final String EMPTY = "Empty";

    private final Supplier<MetadataImage> image;
    private final GroupQueries groups;
    private final LeaderOffsets leaders;

    OffsetResets(Supplier<MetadataImage> image, GroupQueries groups, LeaderOffsets leaders) {
        this.image = image;
        this.groups = groups;
        this.leaders = leaders;
    }

    /** Where a group is to go on in a partition. */
    public sealed interface Target {
        /** The log start offset. */
        record Earliest() implements Target {}

        /** The high watermark: what comes from now on. */
        record Latest() implements Target {}

        /** The first record at or after a time, or the high watermark if there is none; milliseconds since the epoch, not negative. */
        record AtTime(long timestampMs) implements Target {}

        /** So many records on from where it is, or back if negative. */
        record ShiftBy(long records) implements Target {}

        record Offset(long offset) implements Target {}
    }

    /**
     * What has become of a partition's offset.
     *
     * @param from what it was, null if there was none
     */
    public record Reset(TopicPartition partition, @Nullable Long from, long to) {}

    private record Standing(boolean isShare, String state) {}

    private record Plan(boolean isShare, List<Reset> resets) {}

    /** Where partitions begin, end, and have the records of the times that were asked for. */
    private record Found(
            Map<TopicPartition, Long> starts, Map<TopicPartition, Long> ends, Map<TopicPartition, Long> times) {}

    /**
     * In the order of topics and partitions. The offsets of a classic or consumer group change together or not at all; of a share group
     * some may have changed when this fails.
     *
     * @param dryRun tells what would become, and changes nothing
     */
    public CompletionStage<List<Reset>> reset(String groupId, Map<TopicPartition, Target> targets, boolean dryRun) {
        targets.keySet().forEach(this::checkExists);
        return groups.describe(
                        groupId,
                        consumers -> new Standing(false, consumers.groupState()),
                        shares -> new Standing(true, shares.groupState()),
                        classic -> new Standing(false, classic.groupState()))
                .thenCompose(standing -> plan(groupId, standing, targets))
                .thenCompose(plan -> dryRun
                        ? CompletableFuture.completedFuture(plan.resets)
                        : carryOut(groupId, plan).thenApply(done -> plan.resets));
    }

    private void checkExists(TopicPartition partition) {
        TopicImage topic = image.get().topic(partition.topic());
        if (topic == null || partition.partition() >= topic.partitions().size()) {
            throw new Refused(Errors.UNKNOWN_TOPIC_OR_PARTITION, "There is no partition " + partition + ".");
        }
    }

    private CompletionStage<Plan> plan(String groupId, Standing standing, Map<TopicPartition, Target> targets) {
        if (!standing.state.equals(EMPTY)) {
            throw new Refused(
                    Errors.NON_EMPTY_GROUP,
                    "Group " + groupId + " has members: its state is " + standing.state + ". Stop them first.");
        }
        if (standing.isShare && targets.values().stream().anyMatch(Target.ShiftBy.class::isInstance)) {
            throw new Refused(
                    Errors.INVALID_REQUEST,
                    "Group " + groupId + " is a share group, whose offsets are not shifted: what it has done is no"
                            + " single place.");
        }
        return before(groupId, standing).thenCompose(before -> find(targets)
                .thenApply(found -> new Plan(
                        standing.isShare,
                        targets.entrySet().stream()
                                .map(target ->
                                        reset(target.getKey(), target.getValue(), before.get(target.getKey()), found))
                                .sorted(Comparator.<Reset, String>comparing(reset -> reset.partition.topic())
                                        .thenComparing(reset -> reset.partition.partition()))
                                .toList())));
    }

    private CompletionStage<Map<TopicPartition, Long>> before(String groupId, Standing standing) {
        return standing.isShare
                ? groups.shareOffsets(groupId).thenApply(group -> {
                    Map<TopicPartition, Long> before = new HashMap<>();
                    group.topics().forEach(topic -> topic.partitions().stream()
                            .filter(partition -> partition.startOffset() >= 0)
                            .forEach(partition -> before.put(
                                    new TopicPartition(topic.topicName(), partition.partitionIndex()),
                                    partition.startOffset())));
                    return before;
                })
                : groups.offsets(groupId).thenApply(OffsetResets::committed);
    }

    private static Map<TopicPartition, Long> committed(OffsetFetchResponseGroup group) {
        Map<TopicPartition, Long> committed = new HashMap<>();
        group.topics().forEach(topic -> topic.partitions().stream()
                .filter(partition -> partition.committedOffset() >= 0)
                .forEach(partition -> committed.put(
                        new TopicPartition(topic.name(), partition.partitionIndex()), partition.committedOffset())));
        return committed;
    }

    private CompletionStage<Found> find(Map<TopicPartition, Target> targets) {
        Map<TopicPartition, Long> times = new HashMap<>();
        targets.forEach((partition, target) -> {
            if (target instanceof Target.AtTime(long timestampMs)) {
                times.put(partition, timestampMs);
            }
        });
        CompletionStage<Map<TopicPartition, Long>> starts = leaders.starts(targets.keySet());
        CompletionStage<Map<TopicPartition, Long>> ends = leaders.ends(targets.keySet());
        CompletionStage<Map<TopicPartition, Long>> atTimes = leaders.at(times);
        return starts.thenCompose(
                start -> ends.thenCompose(end -> atTimes.thenApply(atTime -> new Found(start, end, atTime))));
    }

    private static Reset reset(TopicPartition partition, Target target, @Nullable Long from, Found found) {
        long start = known(found.starts, partition);
        // Of a leader that does not know yet how far the log is committed it may be behind the start.
        long end = Math.max(start, known(found.ends, partition));
        long to =
                switch (target) {
                    case Target.Earliest earliest -> start;
                    case Target.Latest latest -> end;
                    case Target.AtTime atTime -> {
                        long offset = known(found.times, partition);
                        yield offset < 0 ? end : offset;
                    }
                    case Target.ShiftBy(long records) -> {
                        if (from == null) {
                            throw new Refused(
                                    Errors.INVALID_REQUEST,
                                    "The group has no offset of " + partition + " that could be shifted.");
                        }
                        yield from + Math.clamp(records, start - from, end - from);
                    }
                    case Target.Offset(long offset) -> offset;
                };
        return new Reset(partition, from, Math.clamp(to, start, end));
    }

    private static long known(Map<TopicPartition, Long> offsets, TopicPartition partition) {
        Long offset = offsets.get(partition);
        if (offset == null) {
            throw new Refused(Errors.LEADER_NOT_AVAILABLE, "The leader of " + partition + " does not answer.");
        }
        return offset;
    }

    private CompletionStage<Void> carryOut(String groupId, Plan plan) {
        return plan.isShare
                ? groups.alterShareOffsets(alteration(groupId, plan.resets)).thenAccept(OffsetResets::check)
                : groups.commit(commit(groupId, plan.resets)).thenAccept(OffsetResets::check);
    }

    private static AlterShareGroupOffsetsRequestData alteration(String groupId, List<Reset> resets) {
        AlterShareGroupOffsetsRequestData request = new AlterShareGroupOffsetsRequestData().setGroupId(groupId);
        for (Reset reset : resets) {
            AlterShareGroupOffsetsRequestTopic topic = request.topics().find(reset.partition.topic());
            if (topic == null) {
                topic = new AlterShareGroupOffsetsRequestTopic().setTopicName(reset.partition.topic());
                request.topics().add(topic);
            }
            topic.partitions()
                    .add(new AlterShareGroupOffsetsRequestPartition()
                            .setPartitionIndex(reset.partition.partition())
                            .setStartOffset(reset.to));
        }
        return request;
    }

    private static void check(AlterShareGroupOffsetsResponseData response) {
        if (response.errorCode() != Errors.NONE.code()) {
            throw new Refused(Errors.forCode(response.errorCode()), response.errorMessage());
        }
        response.responses().forEach(topic -> topic.partitions().forEach(partition -> {
            if (partition.errorCode() != Errors.NONE.code()) {
                throw new Refused(
                        Errors.forCode(partition.errorCode()),
                        topic.topicName() + "-" + partition.partitionIndex() + ": " + partition.errorMessage());
            }
        }));
    }

    private static OffsetCommitRequestData commit(String groupId, List<Reset> resets) {
        Map<String, OffsetCommitRequestTopic> topics = new HashMap<>();
        resets.forEach(reset -> topics.computeIfAbsent(
                        reset.partition.topic(), name -> new OffsetCommitRequestTopic().setName(name))
                .partitions()
                .add(new OffsetCommitRequestPartition()
                        .setPartitionIndex(reset.partition.partition())
                        .setCommittedOffset(reset.to)
                        .setCommittedMetadata("")));
        return new OffsetCommitRequestData().setGroupId(groupId).setTopics(List.copyOf(topics.values()));
    }

    private static void check(OffsetCommitResponseData response) {
        response.topics().forEach(topic -> topic.partitions().forEach(partition -> {
            Errors code = Errors.forCode(partition.errorCode());
            if (code == Errors.UNKNOWN_MEMBER_ID) {
                throw new Refused(Errors.NON_EMPTY_GROUP, "The group has got members meanwhile.");
            }
            if (code != Errors.NONE) {
                throw new Refused(code, topic.name() + "-" + partition.partitionIndex() + ": " + code.message());
            }
        }));
    }
}
