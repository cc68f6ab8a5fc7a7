package io.suiro.coordinator.group.share;

import io.suiro.base.RequestContext;
import io.suiro.cluster.MetadataImage;
import io.suiro.coordinator.Moment;
import io.suiro.coordinator.group.consumer.PartitionSet;
import io.suiro.error.Refused;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.ShareGroupHeartbeatRequestData;
import org.apache.kafka.common.message.ShareGroupHeartbeatResponseData;
import org.apache.kafka.common.message.ShareGroupHeartbeatResponseData.Assignment;
import org.apache.kafka.common.message.ShareGroupHeartbeatResponseData.TopicPartitions;
import org.apache.kafka.common.protocol.Errors;

/**
 * ShareGroupHeartbeat: the one request by which a member of a share group joins (epoch 0), lives and leaves (epoch -1).
 *
 * <pre>
 *  1. new group epoch, and targets   if its subscription changed, or the subscribed topics did
 *  2. partitions without state       are to be begun; nobody has them before that is done ({@link BeginState})
 *  3. the member has its target      at once: nobody has to give anything up for it
 * </pre>
 *
 * <p>Errors, beside those of {@link #check}: UNKNOWN_MEMBER_ID, FENCED_MEMBER_EPOCH, GROUP_MAX_SIZE_REACHED.
 *
 * @see <a href="https://cwiki.apache.org/confluence/x/CIq3FQ">KIP-932</a>
 */
public record ShareHeartbeat(RequestContext context, ShareGroupHeartbeatRequestData request) {
    private static final int JOIN = 0;
    private static final int LEAVE = -1;

    /** Whether the member joins, which makes a group where there is none. */
    public boolean isJoin() {
        return request.memberEpoch() == JOIN;
    }

    /**
     * What happens, and what the member is told once that is committed.
     *
     * @param toInitialize partitions whose state is to be begun then
     * @param groupEpoch which that state is of
     */
    public record Decided(
            ShareDecision decision,
            ShareGroupHeartbeatResponseData response,
            PartitionSet toInitialize,
            int groupEpoch) {}

    /** Throws INVALID_REQUEST if it makes no sense by itself, whatever the group. */
    public static void check(ShareGroupHeartbeatRequestData request) {
        refuseIf(request.groupId().isBlank(), "GroupId can't be empty.");
        refuseIf(request.memberId().isBlank(), "MemberId can't be empty.");
        refuseIf(request.rackId() != null && request.rackId().isBlank(), "RackId can't be empty.");
        refuseIf(request.memberEpoch() < LEAVE, "MemberEpoch is invalid.");
        refuseIf(
                request.memberEpoch() == JOIN
                        && (request.subscribedTopicNames() == null
                                || request.subscribedTopicNames().isEmpty()),
                "SubscribedTopicNames must be set in first request.");
    }

    private static void refuseIf(boolean isWrong, String why) {
        if (isWrong) {
            throw new Refused(Errors.INVALID_REQUEST, why);
        }
    }

    /** Decides for the group, an empty one if there is none and the member joins. */
    public Decided decide(
            ShareGroup group, ShareDeadlines deadlines, ShareGroupSettings settings, MetadataImage image, Moment now) {
        ShareGroupDraft draft = new ShareGroupDraft(group, deadlines, settings, image, now);
        return request.memberEpoch() == LEAVE ? leave(draft) : live(draft);
    }

    private Decided leave(ShareGroupDraft draft) {
        ShareMember member = known(draft.group());
        RemoveShareMember.remove(draft, member.memberId());
        return new Decided(
                draft.decided(ShareDeadlines.NEVER),
                new ShareGroupHeartbeatResponseData()
                        .setMemberId(member.memberId())
                        .setMemberEpoch(LEAVE),
                PartitionSet.NONE,
                draft.group().groupEpoch());
    }

    private Decided live(ShareGroupDraft draft) {
        ShareMember before = isJoin() ? joining(draft) : going(draft.group());
        String memberId = before.memberId();
        boolean isNew = draft.group().member(memberId) == null;
        ShareMember terms = before.as(
                request.rackId() == null ? before.rackId() : request.rackId(),
                context.clientId(),
                context.clientHost(),
                request.subscribedTopicNames() == null
                        ? before.topicNames()
                        : Set.copyOf(request.subscribedTopicNames()));
        if (isNew || !terms.equals(before)) {
            draft.add(new ShareGroupRecord.MemberStored(
                    draft.groupId(),
                    memberId,
                    terms.rackId(),
                    terms.clientId(),
                    terms.clientHost(),
                    terms.topicNames()));
        }
        boolean subscriptionChanged = isNew || !terms.topicNames().equals(before.topicNames());
        forgetTopicsThatAreGone(draft);
        if (subscriptionChanged || topicsHaveChanged(draft) || draft.group().groupEpoch() == 0) {
            draft.assign();
        } else {
            ShareTargets.updateIfDue(draft);
        }
        draft.become(draft.deadlines().seen(draft.image.topics()));
        PartitionSet toInitialize = BeginState.decide(draft);
        PartitionSet target = draft.group().target(memberId);
        int epoch = draft.group().assignmentEpoch();
        if (epoch != before.memberEpoch() || !target.equals(before.assigned())) {
            draft.add(
                    new ShareGroupRecord.CurrentStored(draft.groupId(), memberId, epoch, before.memberEpoch(), target));
        }
        long sessionMs = draft.now.uptimeMs() + draft.settings.sessionTimeoutMs();
        draft.become(draft.deadlines().with(memberId, sessionMs));
        return new Decided(
                draft.decided(sessionMs),
                response(draft, before, target),
                toInitialize,
                draft.group().groupEpoch());
    }

    /** The image is looked at only when its topics are others than the last time. */
    private static boolean topicsHaveChanged(ShareGroupDraft draft) {
        return !draft.image.topics().equals(draft.deadlines().topicsSeen())
                && ShareTargets.hash(draft.group(), draft.image)
                        != draft.group().metadataHash();
    }

    /** The share coordinator forgets what it has of them by itself. */
    private static void forgetTopicsThatAreGone(ShareGroupDraft draft) {
        if (draft.image.topics().equals(draft.deadlines().topicsSeen())) {
            return;
        }
        StatePartitions state = draft.group().state();
        Set<Uuid> gone = new HashSet<>(state.initialized().keySet());
        gone.addAll(state.initializing().keySet());
        gone.addAll(state.deleting().keySet());
        gone.removeIf(topicId -> draft.image.topic(topicId) != null);
        if (!gone.isEmpty()) {
            draft.add(new ShareGroupRecord.StateStored(draft.groupId(), state.deleting(gone, true)));
        }
    }

    private ShareMember joining(ShareGroupDraft draft) {
        ShareMember known = draft.group().member(request.memberId());
        if (known != null) {
            return known;
        }
        if (draft.group().members().size() >= draft.settings.maxSize()) {
            throw new Refused(
                    Errors.GROUP_MAX_SIZE_REACHED,
                    "The share group has reached its maximum capacity of " + draft.settings.maxSize() + " members.");
        }
        return ShareMember.unknown(request.memberId());
    }

    private ShareMember going(ShareGroup group) {
        ShareMember member = known(group);
        int epoch = request.memberEpoch();
        if (epoch > member.memberEpoch()) {
            throw new Refused(
                    Errors.FENCED_MEMBER_EPOCH,
                    "The share group member has a greater member epoch (" + epoch
                            + ") than the one known by the group coordinator (" + member.memberEpoch()
                            + "). The member must abandon all its partitions and rejoin.");
        }
        if (epoch < member.memberEpoch() && epoch != member.previousEpoch()) {
            throw new Refused(
                    Errors.FENCED_MEMBER_EPOCH,
                    "The share group member has a smaller member epoch (" + epoch
                            + ") than the one known by the group coordinator (" + member.memberEpoch()
                            + "). The member must abandon all its partitions and rejoin.");
        }
        return member;
    }

    private ShareMember known(ShareGroup group) {
        ShareMember member = group.member(request.memberId());
        if (member == null) {
            throw new Refused(
                    Errors.UNKNOWN_MEMBER_ID,
                    "Member " + request.memberId() + " is not a member of group " + group.groupId() + ".");
        }
        return member;
    }

    private ShareGroupHeartbeatResponseData response(ShareGroupDraft draft, ShareMember before, PartitionSet target) {
        ShareGroupHeartbeatResponseData response = new ShareGroupHeartbeatResponseData()
                .setMemberId(before.memberId())
                .setMemberEpoch(draft.group().assignmentEpoch())
                .setHeartbeatIntervalMs(heartbeatIntervalMs(draft));
        boolean lostAnswer = !isJoin() && request.memberEpoch() < before.memberEpoch();
        boolean isWhole = isJoin() || lostAnswer || request.subscribedTopicNames() != null;
        return isWhole || !target.equals(before.assigned()) ? response.setAssignment(assignment(target)) : response;
    }

    /** Shorter while there is something to tell the members soon. */
    private static int heartbeatIntervalMs(ShareGroupDraft draft) {
        ShareGroup group = draft.group();
        boolean isTold = group.groupEpoch() == group.assignmentEpoch()
                && group.members().values().stream()
                        .allMatch(member -> member.memberEpoch() == group.assignmentEpoch());
        return isTold && ShareTargets.withoutState(draft).isEmpty()
                ? draft.settings.heartbeatIntervalMs()
                : Math.min(draft.settings.heartbeatIntervalMs(), draft.settings.hurriedHeartbeatIntervalMs());
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
