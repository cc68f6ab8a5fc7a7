package io.suiro.coordinator.group.consumer;

import io.suiro.base.RequestContext;
import io.suiro.cluster.MetadataImage;
import io.suiro.coordinator.Moment;
import io.suiro.error.Refused;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.message.ConsumerProtocolSubscription;
import org.apache.kafka.common.message.JoinGroupRequestData;
import org.apache.kafka.common.message.JoinGroupResponseData;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.protocol.types.SchemaException;
import org.apache.kafka.common.utils.Bytes;

/**
 * JoinGroup to a consumer group that has members: a classic member comes, or comes back for what has changed. It waits
 * for nobody: the answer's generation is its member epoch, there is no leader, and it fetches what it gets with SyncGroup.
 *
 * <p>Errors: GROUP_MAX_SIZE_REACHED, INCONSISTENT_GROUP_PROTOCOL (not consumers, nothing that all classic members
 * support, or a malformed subscription), MEMBER_ID_REQUIRED (version 4 on; the id is in the answer), UNKNOWN_MEMBER_ID and
 * FENCED_INSTANCE_ID of static members.
 *
 * @param newId what makes the id unique that the member gets if it has none
 * @see <a href="https://cwiki.apache.org/confluence/x/HhD1D">KIP-848, migration</a>
 */
public record ClassicMemberJoin(RequestContext context, JoinGroupRequestData request, String newId)
        implements MemberRequest<JoinGroupResponseData> {
    private static final short MEMBER_ID_REQUIRED_FROM = 4;

    @Override
    public Decided<JoinGroupResponseData> decide(
            ConsumerGroup group, Deadlines deadlines, ConsumerGroupSettings settings, MetadataImage image, Moment now) {
        ConsumerGroupDraft draft = new ConsumerGroupDraft(group, deadlines, settings, image, now);
        boolean hasNoId = request.memberId().isEmpty();
        String memberId = hasNoId ? generatedId() : request.memberId();
        draft.checkRoomFor(memberId);
        ClassicTerms classic = supported(group);
        if (hasNoId && request.groupInstanceId() == null && context.apiVersion() >= MEMBER_ID_REQUIRED_FROM) {
            return ClassicMembers.decided(
                    draft,
                    new JoinGroupResponseData()
                            .setMemberId(memberId)
                            .setProtocolName(null)
                            .setErrorCode(Errors.MEMBER_ID_REQUIRED.code()));
        }
        ConsumerProtocolSubscription subscription = subscription(classic);
        ConsumerMember before = MemberLookup.joiningClassic(draft, memberId, request.groupInstanceId(), hasNoId);
        MemberProgress progress = MemberStep.take(
                draft,
                before,
                terms(before.terms(), classic, subscription),
                EmbeddedProtocol.owned(subscription, image));
        ConsumerMember member = draft.group().member(memberId);
        if (member == null) {
            throw new IllegalStateException("member " + memberId + " has joined and is not there");
        }
        ClassicMembers.heard(draft, member, now.uptimeMs() + member.terms().rebalanceTimeoutMs());
        return ClassicMembers.decided(
                draft,
                new JoinGroupResponseData()
                        .setMemberId(memberId)
                        .setGenerationId(progress.memberEpoch())
                        .setProtocolType(EmbeddedProtocol.TYPE)
                        .setProtocolName(classic.first().name()));
    }

    private String generatedId() {
        return (request.groupInstanceId() == null ? context.clientId() : request.groupInstanceId()) + "-" + newId;
    }

    private ClassicTerms supported(ConsumerGroup group) {
        List<ClassicTerms.Protocol> protocols = new ArrayList<>();
        request.protocols()
                .forEach(protocol ->
                        protocols.add(new ClassicTerms.Protocol(protocol.name(), Bytes.wrap(protocol.metadata()))));
        if (request.protocolType().equals(EmbeddedProtocol.TYPE) && !protocols.isEmpty()) {
            ClassicTerms joining = new ClassicTerms(request.sessionTimeoutMs(), protocols);
            if (ClassicMembers.support(group, joining)) {
                return joining;
            }
        }
        throw new Refused(Errors.INCONSISTENT_GROUP_PROTOCOL, "The member's protocols are not supported.");
    }

    private static ConsumerProtocolSubscription subscription(ClassicTerms classic) {
        try {
            return EmbeddedProtocol.subscription(classic);
        } catch (SchemaException e) {
            throw new Refused(
                    Errors.INCONSISTENT_GROUP_PROTOCOL,
                    "The subscription is not one of the consumer protocol: " + e.getMessage());
        }
    }

    private MemberTerms terms(MemberTerms before, ClassicTerms classic, ConsumerProtocolSubscription subscription) {
        return new MemberTerms(
                request.groupInstanceId() == null ? before.instanceId() : request.groupInstanceId(),
                subscription.rackId() == null || subscription.rackId().isEmpty()
                        ? before.rackId()
                        : subscription.rackId(),
                context.clientId(),
                context.clientHost(),
                subscription.topics(),
                null,
                // JoinGroup 0 has one timeout for both.
                context.apiVersion() == 0 ? request.sessionTimeoutMs() : request.rebalanceTimeoutMs(),
                null,
                classic);
    }
}
