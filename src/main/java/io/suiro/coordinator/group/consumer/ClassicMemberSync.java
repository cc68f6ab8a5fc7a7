package io.suiro.coordinator.group.consumer;

import io.suiro.cluster.MetadataImage;
import io.suiro.coordinator.Moment;
import io.suiro.error.Refused;
import org.apache.kafka.common.message.SyncGroupRequestData;
import org.apache.kafka.common.message.SyncGroupResponseData;
import org.apache.kafka.common.protocol.Errors;

/**
 * SyncGroup by a classic member of a consumer group: it is told what it may read.
 *
 * <p>Errors: UNKNOWN_MEMBER_ID, FENCED_INSTANCE_ID, ILLEGAL_GENERATION, INCONSISTENT_GROUP_PROTOCOL, REBALANCE_IN_PROGRESS
 * if the group has gone on since it joined.
 */
public record ClassicMemberSync(SyncGroupRequestData request) implements MemberRequest<SyncGroupResponseData> {
    @Override
    public Decided<SyncGroupResponseData> decide(
            ConsumerGroup group, Deadlines deadlines, ConsumerGroupSettings settings, MetadataImage image, Moment now) {
        ConsumerGroupDraft draft = new ConsumerGroupDraft(group, deadlines, settings, image, now);
        ConsumerMember member = ClassicMembers.inGeneration(
                group, request.memberId(), request.groupInstanceId(), request.generationId());
        ClassicTerms classic = ClassicMembers.terms(member);
        if ((request.protocolType() != null && !request.protocolType().equals(EmbeddedProtocol.TYPE))
                || (request.protocolName() != null
                        && !request.protocolName().equals(classic.first().name()))) {
            throw new Refused(Errors.INCONSISTENT_GROUP_PROTOCOL);
        }
        boolean isRevoking = member.progress().state() == MemberState.UNREVOKED_PARTITIONS;
        if (!isRevoking && member.progress().memberEpoch() < group.groupEpoch()) {
            ClassicMembers.told(draft, member);
            return ClassicMembers.decided(
                    draft, new SyncGroupResponseData().setErrorCode(Errors.REBALANCE_IN_PROGRESS.code()));
        }
        ClassicMembers.heard(draft, member, Deadlines.NEVER);
        return ClassicMembers.decided(
                draft,
                new SyncGroupResponseData()
                        .setProtocolType(EmbeddedProtocol.TYPE)
                        .setProtocolName(classic.first().name())
                        .setAssignment(
                                EmbeddedProtocol.assignment(member.progress().assigned(), classic, image)));
    }
}
