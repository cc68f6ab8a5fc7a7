package io.suiro.coordinator.group;

import io.suiro.coordinator.Command;
import io.suiro.coordinator.Decision;
import io.suiro.coordinator.Moment;
import io.suiro.error.Refused;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.message.SyncGroupRequestData;
import org.apache.kafka.common.message.SyncGroupRequestData.SyncGroupRequestAssignment;
import org.apache.kafka.common.message.SyncGroupResponseData;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * SyncGroup: the leader brings the assignment, everybody fetches a part of it. The leader's sync stores the generation
 * and makes the group stable.
 *
 * <p>Errors: UNKNOWN_MEMBER_ID, FENCED_INSTANCE_ID, ILLEGAL_GENERATION, INCONSISTENT_GROUP_PROTOCOL,
 * REBALANCE_IN_PROGRESS.
 */
record ClassicSync(GroupState state, SyncGroupRequestData request, CompletableFuture<SyncGroupResponseData> asker)
        implements Command<GroupRecord, GroupChange> {
    @Override
    public Decision<GroupRecord, GroupChange> decide(Moment now) {
        ClassicGroup group = state.group(request.groupId());
        if (group == null) {
            throw new Refused(Errors.UNKNOWN_MEMBER_ID);
        }
        Errors code = check(group);
        if (code != Errors.NONE) {
            throw new Refused(code);
        }
        GroupDraft draft = new GroupDraft(group, state.settings(), now);
        Member member = group.member(request.memberId());
        switch (group.state()) {
            case PREPARING_REBALANCE, EMPTY -> throw new Refused(Errors.REBALANCE_IN_PROGRESS);
            case COMPLETING_REBALANCE -> {
                if (member.awaitingSync() != null) {
                    // The client gave up on its earlier request, or it would not ask again.
                    draft.answer(
                            member.awaitingSync(),
                            new SyncGroupResponseData().setErrorCode(Errors.REBALANCE_IN_PROGRESS.code()));
                }
                park(draft, member.syncing(asker));
                if (group.isLeader(member.memberId())) {
                    assign(draft);
                }
            }
            case STABLE -> {
                park(draft, member.syncing(null).heardAt(now.uptimeMs()));
                draft.answer(asker, assigned(group, member));
            }
        }
        return draft.decision();
    }

    private Errors check(ClassicGroup group) {
        Errors code =
                MemberCheck.generation(group, request.memberId(), request.groupInstanceId(), request.generationId());
        if (code != Errors.NONE) {
            return code;
        }
        return contradicts(request.protocolType(), group.protocolType())
                        || contradicts(request.protocolName(), group.protocolName())
                ? Errors.INCONSISTENT_GROUP_PROTOCOL
                : Errors.NONE;
    }

    /** Clients before version 5 say nothing about protocols. */
    private static boolean contradicts(@Nullable String said, @Nullable String known) {
        return said != null && known != null && !said.equals(known);
    }

    /** Once the last has synced, nobody is removed for not having done so. */
    private static void park(GroupDraft draft, Member member) {
        ClassicGroup group = draft.group().update(member);
        draft.become(group.allSynced() ? group.until(Member.NEVER, null) : group);
    }

    private void assign(GroupDraft draft) {
        Map<String, Bytes> assignments = new HashMap<>();
        for (SyncGroupRequestAssignment assignment : request.assignments()) {
            assignments.put(assignment.memberId(), Bytes.wrap(assignment.assignment()));
        }
        for (Member member : draft.group().members().values()) {
            Bytes assignment = assignments.getOrDefault(member.memberId(), Member.NO_BYTES);
            draft.become(draft.group().update(member.withAssignment(assignment)));
        }
        long syncDeadlineMs = draft.group().phaseDeadlineMs();
        draft.transition(ClassicState.STABLE);
        draft.become(draft.group().until(syncDeadlineMs, null));
        draft.store();
        for (Member member : draft.group().members().values()) {
            if (member.awaitingSync() != null) {
                draft.answer(member.awaitingSync(), assigned(draft.group(), member));
                draft.become(draft.group().update(member.syncing(null).heardAt(draft.now.uptimeMs())));
            }
        }
    }

    private static SyncGroupResponseData assigned(ClassicGroup group, Member member) {
        return new SyncGroupResponseData()
                .setProtocolType(group.protocolType())
                .setProtocolName(group.protocolName())
                .setAssignment(member.assignment().get());
    }
}
