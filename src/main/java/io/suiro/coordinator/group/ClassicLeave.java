package io.suiro.coordinator.group;

import io.suiro.coordinator.Command;
import io.suiro.coordinator.Decision;
import io.suiro.coordinator.Moment;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.message.LeaveGroupRequestData.MemberIdentity;
import org.apache.kafka.common.message.LeaveGroupResponseData;
import org.apache.kafka.common.message.LeaveGroupResponseData.MemberResponse;
import org.apache.kafka.common.message.SyncGroupResponseData;
import org.apache.kafka.common.protocol.Errors;

/**
 * LeaveGroup: members go, or an administrator removes static members by their instance id alone.
 *
 * <p>Errors per member: UNKNOWN_MEMBER_ID, FENCED_INSTANCE_ID.
 */
record ClassicLeave(
        GroupState state, String groupId, List<MemberIdentity> members, CompletableFuture<LeaveGroupResponseData> asker)
        implements Command<GroupRecord, GroupChange> {
    @Override
    public Decision<GroupRecord, GroupChange> decide(Moment now) {
        ClassicGroup group = state.group(groupId);
        GroupDraft draft = new GroupDraft(group == null ? ClassicGroup.empty(groupId) : group, state.settings(), now);
        LeaveGroupResponseData response = new LeaveGroupResponseData();
        boolean anyLeft = false;
        for (MemberIdentity identity : members) {
            Errors code = leave(draft, identity);
            anyLeft |= code == Errors.NONE;
            response.members()
                    .add(new MemberResponse()
                            .setMemberId(identity.memberId())
                            .setGroupInstanceId(identity.groupInstanceId())
                            .setErrorCode(code.code()));
        }
        draft.answer(asker, response);
        if (!anyLeft) {
            return new Decision<>(List.of(), List.of(), draft.decision().answers());
        }
        switch (draft.group().state()) {
            case STABLE, COMPLETING_REBALANCE -> Rebalance.begin(draft);
            case PREPARING_REBALANCE -> Rebalance.completeIfAllJoined(draft);
            case EMPTY -> {
                // Only an id that had been given out was handed back.
            }
        }
        return draft.decision();
    }

    private static Errors leave(GroupDraft draft, MemberIdentity identity) {
        ClassicGroup group = draft.group();
        String groupInstanceId = identity.groupInstanceId();
        if (identity.memberId().isEmpty()) {
            Member member = groupInstanceId == null ? null : group.staticMember(groupInstanceId);
            if (member == null) {
                return Errors.UNKNOWN_MEMBER_ID;
            }
            remove(draft, member);
            return Errors.NONE;
        }
        if (group.pendingMembers().containsKey(identity.memberId())) {
            draft.become(group.remove(identity.memberId()));
            return Errors.NONE;
        }
        Errors code = MemberCheck.identity(group, identity.memberId(), groupInstanceId);
        if (code == Errors.NONE) {
            remove(draft, group.member(identity.memberId()));
        }
        return code;
    }

    /** Whoever still waits in its name is told to begin anew. */
    static void remove(GroupDraft draft, Member member) {
        draft.answer(member.awaitingJoin(), ClassicJoin.refusal("", Errors.UNKNOWN_MEMBER_ID));
        draft.answer(member.awaitingSync(), new SyncGroupResponseData().setErrorCode(Errors.UNKNOWN_MEMBER_ID.code()));
        draft.become(draft.group().remove(member.memberId()));
    }
}
