package io.suiro.coordinator.group;

import io.suiro.coordinator.Answer;
import io.suiro.coordinator.Command;
import io.suiro.coordinator.Decision;
import io.suiro.coordinator.Moment;
import io.suiro.coordinator.group.consumer.ConsumerGroup;
import io.suiro.error.Refused;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.message.OffsetDeleteRequestData;
import org.apache.kafka.common.message.OffsetDeleteRequestData.OffsetDeleteRequestPartition;
import org.apache.kafka.common.message.OffsetDeleteRequestData.OffsetDeleteRequestTopic;
import org.apache.kafka.common.message.OffsetDeleteResponseData;
import org.apache.kafka.common.message.OffsetDeleteResponseData.OffsetDeleteResponsePartition;
import org.apache.kafka.common.message.OffsetDeleteResponseData.OffsetDeleteResponseTopic;
import org.apache.kafka.common.protocol.Errors;

/**
 * OffsetDelete: forgets offsets of topics that the group does not read, also those of transactions that have not ended.
 *
 * <p>Errors: GROUP_ID_NOT_FOUND, NON_EMPTY_GROUP (what a group that is not of consumers reads is not known), and per
 * partition GROUP_SUBSCRIBED_TO_TOPIC.
 *
 * @see <a href="https://cwiki.apache.org/confluence/x/hK9zBw">KIP-496</a>
 */
record DeleteOffsets(
        GroupState state, OffsetDeleteRequestData request, CompletableFuture<OffsetDeleteResponseData> asker)
        implements Command<GroupRecord, GroupChange> {
    @Override
    public Decision<GroupRecord, GroupChange> decide(Moment now) {
        ClassicGroup group = state.group(request.groupId());
        ConsumerGroup consumers = state.consumers(request.groupId());
        if (group == null && consumers == null) {
            throw new Refused(Errors.GROUP_ID_NOT_FOUND);
        }
        Set<String> inConsumersUse = consumers == null ? Set.of() : consumers.subscribedTopics();
        if (group != null && !group.is(ClassicState.EMPTY) && !group.isConsumer()) {
            throw new Refused(Errors.NON_EMPTY_GROUP);
        }
        List<GroupRecord> records = new ArrayList<>();
        OffsetDeleteResponseData response = new OffsetDeleteResponseData();
        for (OffsetDeleteRequestTopic topic : request.topics()) {
            OffsetDeleteResponseTopic answered = new OffsetDeleteResponseTopic().setName(topic.name());
            response.topics().add(answered);
            boolean isInUse =
                    group == null ? inConsumersUse.contains(topic.name()) : Subscriptions.includes(group, topic.name());
            for (OffsetDeleteRequestPartition requested : topic.partitions()) {
                TopicPartition partition = new TopicPartition(topic.name(), requested.partitionIndex());
                if (!isInUse && isThere(partition)) {
                    records.add(new GroupRecord.OffsetDeleted(request.groupId(), partition));
                }
                answered.partitions()
                        .add(new OffsetDeleteResponsePartition()
                                .setPartitionIndex(requested.partitionIndex())
                                .setErrorCode((isInUse ? Errors.GROUP_SUBSCRIBED_TO_TOPIC : Errors.NONE).code()));
            }
        }
        return new Decision<>(records, List.of(), List.of(new Answer<>(asker, response)));
    }

    private boolean isThere(TopicPartition partition) {
        return state.offsets(request.groupId()).containsKey(partition)
                || state.unstable(request.groupId()).contains(partition);
    }
}
