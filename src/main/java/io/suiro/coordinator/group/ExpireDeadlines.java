package io.suiro.coordinator.group;

import io.suiro.coordinator.Command;
import io.suiro.coordinator.Decision;
import io.suiro.coordinator.Moment;
import java.util.List;
import java.util.Map;

/**
 * A group's timer has gone off: ids that nobody came back with, members that were not heard from, and the time to join
 * or to sync are looked at, in this order. Nothing may be due yet, since heartbeats do not move the timer.
 */
record ExpireDeadlines(GroupState state, String groupId) implements Command<GroupRecord, GroupChange> {
    @Override
    public Decision<GroupRecord, GroupChange> decide(Moment now) {
        ClassicGroup group = state.group(groupId);
        if (group == null) {
            return Decision.nothing();
        }
        GroupDraft draft = new GroupDraft(group, state.settings(), now);
        expirePending(draft);
        expireMembers(draft);
        if (draft.group().phaseDeadlineMs() <= now.uptimeMs()) {
            expirePhase(draft);
        }
        ClassicGroup left = draft.group();
        if (left.generationId() == 0 && left.is(ClassicState.EMPTY) && !isWanted(left)) {
            // Nobody ever completed a join, so that there is no generation to go on from.
            return new Decision<>(
                    List.of(),
                    List.of(GroupChange.gone(groupId)),
                    draft.decision().answers());
        }
        return draft.decision();
    }

    private boolean isWanted(ClassicGroup group) {
        return !group.pendingMembers().isEmpty() || state.isStored(groupId);
    }

    private static void expirePending(GroupDraft draft) {
        boolean anyExpired = false;
        for (Map.Entry<String, Long> pending : draft.group().pendingMembers().entrySet()) {
            if (pending.getValue() <= draft.now.uptimeMs()) {
                draft.become(draft.group().remove(pending.getKey()));
                anyExpired = true;
            }
        }
        if (anyExpired) {
            Rebalance.completeIfAllJoined(draft);
        }
    }

    private static void expireMembers(GroupDraft draft) {
        boolean anyExpired = false;
        for (Member member : draft.group().members().values()) {
            if (member.expiresAtMs() <= draft.now.uptimeMs()) {
                ClassicLeave.remove(draft, member);
                anyExpired = true;
            }
        }
        if (anyExpired) {
            Rebalance.beginOrComplete(draft);
        }
    }

    private static void expirePhase(GroupDraft draft) {
        switch (draft.group().state()) {
            case PREPARING_REBALANCE -> Rebalance.joinTimeUp(draft);
            case COMPLETING_REBALANCE, STABLE -> {
                for (Member member : draft.group().members().values()) {
                    if (member.syncPending()) {
                        ClassicLeave.remove(draft, member);
                    }
                }
                Rebalance.begin(draft);
            }
            case EMPTY -> throw new IllegalStateException("an empty group has no phase to end");
        }
    }
}
