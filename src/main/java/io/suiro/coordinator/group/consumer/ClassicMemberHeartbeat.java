package io.suiro.coordinator.group.consumer;

import io.suiro.cluster.MetadataImage;
import io.suiro.coordinator.Moment;
import org.apache.kafka.common.message.HeartbeatRequestData;
import org.apache.kafka.common.message.HeartbeatResponseData;
import org.apache.kafka.common.protocol.Errors;

/**
 * Heartbeat of a classic member of a consumer group: it lives. REBALANCE_IN_PROGRESS tells it to join again, for a new target,
 * to show that it has given up partitions, or because those that it waits for are free.
 *
 * <p>Errors: UNKNOWN_MEMBER_ID, FENCED_INSTANCE_ID, ILLEGAL_GENERATION, REBALANCE_IN_PROGRESS.
 */
public record ClassicMemberHeartbeat(HeartbeatRequestData request) implements MemberRequest<HeartbeatResponseData> {
    @Override
    public Decided<HeartbeatResponseData> decide(
            ConsumerGroup group, Deadlines deadlines, ConsumerGroupSettings settings, MetadataImage image, Moment now) {
        ConsumerGroupDraft draft = new ConsumerGroupDraft(group, deadlines, settings, image, now);
        ConsumerMember member = ClassicMembers.inGeneration(
                group, request.memberId(), request.groupInstanceId(), request.generationId());
        if (ClassicMembers.mustRejoin(group, member)) {
            ClassicMembers.told(draft, member);
            return ClassicMembers.decided(
                    draft, new HeartbeatResponseData().setErrorCode(Errors.REBALANCE_IN_PROGRESS.code()));
        }
        Deadlines.OfMember known = deadlines.members().get(member.memberId());
        ClassicMembers.heard(draft, member, known == null ? Deadlines.NEVER : known.taskMs());
        return ClassicMembers.decided(draft, new HeartbeatResponseData());
    }
}
