package io.suiro.coordinator.group.consumer;

import io.suiro.base.RequestContext;
import io.suiro.cluster.MetadataImage;
import io.suiro.coordinator.Moment;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatRequestData;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatResponseData;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatResponseData.Assignment;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatResponseData.TopicPartitions;

/**
 * ConsumerGroupHeartbeat: the one request by which a member joins (epoch 0), lives, says what it owns and wants, and
 * leaves (epoch -1; -2 if it is static and will be back).
 *
 * <pre>
 *  1. who is it?          a new member, one that goes on, or a static one in its predecessor's place
 *  2. new group epoch     if its subscription changed, or the subscribed topics did
 *  3. new target          if the group's epoch has none
 *  4. one step            of the member towards its target ({@link Reconcile})
 * </pre>
 *
 * <p>Errors, beside those of {@link HeartbeatCheck}: UNKNOWN_MEMBER_ID, FENCED_MEMBER_EPOCH, UNRELEASED_INSTANCE_ID,
 * FENCED_INSTANCE_ID, GROUP_MAX_SIZE_REACHED.
 *
 * @param newId for a member that joins without one
 * @see <a href="https://cwiki.apache.org/confluence/x/HhD1D">KIP-848</a>
 */
public record ConsumerHeartbeat(RequestContext context, ConsumerGroupHeartbeatRequestData request, String newId)
        implements MemberRequest<ConsumerGroupHeartbeatResponseData> {
    /** So many members of a reconciling group may be heard from in a second, on average. */
    private static final int HEARTBEATS_PER_SECOND = 1_000;

    /** Whether the member joins, which makes a group where there is none. */
    public boolean isJoin() {
        return request.memberEpoch() == HeartbeatCheck.JOIN;
    }

    /** Decides for the group, an empty one if there is none and the member joins. */
    @Override
    public Decided<ConsumerGroupHeartbeatResponseData> decide(
            ConsumerGroup group, Deadlines deadlines, ConsumerGroupSettings settings, MetadataImage image, Moment now) {
        ConsumerGroupDraft draft = new ConsumerGroupDraft(group, deadlines, settings, image, now);
        return request.memberEpoch() < 0 ? leave(draft) : live(draft);
    }

    private Decided<ConsumerGroupHeartbeatResponseData> leave(ConsumerGroupDraft draft) {
        ConsumerMember member = MemberLookup.leaving(draft.group(), request.memberId(), request.instanceId());
        if (request.memberEpoch() == MemberProgress.LEFT_STATICALLY) {
            draft.add(new ConsumerGroupRecord.ProgressStored(
                    draft.groupId(), member.memberId(), member.progress().leftStatically()));
        } else {
            RemoveMember.remove(draft, member.memberId());
        }
        return new Decided<>(
                new ConsumerDecision(draft.records(), draft.deadlines(), Deadlines.NEVER),
                new ConsumerGroupHeartbeatResponseData()
                        .setMemberId(member.memberId())
                        .setMemberEpoch(request.memberEpoch()));
    }

    private Decided<ConsumerGroupHeartbeatResponseData> live(ConsumerGroupDraft draft) {
        String memberId = request.memberId().isEmpty() ? newId : request.memberId();
        PartitionSet owned = Reconcile.owned(request.topicPartitions());
        draft.checkRoomFor(memberId);
        ConsumerMember before = isJoin()
                ? MemberLookup.joining(draft, memberId, request.instanceId())
                : MemberLookup.going(draft.group(), memberId, request.instanceId(), request.memberEpoch(), owned);

        MemberTerms terms = before.terms().updated(request, context.clientId(), context.clientHost());
        MemberProgress progress = MemberStep.take(draft, before, terms, owned);
        Deadlines.OfMember heard = heard(draft, memberId, before.progress(), progress, terms);
        draft.become(draft.deadlines().with(memberId, heard));
        return new Decided<>(
                new ConsumerDecision(draft.records(), draft.deadlines(), heard.nextMs()),
                response(draft, memberId, before.progress(), progress));
    }

    /** The time to give up partitions counts from when the member was told of these. */
    private static Deadlines.OfMember heard(
            ConsumerGroupDraft draft,
            String memberId,
            MemberProgress before,
            MemberProgress progress,
            MemberTerms terms) {
        long uptimeMs = draft.now.uptimeMs();
        long taskMs = Deadlines.NEVER;
        if (progress.state() == MemberState.UNREVOKED_PARTITIONS) {
            Deadlines.OfMember known = draft.deadlines().members().get(memberId);
            taskMs = known != null && progress.equals(before) ? known.taskMs() : uptimeMs + terms.rebalanceTimeoutMs();
        }
        return new Deadlines.OfMember(uptimeMs + draft.settings.sessionTimeoutMs(), taskMs);
    }

    private ConsumerGroupHeartbeatResponseData response(
            ConsumerGroupDraft draft, String memberId, MemberProgress before, MemberProgress progress) {
        ConsumerGroupHeartbeatResponseData response = new ConsumerGroupHeartbeatResponseData()
                .setMemberId(memberId)
                .setMemberEpoch(progress.memberEpoch())
                .setHeartbeatIntervalMs(heartbeatIntervalMs(draft));
        boolean isWhole = isJoin()
                || (request.rebalanceTimeoutMs() != -1
                        && (request.subscribedTopicNames() != null || request.subscribedTopicRegex() != null)
                        && request.topicPartitions() != null);
        return isWhole || !progress.assigned().equals(before.assigned())
                ? response.setAssignment(assignment(progress.assigned()))
                : response;
    }

    /** Shorter while there is something to tell the members soon, but not so that a large group drowns its coordinator. */
    private static int heartbeatIntervalMs(ConsumerGroupDraft draft) {
        ConsumerGroup group = draft.group();
        if (group.behind() == 0) {
            return draft.settings.heartbeatIntervalMs();
        }
        int spread = group.members().size() * 1_000 / HEARTBEATS_PER_SECOND;
        return Math.min(
                draft.settings.heartbeatIntervalMs(),
                Math.max(draft.settings.reconciliationHeartbeatIntervalMs(), spread));
    }

    private static Assignment assignment(PartitionSet partitions) {
        List<TopicPartitions> topics = new ArrayList<>();
        for (var topicId : partitions.topicIds()) {
            topics.add(new TopicPartitions()
                    .setTopicId(topicId)
                    .setPartitions(List.copyOf(partitions.partitions(topicId))));
        }
        return new Assignment().setTopicPartitions(topics);
    }
}
