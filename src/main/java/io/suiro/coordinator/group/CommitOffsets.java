package io.suiro.coordinator.group;

import io.suiro.base.RequestContext;
import io.suiro.coordinator.Answer;
import io.suiro.coordinator.Command;
import io.suiro.coordinator.Decision;
import io.suiro.coordinator.Moment;
import io.suiro.coordinator.group.consumer.ConsumerGroup;
import io.suiro.coordinator.group.consumer.OffsetFence;
import io.suiro.error.Refused;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.message.OffsetCommitRequestData;
import org.apache.kafka.common.message.OffsetCommitRequestData.OffsetCommitRequestPartition;
import org.apache.kafka.common.message.OffsetCommitRequestData.OffsetCommitRequestTopic;
import org.apache.kafka.common.message.OffsetCommitResponseData;
import org.apache.kafka.common.message.OffsetCommitResponseData.OffsetCommitResponsePartition;
import org.apache.kafka.common.message.OffsetCommitResponseData.OffsetCommitResponseTopic;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/**
 * OffsetCommit: by a member of the current generation, or by anybody (generation -1) while the group is empty. A
 * member's commit also counts as a sign of life.
 *
 * <p>Errors: UNKNOWN_MEMBER_ID, FENCED_INSTANCE_ID, ILLEGAL_GENERATION, REBALANCE_IN_PROGRESS, GROUP_ID_NOT_FOUND
 * (version 9 on), of consumer groups (KIP-848) STALE_MEMBER_EPOCH and UNSUPPORTED_VERSION, and per partition
 * OFFSET_METADATA_TOO_LARGE.
 */
record CommitOffsets(
        GroupState state,
        RequestContext context,
        OffsetCommitRequestData request,
        CompletableFuture<OffsetCommitResponseData> asker)
        implements Command<GroupRecord, GroupChange> {
    private static final short GROUP_ID_NOT_FOUND_FROM = 9;

    @Override
    public Decision<GroupRecord, GroupChange> decide(Moment now) {
        ClassicGroup group = state.group(request.groupId());
        ConsumerGroup consumers = state.consumers(request.groupId());
        if (consumers != null) {
            OffsetFence.checkCommit(consumers, request, context.apiVersion(), state.image());
        } else {
            Errors code = check(group);
            if (code != Errors.NONE) {
                throw new Refused(code);
            }
        }
        List<GroupRecord> records = new ArrayList<>();
        OffsetCommitResponseData response = new OffsetCommitResponseData();
        for (OffsetCommitRequestTopic topic : request.topics()) {
            OffsetCommitResponseTopic answered =
                    new OffsetCommitResponseTopic().setName(topic.name()).setTopicId(topic.topicId());
            response.topics().add(answered);
            for (OffsetCommitRequestPartition partition : topic.partitions()) {
                answered.partitions().add(commit(topic, partition, now.nowMs(), records));
            }
        }
        return new Decision<>(records, signOfLife(group, now), List.of(new Answer<>(asker, response)));
    }

    private OffsetCommitResponsePartition commit(
            OffsetCommitRequestTopic topic,
            OffsetCommitRequestPartition partition,
            long nowMs,
            List<GroupRecord> records) {
        OffsetCommitResponsePartition response =
                new OffsetCommitResponsePartition().setPartitionIndex(partition.partitionIndex());
        String metadata = partition.committedMetadata() == null ? "" : partition.committedMetadata();
        if (Utils.utf8Length(metadata) > state.settings().offsetMetadataMaxBytes()) {
            return response.setErrorCode(Errors.OFFSET_METADATA_TOO_LARGE.code());
        }
        long retentionTimeMs = request.retentionTimeMs();
        records.add(new GroupRecord.OffsetStored(
                request.groupId(),
                new TopicPartition(topic.name(), partition.partitionIndex()),
                new CommittedOffset(
                        partition.committedOffset(),
                        partition.committedLeaderEpoch(),
                        metadata,
                        nowMs,
                        retentionTimeMs < 0 ? -1 : nowMs + retentionTimeMs,
                        topic.topicId())));
        return response;
    }

    private Errors check(@Nullable ClassicGroup group) {
        int generationId = request.generationIdOrMemberEpoch();
        if (group == null) {
            if (generationId < 0) {
                return Errors.NONE;
            }
            return context.apiVersion() >= GROUP_ID_NOT_FOUND_FROM
                    ? Errors.GROUP_ID_NOT_FOUND
                    : Errors.ILLEGAL_GENERATION;
        }
        if (generationId < 0 && group.is(ClassicState.EMPTY)) {
            return Errors.NONE;
        }
        if (generationId < 0 && request.memberId().isEmpty() && request.groupInstanceId() == null) {
            return Errors.UNKNOWN_MEMBER_ID;
        }
        Errors code = MemberCheck.generation(group, request.memberId(), request.groupInstanceId(), generationId);
        if (code != Errors.NONE) {
            return code;
        }
        // It has the generation but not its assignment: what it commits belongs to the generation before.
        return group.is(ClassicState.COMPLETING_REBALANCE) ? Errors.REBALANCE_IN_PROGRESS : Errors.NONE;
    }

    private List<GroupChange> signOfLife(@Nullable ClassicGroup group, Moment now) {
        Member member = group == null ? null : group.members().get(request.memberId());
        return group == null || member == null
                ? List.of()
                : List.of(GroupChange.heard(group, member.heardAt(now.uptimeMs())));
    }
}
