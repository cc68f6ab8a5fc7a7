package io.suiro.coordinator.group;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.message.JoinGroupResponseData;
import org.apache.kafka.common.message.SyncGroupResponseData;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * A known static member has restarted: it comes without a member id and takes over the place of its predecessor, who is
 * fenced. In a stable group nobody else notices, as long as the group's protocol stays the same.
 *
 * @see <a href="https://cwiki.apache.org/confluence/x/kRg0BQ">KIP-345; KIP-814 (skipAssignment, JoinGroup 9)</a>
 */
final class StaticRejoin {
    private static final short SKIP_ASSIGNMENT_FROM = 9;

    private StaticRejoin() {}

    static void decide(
            GroupDraft draft,
            Member predecessor,
            String memberId,
            JoinTerms terms,
            short apiVersion,
            CompletableFuture<JoinGroupResponseData> asker) {
        String leaderBefore = draft.group().leaderId();
        fence(draft, predecessor);
        Member successor =
                predecessor.replacedBy(memberId).heardAt(draft.now.uptimeMs()).rejoining(terms, asker);
        draft.become(replace(draft.group(), predecessor, successor));
        switch (draft.group().state()) {
            case STABLE -> rejoinStable(draft, successor, terms, leaderBefore, apiVersion, asker);
            // The predecessor's id may be on its way to the leader already, whose assignment would miss the new one.
            case COMPLETING_REBALANCE -> Rebalance.begin(draft);
            case PREPARING_REBALANCE -> Rebalance.completeIfAllJoined(draft);
            case EMPTY -> throw new IllegalStateException("an empty group has no static member");
        }
    }

    private static void rejoinStable(
            GroupDraft draft,
            Member successor,
            JoinTerms terms,
            @Nullable String leaderBefore,
            short apiVersion,
            CompletableFuture<JoinGroupResponseData> asker) {
        ClassicGroup group = draft.group();
        if (!group.selectProtocol().equals(group.protocolName())) {
            Rebalance.begin(draft);
            return;
        }
        String memberId = successor.memberId();
        draft.become(group.update(successor.rejoining(terms, null).heardAt(draft.now.uptimeMs())));
        draft.store();
        JoinGroupResponseData response;
        if (apiVersion >= SKIP_ASSIGNMENT_FROM) {
            response = Rebalance.joined(group, memberId).setSkipAssignment(group.isLeader(memberId));
        } else {
            // An older client would assign if it were told that it leads: it is shown the id it had before.
            response = Rebalance.joined(group, memberId, List.of()).setLeader(leaderBefore == null ? "" : leaderBefore);
        }
        draft.answer(asker, response);
    }

    private static void fence(GroupDraft draft, Member predecessor) {
        draft.answer(
                predecessor.awaitingJoin(), ClassicJoin.refusal(predecessor.memberId(), Errors.FENCED_INSTANCE_ID));
        draft.answer(
                predecessor.awaitingSync(), new SyncGroupResponseData().setErrorCode(Errors.FENCED_INSTANCE_ID.code()));
    }

    private static ClassicGroup replace(ClassicGroup group, Member predecessor, Member successor) {
        boolean led = group.isLeader(predecessor.memberId());
        ClassicGroup replaced = group.remove(predecessor.memberId());
        String protocolType = group.protocolType();
        replaced = replaced.add(successor, protocolType == null ? ClassicGroup.CONSUMER : protocolType);
        return led ? replaced.ledBy(successor.memberId()) : replaced;
    }
}
