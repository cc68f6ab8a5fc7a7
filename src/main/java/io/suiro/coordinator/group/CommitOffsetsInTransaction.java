package io.suiro.coordinator.group;

import io.suiro.coordinator.Answer;
import io.suiro.coordinator.Command;
import io.suiro.coordinator.Decision;
import io.suiro.coordinator.Moment;
import io.suiro.coordinator.OpenTransaction;
import io.suiro.coordinator.group.consumer.ConsumerGroup;
import io.suiro.coordinator.group.consumer.OffsetFence;
import io.suiro.error.Refused;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.TxnOffsetCommitRequestData;
import org.apache.kafka.common.message.TxnOffsetCommitRequestData.TxnOffsetCommitRequestPartition;
import org.apache.kafka.common.message.TxnOffsetCommitRequestData.TxnOffsetCommitRequestTopic;
import org.apache.kafka.common.message.TxnOffsetCommitResponseData;
import org.apache.kafka.common.message.TxnOffsetCommitResponseData.TxnOffsetCommitResponsePartition;
import org.apache.kafka.common.message.TxnOffsetCommitResponseData.TxnOffsetCommitResponseTopic;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.utils.Utils;

/**
 * TxnOffsetCommit: a producer commits what a member of the group has read (KIP-447), or does so for nobody in particular, which is always
 * good: transactional ids are what fences such producers. It is not a sign of the member's life.
 *
 * <p>Unlike a plain commit it may come between join and sync: what the producer has read it has read in the generation that it names.
 *
 * <p>Errors: UNKNOWN_MEMBER_ID, FENCED_INSTANCE_ID, ILLEGAL_GENERATION (also for a member epoch that has passed), and per partition
 * OFFSET_METADATA_TOO_LARGE.
 */
record CommitOffsetsInTransaction(
        GroupState state, TxnOffsetCommitRequestData request, CompletableFuture<TxnOffsetCommitResponseData> asker)
        implements Command<GroupRecord, GroupChange> {
    @Override
    public Decision<GroupRecord, GroupChange> decide(Moment now) {
        Errors code = check();
        if (code != Errors.NONE) {
            throw new Refused(code);
        }
        List<GroupRecord> records = new ArrayList<>();
        TxnOffsetCommitResponseData response = new TxnOffsetCommitResponseData();
        for (TxnOffsetCommitRequestTopic topic : request.topics()) {
            TxnOffsetCommitResponseTopic answered = new TxnOffsetCommitResponseTopic().setName(topic.name());
            response.topics().add(answered);
            for (TxnOffsetCommitRequestPartition partition : topic.partitions()) {
                answered.partitions().add(commit(topic.name(), partition, now.nowMs(), records));
            }
        }
        return new Decision<>(
                records,
                List.of(),
                List.of(new Answer<>(asker, response)),
                new OpenTransaction(request.producerId(), request.producerEpoch()));
    }

    private TxnOffsetCommitResponsePartition commit(
            String topic, TxnOffsetCommitRequestPartition partition, long nowMs, List<GroupRecord> records) {
        TxnOffsetCommitResponsePartition response =
                new TxnOffsetCommitResponsePartition().setPartitionIndex(partition.partitionIndex());
        String metadata = partition.committedMetadata() == null ? "" : partition.committedMetadata();
        if (Utils.utf8Length(metadata) > state.settings().offsetMetadataMaxBytes()) {
            return response.setErrorCode(Errors.OFFSET_METADATA_TOO_LARGE.code());
        }
        records.add(new GroupRecord.OffsetStored(
                request.groupId(),
                new TopicPartition(topic, partition.partitionIndex()),
                new CommittedOffset(
                        partition.committedOffset(),
                        partition.committedLeaderEpoch(),
                        metadata,
                        nowMs,
                        -1,
                        Uuid.ZERO_UUID)));
        return response;
    }

    private Errors check() {
        ConsumerGroup consumers = state.consumers(request.groupId());
        if (consumers != null) {
            return OffsetFence.transactionalCommit(consumers, request, state.image());
        }
        int generationId = request.generationId();
        ClassicGroup group = state.group(request.groupId());
        if (group == null) {
            return generationId < 0 ? Errors.NONE : Errors.ILLEGAL_GENERATION;
        }
        boolean isForNobody = generationId < 0 && request.memberId().isEmpty() && request.groupInstanceId() == null;
        return isForNobody || (generationId < 0 && group.is(ClassicState.EMPTY))
                ? Errors.NONE
                : MemberCheck.generation(group, request.memberId(), request.groupInstanceId(), generationId);
    }
}
