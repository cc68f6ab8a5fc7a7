package io.suiro.coordinator.group;

import io.suiro.coordinator.group.ClassicGroup.InitialDelay;
import java.util.List;
import org.apache.kafka.common.message.JoinGroupResponseData;
import org.apache.kafka.common.message.SyncGroupResponseData;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/** How a group gets from one generation to the next, whatever the reason. Works on a draft. */
final class Rebalance {
    private Rebalance() {}

    /** After a change in who is in the group: begins a rebalance, or sees whether the running one is complete now. */
    static void beginOrComplete(GroupDraft draft) {
        if (draft.group().is(ClassicState.PREPARING_REBALANCE)) {
            completeIfAllJoined(draft);
        } else {
            begin(draft);
        }
    }

    /** Asks everybody to join again. */
    static void begin(GroupDraft draft) {
        ClassicGroup before = draft.group();
        if (before.is(ClassicState.COMPLETING_REBALANCE)) {
            abandonSyncs(draft);
        }
        for (Member member : draft.group().members().values()) {
            if (member.syncPending()) {
                draft.become(draft.group().update(member.syncing(member.awaitingSync())));
            }
        }
        draft.transition(ClassicState.PREPARING_REBALANCE);
        if (before.is(ClassicState.EMPTY)) {
            long delayMs = draft.settings.initialRebalanceDelayMs();
            long remainingMs = Math.max(draft.group().rebalanceTimeoutMs() - delayMs, 0);
            draft.become(
                    draft.group().until(draft.now.uptimeMs() + delayMs, new InitialDelay(delayMs, remainingMs, false)));
        } else if (draft.group().allJoined()) {
            complete(draft);
        } else {
            waitForJoins(draft);
        }
    }

    /** While a group that was empty gathers members, only time completes its first join. */
    static void completeIfAllJoined(GroupDraft draft) {
        ClassicGroup group = draft.group();
        if (group.is(ClassicState.PREPARING_REBALANCE) && group.initialDelay() == null && group.allJoined()) {
            complete(draft);
        }
    }

    /** The time to join is up; a first join is given more of it while members keep coming. */
    static void joinTimeUp(GroupDraft draft) {
        InitialDelay initial = draft.group().initialDelay();
        if (initial == null || !initial.memberAdded() || initial.remainingMs() == 0) {
            complete(draft);
            return;
        }
        long delayMs = Math.min(draft.settings.initialRebalanceDelayMs(), initial.remainingMs());
        long remainingMs = Math.max(initial.remainingMs() - initial.delayMs(), 0);
        draft.become(
                draft.group().until(draft.now.uptimeMs() + delayMs, new InitialDelay(delayMs, remainingMs, false)));
    }

    /** Ends the join: who has not come back goes (static members may stay away), everybody else gets the generation. */
    static void complete(GroupDraft draft) {
        for (Member member : draft.group().members().values()) {
            if (member.awaitingJoin() == null && !member.isStatic()) {
                draft.become(draft.group().remove(member.memberId()));
            }
        }
        ClassicGroup group = draft.group();
        if (group.members().isEmpty()) {
            draft.become(group.nextGeneration(null));
            draft.transition(ClassicState.EMPTY);
            draft.store();
            return;
        }
        String leaderId = presentLeader(group);
        if (leaderId == null) {
            // Only static members are left, and all of them are away: their sessions decide.
            waitForJoins(draft);
            return;
        }
        draft.become(group.ledBy(leaderId).nextGeneration(group.selectProtocol()));
        draft.transition(ClassicState.COMPLETING_REBALANCE);
        answerJoins(draft);
        draft.become(draft.group().until(draft.now.uptimeMs() + group.rebalanceTimeoutMs(), null));
    }

    private static void waitForJoins(GroupDraft draft) {
        ClassicGroup group = draft.group();
        draft.become(group.until(draft.now.uptimeMs() + group.rebalanceTimeoutMs(), null));
    }

    private static @Nullable String presentLeader(ClassicGroup group) {
        String leaderId = group.leaderId();
        if (leaderId != null && group.member(leaderId).awaitingJoin() != null) {
            return leaderId;
        }
        for (Member member : group.members().values()) {
            if (member.awaitingJoin() != null) {
                return member.memberId();
            }
        }
        return null;
    }

    private static void answerJoins(GroupDraft draft) {
        ClassicGroup generation = draft.group();
        for (Member member : generation.members().values()) {
            draft.answer(member.awaitingJoin(), joined(generation, member.memberId()));
            draft.become(draft.group().update(member.joined(draft.now.uptimeMs())));
        }
    }

    /** The current generation as a member sees it: the leader also gets to know the others. */
    static JoinGroupResponseData joined(ClassicGroup group, String memberId) {
        return joined(group, memberId, group.isLeader(memberId) ? group.memberList() : List.of());
    }

    static JoinGroupResponseData joined(
            ClassicGroup group, String memberId, List<JoinGroupResponseData.JoinGroupResponseMember> members) {
        String leaderId = group.leaderId();
        return new JoinGroupResponseData()
                .setMemberId(memberId)
                .setGenerationId(group.generationId())
                .setProtocolType(group.protocolType())
                .setProtocolName(group.protocolName())
                .setLeader(leaderId == null ? "" : leaderId)
                .setMembers(members);
    }

    private static void abandonSyncs(GroupDraft draft) {
        for (Member member : draft.group().members().values()) {
            Member reset = member.withAssignment(Member.NO_BYTES);
            if (member.awaitingSync() != null) {
                draft.answer(
                        member.awaitingSync(),
                        new SyncGroupResponseData().setErrorCode(Errors.REBALANCE_IN_PROGRESS.code()));
                reset = reset.syncing(null).heardAt(draft.now.uptimeMs());
            }
            draft.become(draft.group().update(reset));
        }
    }
}
