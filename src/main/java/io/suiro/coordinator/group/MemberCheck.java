package io.suiro.coordinator.group;

import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/** Whether who speaks is a member of the group, and still the one that it was. */
final class MemberCheck {
    private MemberCheck() {}

    /** NONE, UNKNOWN_MEMBER_ID, or FENCED_INSTANCE_ID if another process has taken over the static member. */
    static Errors identity(ClassicGroup group, String memberId, @Nullable String groupInstanceId) {
        if (groupInstanceId != null) {
            Member member = group.staticMember(groupInstanceId);
            if (member == null) {
                return Errors.UNKNOWN_MEMBER_ID;
            }
            if (!member.memberId().equals(memberId)) {
                return Errors.FENCED_INSTANCE_ID;
            }
        }
        return group.hasMember(memberId) ? Errors.NONE : Errors.UNKNOWN_MEMBER_ID;
    }

    /** As {@link #identity}, or ILLEGAL_GENERATION. */
    static Errors generation(ClassicGroup group, String memberId, @Nullable String groupInstanceId, int generationId) {
        Errors code = identity(group, memberId, groupInstanceId);
        return code == Errors.NONE && generationId != group.generationId() ? Errors.ILLEGAL_GENERATION : code;
    }
}
