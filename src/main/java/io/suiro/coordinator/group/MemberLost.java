package io.suiro.coordinator.group;

import io.suiro.coordinator.Command;
import io.suiro.coordinator.Decision;
import io.suiro.coordinator.Moment;
import io.suiro.coordinator.group.consumer.ClassicTerms;
import io.suiro.coordinator.group.consumer.ConsumerGroup;
import io.suiro.coordinator.group.consumer.ConsumerMember;
import java.util.List;
import org.apache.kafka.common.message.SyncGroupResponseData;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * The connection of a member ended without its having left: most likely its process did too. It is gone unless it is
 * heard from again at the time of its next heartbeat, or a little later; the rest of its session is not waited for.
 * Static members are away for whole sessions by intent, and so stay.
 *
 * @param intervalMs between its heartbeats, {@link MemberConnections#UNKNOWN} where that was not seen
 */
record MemberLost(GroupState state, String groupId, String memberId, long intervalMs)
        implements Command<GroupRecord, GroupChange> {
    /** What Kafka's clients are told to keep to: three heartbeats in a session. */
    private static final int HEARTBEATS_IN_SESSION = 3;

    @Override
    public Decision<GroupRecord, GroupChange> decide(Moment now) {
        ConsumerGroup consumers = state.consumers(groupId);
        if (consumers != null) {
            ConsumerMember member = consumers.member(memberId);
            return member == null || member.terms().instanceId() != null
                    ? Decision.nothing()
                    : deadlines(ofConsumer(member.terms().classic(), now));
        }
        if (state.shares(groupId) != null) {
            return deadlines(ofShareMember(now));
        }
        ClassicGroup group = state.group(groupId);
        Member member = group == null ? null : group.members().get(memberId);
        return group == null || member == null || member.isStatic()
                ? Decision.nothing()
                : ofClassic(new GroupDraft(group, state.settings(), now), member);
    }

    private static Decision<GroupRecord, GroupChange> deadlines(GroupChange change) {
        return new Decision<>(List.of(), List.of(change), List.of());
    }

    private GroupChange ofConsumer(@Nullable ClassicTerms classic, Moment now) {
        long heartbeatMs = classic == null
                ? state.consumerSettings(groupId).heartbeatIntervalMs()
                : seenOr(classic.sessionTimeoutMs());
        long untilMs = untilMs(heartbeatMs, now);
        return new GroupChange.Consumers(groupId, state.deadlines(groupId).lost(memberId, untilMs), untilMs);
    }

    private GroupChange ofShareMember(Moment now) {
        long untilMs = untilMs(state.settings().share().apply(groupId).heartbeatIntervalMs(), now);
        return new GroupChange.Shares(groupId, state.shareDeadlines(groupId).lost(memberId, untilMs), untilMs);
    }

    /** It awaits no answer any more, so that its deadline counts again. */
    private Decision<GroupRecord, GroupChange> ofClassic(GroupDraft draft, Member member) {
        long untilMs = untilMs(seenOr(member.sessionTimeoutMs()), draft.now);
        draft.answer(member.awaitingJoin(), ClassicJoin.refusal(memberId, Errors.REBALANCE_IN_PROGRESS));
        draft.answer(
                member.awaitingSync(), new SyncGroupResponseData().setErrorCode(Errors.REBALANCE_IN_PROGRESS.code()));
        boolean awaited = member.awaitingJoin() != null || member.awaitingSync() != null;
        draft.become(
                draft.group().update(member.abandoned(awaited ? untilMs : Math.min(member.deadlineMs(), untilMs))));
        return draft.decision();
    }

    private long seenOr(int sessionMs) {
        return intervalMs == MemberConnections.UNKNOWN
                ? sessionMs / HEARTBEATS_IN_SESSION
                : Math.min(intervalMs, sessionMs);
    }

    private long untilMs(long heartbeatMs, Moment now) {
        return now.uptimeMs() + heartbeatMs + state.settings().pace().graceMs();
    }
}
