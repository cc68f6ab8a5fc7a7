package io.suiro.coordinator.group;

import io.suiro.base.RequestContext;
import io.suiro.coordinator.Command;
import io.suiro.coordinator.Decision;
import io.suiro.coordinator.Moment;
import io.suiro.coordinator.group.ClassicGroup.InitialDelay;
import io.suiro.error.Refused;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.message.JoinGroupRequestData;
import org.apache.kafka.common.message.JoinGroupResponseData;
import org.apache.kafka.common.protocol.Errors;

/**
 * JoinGroup: a member comes, comes back, or changes what it supports. Mostly it is answered when the others have come
 * too; a member whose terms are unchanged is told the current generation at once.
 *
 * <p>Errors: UNKNOWN_MEMBER_ID, MEMBER_ID_REQUIRED (version 4 on; the id is in the answer), FENCED_INSTANCE_ID,
 * INCONSISTENT_GROUP_PROTOCOL, GROUP_MAX_SIZE_REACHED.
 *
 * @param newId what makes the id unique that the member gets if it has none
 * @see <a href="https://cwiki.apache.org/confluence/x/kYFQBQ">KIP-394 (member ids), KIP-345 (static members)</a>
 */
record ClassicJoin(
        GroupState state,
        RequestContext context,
        JoinGroupRequestData request,
        String newId,
        CompletableFuture<JoinGroupResponseData> asker)
        implements Command<GroupRecord, GroupChange> {
    private static final short MEMBER_ID_REQUIRED_FROM = 4;
    /** A new member cannot send heartbeats; if it went away while it waited, this ends the wait. */
    private static final long NEW_MEMBER_TIMEOUT_MS = 300_000;

    @Override
    public Decision<GroupRecord, GroupChange> decide(Moment now) {
        boolean hasNoId = request.memberId().isEmpty();
        ClassicGroup known = state.group(request.groupId());
        if (known == null && !hasNoId) {
            throw new Refused(Errors.UNKNOWN_MEMBER_ID);
        }
        ClassicGroup group = known == null ? ClassicGroup.empty(request.groupId()) : known;
        GroupDraft draft = new GroupDraft(group, state.settings(), now);
        JoinTerms terms = JoinTerms.of(request, context.apiVersion());
        if (!hasRoom(group)) {
            draft.become(group.remove(request.memberId()));
            refuse(draft, "", Errors.GROUP_MAX_SIZE_REACHED);
        } else if (!group.supports(terms)) {
            if (known == null) {
                throw new Refused(Errors.INCONSISTENT_GROUP_PROTOCOL);
            }
            refuse(draft, request.memberId(), Errors.INCONSISTENT_GROUP_PROTOCOL);
        } else if (hasNoId) {
            joinNew(draft, terms);
        } else if (group.pendingMembers().containsKey(request.memberId()) && request.groupInstanceId() == null) {
            add(draft, request.memberId(), terms);
        } else {
            rejoin(draft, terms);
        }
        return draft.decision();
    }

    private boolean hasRoom(ClassicGroup group) {
        int maxSize = state.settings().maxSize();
        Member member = group.members().get(request.memberId());
        return switch (group.state()) {
            case EMPTY -> true;
            // Who waits already may go on waiting; the limit may have been lowered meanwhile, so that members who
            // come back late are the ones to go.
            case PREPARING_REBALANCE ->
                (member != null && member.awaitingJoin() != null) || group.awaitingJoin() < maxSize;
            case COMPLETING_REBALANCE, STABLE ->
                member != null || group.members().size() < maxSize;
        };
    }

    private void joinNew(GroupDraft draft, JoinTerms terms) {
        String groupInstanceId = request.groupInstanceId();
        if (groupInstanceId == null) {
            String memberId = context.clientId() + "-" + newId;
            if (context.apiVersion() >= MEMBER_ID_REQUIRED_FROM) {
                draft.become(draft.group().addPending(memberId, draft.now.uptimeMs() + terms.sessionTimeoutMs()));
                refuse(draft, memberId, Errors.MEMBER_ID_REQUIRED);
            } else {
                add(draft, memberId, terms);
            }
            return;
        }
        String memberId = groupInstanceId + "-" + newId;
        Member known = draft.group().staticMember(groupInstanceId);
        if (known == null) {
            add(draft, memberId, terms);
        } else {
            StaticRejoin.decide(draft, known, memberId, terms, context.apiVersion(), asker);
        }
    }

    private void add(GroupDraft draft, String memberId, JoinTerms terms) {
        ClassicGroup group = draft.group();
        InitialDelay initial = group.initialDelay();
        if (initial != null) {
            group = group.until(
                    group.phaseDeadlineMs(), new InitialDelay(initial.delayMs(), initial.remainingMs(), true));
        }
        Member member = new Member(
                memberId,
                request.groupInstanceId(),
                context.clientId(),
                context.clientHost(),
                terms.rebalanceTimeoutMs(),
                terms.sessionTimeoutMs(),
                terms.protocols(),
                Member.NO_BYTES,
                true,
                false,
                draft.now.uptimeMs() + NEW_MEMBER_TIMEOUT_MS,
                asker,
                null);
        draft.become(group.add(member, terms.protocolType()));
        Rebalance.beginOrComplete(draft);
    }

    private void rejoin(GroupDraft draft, JoinTerms terms) {
        ClassicGroup group = draft.group();
        Errors code = MemberCheck.identity(group, request.memberId(), request.groupInstanceId());
        if (code != Errors.NONE) {
            refuse(draft, request.memberId(), code);
            return;
        }
        Member member = group.member(request.memberId());
        boolean rebalances =
                switch (group.state()) {
                    case PREPARING_REBALANCE -> true;
                    // Unchanged, it most likely did not receive the answer.
                    case COMPLETING_REBALANCE -> !member.protocols().equals(terms.protocols());
                    // A leader joins again when its assignment has to change for a reason that only it sees.
                    case STABLE ->
                        group.isLeader(member.memberId()) || !member.protocols().equals(terms.protocols());
                    case EMPTY -> throw new IllegalStateException("an empty group has no member");
                };
        if (!rebalances) {
            draft.answer(asker, Rebalance.joined(group, member.memberId()));
            return;
        }
        if (member.awaitingJoin() != null) {
            // The client gave up on its earlier request, or it would not ask again.
            draft.answer(member.awaitingJoin(), refusal(member.memberId(), Errors.REBALANCE_IN_PROGRESS));
        }
        draft.become(group.update(member.rejoining(terms, asker)));
        Rebalance.beginOrComplete(draft);
    }

    private void refuse(GroupDraft draft, String memberId, Errors code) {
        draft.answer(asker, refusal(memberId, code));
    }

    static JoinGroupResponseData refusal(String memberId, Errors code) {
        return new JoinGroupResponseData()
                .setMemberId(memberId)
                .setProtocolName(null)
                .setErrorCode(code.code());
    }
}
