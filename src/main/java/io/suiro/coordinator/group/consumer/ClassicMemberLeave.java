package io.suiro.coordinator.group.consumer;

import io.suiro.cluster.MetadataImage;
import io.suiro.coordinator.Moment;
import io.suiro.error.Refused;
import java.util.List;
import org.apache.kafka.common.message.LeaveGroupRequestData.MemberIdentity;
import org.apache.kafka.common.message.LeaveGroupResponseData;
import org.apache.kafka.common.message.LeaveGroupResponseData.MemberResponse;

/**
 * LeaveGroup to a consumer group: classic members go, or an administrator removes static ones of them by their instance id
 * alone.
 *
 * <p>Errors per member: UNKNOWN_MEMBER_ID, also for one that does not speak the classic protocol, FENCED_INSTANCE_ID.
 */
public record ClassicMemberLeave(List<MemberIdentity> members) implements MemberRequest<LeaveGroupResponseData> {
    @Override
    public Decided<LeaveGroupResponseData> decide(
            ConsumerGroup group, Deadlines deadlines, ConsumerGroupSettings settings, MetadataImage image, Moment now) {
        ConsumerGroupDraft draft = new ConsumerGroupDraft(group, deadlines, settings, image, now);
        LeaveGroupResponseData response = new LeaveGroupResponseData();
        for (MemberIdentity identity : members) {
            MemberResponse answered = new MemberResponse()
                    .setMemberId(identity.memberId())
                    .setGroupInstanceId(identity.groupInstanceId());
            try {
                String memberId = leaving(draft.group(), identity).memberId();
                RemoveMember.remove(draft, memberId);
                answered.setMemberId(memberId);
            } catch (Refused refused) {
                answered.setErrorCode(refused.code().code());
            }
            response.members().add(answered);
        }
        return ClassicMembers.decided(draft, response);
    }

    private static ConsumerMember leaving(ConsumerGroup group, MemberIdentity identity) {
        String instanceId = identity.groupInstanceId();
        ConsumerMember known = instanceId == null ? null : group.staticMember(instanceId);
        if (identity.memberId().isEmpty() && known != null) {
            return ClassicMembers.speaking(group, known.memberId(), instanceId);
        }
        return ClassicMembers.speaking(group, identity.memberId(), instanceId);
    }
}
