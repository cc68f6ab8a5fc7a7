package io.suiro.broker;

import io.suiro.base.Stages;
import io.suiro.cluster.MetadataImage;
import io.suiro.cluster.TopicImage;
import io.suiro.coordinator.group.ShareGroupCoordinator;
import io.suiro.coordinator.group.ShareGroupCoordinator.SharedOffset;
import io.suiro.coordinator.share.ShareState;
import io.suiro.error.Outcome;
import io.suiro.error.Refused;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.DescribeShareGroupOffsetsRequestData;
import org.apache.kafka.common.message.DescribeShareGroupOffsetsRequestData.DescribeShareGroupOffsetsRequestGroup;
import org.apache.kafka.common.message.DescribeShareGroupOffsetsRequestData.DescribeShareGroupOffsetsRequestTopic;
import org.apache.kafka.common.message.DescribeShareGroupOffsetsResponseData;
import org.apache.kafka.common.message.DescribeShareGroupOffsetsResponseData.DescribeShareGroupOffsetsResponseGroup;
import org.apache.kafka.common.message.DescribeShareGroupOffsetsResponseData.DescribeShareGroupOffsetsResponsePartition;
import org.apache.kafka.common.message.DescribeShareGroupOffsetsResponseData.DescribeShareGroupOffsetsResponseTopic;
import org.apache.kafka.common.protocol.Errors;

/**
 * How far share groups that this broker coordinates have got (KIP-932), and what is still before them (KIP-1226), in Kafka's messages.
 * Where a partition ends its leader is asked, whichever broker that is. Any thread.
 *
 * <p>Errors: of a group GROUP_ID_NOT_FOUND and those of coordinators; of a partition UNKNOWN_TOPIC_OR_PARTITION and those of its state's
 * coordinator. Start offset and lag are -1 where the group has not begun; the lag alone is where the partition's leader does not answer.
 */
public final class DescribeShareOffsets {
    private static final long UNKNOWN = -1;

    private final ShareGroupCoordinator coordinator;
    private final Supplier<MetadataImage> image;
    private final LeaderOffsets leaders;

    DescribeShareOffsets(ShareGroupCoordinator coordinator, Supplier<MetadataImage> image, LeaderOffsets leaders) {
        this.coordinator = coordinator;
        this.image = image;
        this.leaders = leaders;
    }

    /** One answer for each group, in the order asked for; never completes exceptionally. */
    public CompletionStage<DescribeShareGroupOffsetsResponseData> describe(
            DescribeShareGroupOffsetsRequestData request) {
        return Stages.all(request.groups().stream().map(this::describe).toList())
                .thenApply(groups -> new DescribeShareGroupOffsetsResponseData().setGroups(groups));
    }

    private CompletionStage<DescribeShareGroupOffsetsResponseGroup> describe(
            DescribeShareGroupOffsetsRequestGroup group) {
        return coordinator
                .offsets(group.groupId())
                .thenCompose(offsets -> leaders.ends(partitions(offsets))
                        .thenApply(ends -> new DescribeShareGroupOffsetsResponseGroup()
                                .setGroupId(group.groupId())
                                .setTopics(
                                        group.topics() == null
                                                ? all(offsets, ends)
                                                : some(group.topics(), offsets, ends))))
                .exceptionally(failure -> failed(group.groupId(), Stages.cause(failure)));
    }

    private static DescribeShareGroupOffsetsResponseGroup failed(String groupId, Throwable cause) {
        DescribeShareGroupOffsetsResponseGroup failed =
                new DescribeShareGroupOffsetsResponseGroup().setGroupId(groupId);
        return cause instanceof Refused refused
                ? failed.setErrorCode(refused.code().code()).setErrorMessage(refused.detail())
                : failed.setErrorCode(Errors.UNKNOWN_SERVER_ERROR.code());
    }

    /** Those that the group has begun. */
    private List<TopicPartition> partitions(Map<Uuid, List<SharedOffset>> offsets) {
        List<TopicPartition> partitions = new ArrayList<>();
        offsets.forEach((topicId, ofTopic) -> {
            TopicImage topic = image.get().topic(topicId);
            if (topic != null) {
                ofTopic.forEach(offset -> partitions.add(new TopicPartition(topic.name(), offset.partition())));
            }
        });
        return partitions;
    }

    private List<DescribeShareGroupOffsetsResponseTopic> all(
            Map<Uuid, List<SharedOffset>> offsets, Map<TopicPartition, Long> ends) {
        List<DescribeShareGroupOffsetsResponseTopic> described = new ArrayList<>();
        offsets.forEach((topicId, partitions) -> {
            TopicImage topic = image.get().topic(topicId);
            if (topic != null) {
                described.add(new DescribeShareGroupOffsetsResponseTopic()
                        .setTopicId(topicId)
                        .setTopicName(topic.name())
                        .setPartitions(partitions.stream()
                                .sorted(Comparator.comparingInt(SharedOffset::partition))
                                .map(offset -> partition(topic.name(), offset, ends))
                                .toList()));
            }
        });
        return described;
    }

    private List<DescribeShareGroupOffsetsResponseTopic> some(
            List<DescribeShareGroupOffsetsRequestTopic> wanted,
            Map<Uuid, List<SharedOffset>> offsets,
            Map<TopicPartition, Long> ends) {
        return wanted.stream()
                .map(asked -> {
                    TopicImage topic = image.get().topic(asked.topicName());
                    return new DescribeShareGroupOffsetsResponseTopic()
                            .setTopicName(asked.topicName())
                            .setTopicId(topic == null ? Uuid.ZERO_UUID : topic.id())
                            .setPartitions(asked.partitions().stream()
                                    .map(index -> topic == null
                                            ? failed(index, Errors.UNKNOWN_TOPIC_OR_PARTITION)
                                            : find(topic, index, offsets.getOrDefault(topic.id(), List.of()), ends))
                                    .toList());
                })
                .toList();
    }

    private static DescribeShareGroupOffsetsResponsePartition find(
            TopicImage topic, int index, List<SharedOffset> offsets, Map<TopicPartition, Long> ends) {
        return offsets.stream()
                .filter(offset -> offset.partition() == index)
                .findFirst()
                .map(offset -> partition(topic.name(), offset, ends))
                .orElseGet(() -> notBegun(index));
    }

    private static DescribeShareGroupOffsetsResponsePartition notBegun(int index) {
        return new DescribeShareGroupOffsetsResponsePartition()
                .setPartitionIndex(index)
                .setStartOffset(UNKNOWN)
                .setLag(UNKNOWN);
    }

    private static DescribeShareGroupOffsetsResponsePartition failed(int index, Errors code) {
        return new DescribeShareGroupOffsetsResponsePartition()
                .setPartitionIndex(index)
                .setErrorCode(code.code())
                .setErrorMessage(code.message());
    }

    private static DescribeShareGroupOffsetsResponsePartition partition(
            String topic, SharedOffset offset, Map<TopicPartition, Long> ends) {
        return switch (offset.state()) {
            case Outcome.Ok<ShareState>(ShareState state) ->
                new DescribeShareGroupOffsetsResponsePartition()
                        .setPartitionIndex(offset.partition())
                        .setStartOffset(state.startOffset())
                        .setLeaderEpoch(state.leaderEpoch())
                        .setLag(lag(ends.getOrDefault(new TopicPartition(topic, offset.partition()), UNKNOWN), state));
            case Outcome.Failed<ShareState>(Errors code, String detail) ->
                code == Errors.GROUP_ID_NOT_FOUND
                        ? notBegun(offset.partition())
                        : failed(offset.partition(), code).setErrorMessage(detail);
        };
    }

    private static long lag(long end, ShareState state) {
        return end == UNKNOWN || state.startOffset() == ShareState.UNKNOWN || state.deliveryCompleteCount() < 0
                ? UNKNOWN
                : Math.max(0, end - state.startOffset() - state.deliveryCompleteCount());
    }
}
