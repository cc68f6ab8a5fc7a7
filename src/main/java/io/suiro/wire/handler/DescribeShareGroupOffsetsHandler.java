package io.suiro.wire.handler;

import io.suiro.base.RequestContext;
import io.suiro.base.Stages;
import io.suiro.broker.ShareGroups;
import io.suiro.broker.Topics;
import io.suiro.cluster.TopicImage;
import io.suiro.coordinator.group.ShareGroupCoordinator.SharedOffset;
import io.suiro.coordinator.share.ShareState;
import io.suiro.error.Outcome;
import io.suiro.error.Refused;
import io.suiro.wire.ApiHandler;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.DescribeShareGroupOffsetsRequestData;
import org.apache.kafka.common.message.DescribeShareGroupOffsetsRequestData.DescribeShareGroupOffsetsRequestGroup;
import org.apache.kafka.common.message.DescribeShareGroupOffsetsRequestData.DescribeShareGroupOffsetsRequestTopic;
import org.apache.kafka.common.message.DescribeShareGroupOffsetsResponseData;
import org.apache.kafka.common.message.DescribeShareGroupOffsetsResponseData.DescribeShareGroupOffsetsResponseGroup;
import org.apache.kafka.common.message.DescribeShareGroupOffsetsResponseData.DescribeShareGroupOffsetsResponsePartition;
import org.apache.kafka.common.message.DescribeShareGroupOffsetsResponseData.DescribeShareGroupOffsetsResponseTopic;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/**
 * DescribeShareGroupOffsets, versions 0 to 1 (KIP-932).
 *
 * <p>1 lag (KIP-1226).
 *
 * <p>Deviations: the lag is told where the coordinator has a replica of the partition, and is -1 elsewhere.
 */
public final class DescribeShareGroupOffsetsHandler
        implements ApiHandler<DescribeShareGroupOffsetsRequestData, DescribeShareGroupOffsetsResponseData> {
    private static final long UNKNOWN = -1;

    private final ShareGroups shares;
    private final Topics topics;

    public DescribeShareGroupOffsetsHandler(ShareGroups shares, Topics topics) {
        this.shares = shares;
        this.topics = topics;
    }

    @Override
    public ApiKeys api() {
        return ApiKeys.DESCRIBE_SHARE_GROUP_OFFSETS;
    }

    @Override
    public short minVersion() {
        return 0;
    }

    @Override
    public short maxVersion() {
        return 1;
    }

    @Override
    public CompletionStage<DescribeShareGroupOffsetsResponseData> handle(
            DescribeShareGroupOffsetsRequestData request, RequestContext context) {
        return Stages.all(request.groups().stream().map(this::describe).toList())
                .thenApply(groups -> new DescribeShareGroupOffsetsResponseData().setGroups(groups));
    }

    private CompletionStage<DescribeShareGroupOffsetsResponseGroup> describe(
            DescribeShareGroupOffsetsRequestGroup group) {
        return shares.coordinator().offsets(group.groupId()).handle((offsets, failure) -> {
            DescribeShareGroupOffsetsResponseGroup described =
                    new DescribeShareGroupOffsetsResponseGroup().setGroupId(group.groupId());
            if (failure == null) {
                return described.setTopics(group.topics() == null ? all(offsets) : some(group.topics(), offsets));
            }
            return Stages.cause(failure) instanceof Refused refused
                    ? described.setErrorCode(refused.code().code()).setErrorMessage(refused.detail())
                    : described.setErrorCode(Errors.UNKNOWN_SERVER_ERROR.code());
        });
    }

    private List<DescribeShareGroupOffsetsResponseTopic> all(Map<Uuid, List<SharedOffset>> offsets) {
        List<DescribeShareGroupOffsetsResponseTopic> described = new ArrayList<>();
        offsets.forEach((topicId, partitions) -> {
            TopicImage topic = topics.image().topic(topicId);
            if (topic != null) {
                described.add(new DescribeShareGroupOffsetsResponseTopic()
                        .setTopicId(topicId)
                        .setTopicName(topic.name())
                        .setPartitions(partitions.stream()
                                .sorted(Comparator.comparingInt(SharedOffset::partition))
                                .map(offset -> partition(topic.name(), offset))
                                .toList()));
            }
        });
        return described;
    }

    private List<DescribeShareGroupOffsetsResponseTopic> some(
            List<DescribeShareGroupOffsetsRequestTopic> wanted, Map<Uuid, List<SharedOffset>> offsets) {
        return wanted.stream()
                .map(asked -> {
                    TopicImage topic = topics.image().topic(asked.topicName());
                    return new DescribeShareGroupOffsetsResponseTopic()
                            .setTopicName(asked.topicName())
                            .setTopicId(topic == null ? Uuid.ZERO_UUID : topic.id())
                            .setPartitions(asked.partitions().stream()
                                    .map(index -> topic == null
                                            ? failed(index, Errors.UNKNOWN_TOPIC_OR_PARTITION)
                                            : find(topic, index, offsets.getOrDefault(topic.id(), List.of())))
                                    .toList());
                })
                .toList();
    }

    private DescribeShareGroupOffsetsResponsePartition find(TopicImage topic, int index, List<SharedOffset> offsets) {
        return offsets.stream()
                .filter(offset -> offset.partition() == index)
                .findFirst()
                .map(offset -> partition(topic.name(), offset))
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

    private DescribeShareGroupOffsetsResponsePartition partition(String topic, SharedOffset offset) {
        return switch (offset.state()) {
            case Outcome.Ok<ShareState>(ShareState state) ->
                new DescribeShareGroupOffsetsResponsePartition()
                        .setPartitionIndex(offset.partition())
                        .setStartOffset(state.startOffset())
                        .setLeaderEpoch(state.leaderEpoch())
                        .setLag(lag(new TopicPartition(topic, offset.partition()), state));
            case Outcome.Failed<ShareState>(Errors code, String detail) ->
                code == Errors.GROUP_ID_NOT_FOUND
                        ? notBegun(offset.partition())
                        : failed(offset.partition(), code).setErrorMessage(detail);
        };
    }

    private long lag(TopicPartition partition, ShareState state) {
        OptionalLong end = shares.endOf(partition);
        return end.isEmpty() || state.startOffset() == ShareState.UNKNOWN || state.deliveryCompleteCount() < 0
                ? UNKNOWN
                : Math.max(0, end.getAsLong() - state.startOffset() - state.deliveryCompleteCount());
    }
}
