package io.suiro.coordinator.group;

import io.suiro.coordinator.Answer;
import io.suiro.coordinator.Command;
import io.suiro.coordinator.Decision;
import io.suiro.coordinator.Moment;
import io.suiro.coordinator.group.consumer.ConsumerGroup;
import io.suiro.coordinator.group.consumer.OffsetFence;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestGroup;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestTopics;
import org.apache.kafka.common.message.OffsetFetchResponseData.OffsetFetchResponseGroup;
import org.apache.kafka.common.message.OffsetFetchResponseData.OffsetFetchResponsePartitions;
import org.apache.kafka.common.message.OffsetFetchResponseData.OffsetFetchResponseTopics;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * OffsetFetch: some partitions, or all that the group has committed; offset -1 where there is none.
 *
 * <p>Errors: per partition UNSTABLE_OFFSET_COMMIT, for who requires a stable offset (KIP-447), while a transaction may change
 * it; of consumer groups (KIP-848) whose members say who they are: UNKNOWN_MEMBER_ID, STALE_MEMBER_EPOCH.
 */
record FetchOffsets(
        GroupState state,
        OffsetFetchRequestGroup request,
        boolean requireStable,
        CompletableFuture<OffsetFetchResponseGroup> asker)
        implements Command<GroupRecord, GroupChange> {
    @Override
    public Decision<GroupRecord, GroupChange> decide(Moment now) {
        ConsumerGroup consumers = state.consumers(request.groupId());
        if (consumers != null) {
            OffsetFence.checkFetch(consumers, request.memberId(), request.memberEpoch());
        }
        OffsetFetchResponseGroup response = new OffsetFetchResponseGroup().setGroupId(request.groupId());
        Map<TopicPartition, CommittedOffset> offsets = state.offsets(request.groupId());
        if (request.topics() == null) {
            fetchAll(offsets, response);
        } else {
            fetch(offsets, response, request.topics());
        }
        return new Decision<>(List.of(), List.of(), List.of(new Answer<>(asker, response)));
    }

    private void fetchAll(Map<TopicPartition, CommittedOffset> offsets, OffsetFetchResponseGroup response) {
        Map<String, OffsetFetchResponseTopics> topics = new TreeMap<>();
        offsets.forEach((partition, offset) -> topics.computeIfAbsent(
                        partition.topic(), name -> new OffsetFetchResponseTopics().setName(name))
                .partitions()
                .add(fetched(partition, offset)));
        response.setTopics(List.copyOf(topics.values()));
    }

    private void fetch(
            Map<TopicPartition, CommittedOffset> offsets,
            OffsetFetchResponseGroup response,
            List<OffsetFetchRequestTopics> topics) {
        for (OffsetFetchRequestTopics topic : topics) {
            OffsetFetchResponseTopics answered =
                    new OffsetFetchResponseTopics().setName(topic.name()).setTopicId(topic.topicId());
            response.topics().add(answered);
            for (int index : topic.partitionIndexes()) {
                TopicPartition partition = new TopicPartition(topic.name(), index);
                answered.partitions().add(fetched(partition, offsets.get(partition)));
            }
        }
    }

    private OffsetFetchResponsePartitions fetched(TopicPartition partition, @Nullable CommittedOffset offset) {
        OffsetFetchResponsePartitions response = new OffsetFetchResponsePartitions()
                .setPartitionIndex(partition.partition())
                .setMetadata("");
        if (requireStable && state.unstable(request.groupId()).contains(partition)) {
            return response.setCommittedOffset(-1).setErrorCode(Errors.UNSTABLE_OFFSET_COMMIT.code());
        }
        return offset == null
                ? response.setCommittedOffset(-1)
                : response.setCommittedOffset(offset.offset())
                        .setCommittedLeaderEpoch(offset.leaderEpoch())
                        .setMetadata(offset.metadata());
    }
}
