package io.suiro.coordinator.group;

import org.jspecify.annotations.Nullable;

/**
 * A group becomes another.
 *
 * @param group null if it goes
 * @param dueMs uptime clock; the earliest deadline that this change can have brought forward
 */
record GroupChange(String groupId, @Nullable ClassicGroup group, long dueMs) {
    static GroupChange to(ClassicGroup group) {
        return new GroupChange(group.groupId(), group, group.nextDeadlineMs());
    }

    /** Only this member was heard from: spares a look at all the others. */
    static GroupChange heard(ClassicGroup group, Member member) {
        return new GroupChange(group.groupId(), group.update(member), member.expiresAtMs());
    }

    static GroupChange gone(String groupId) {
        return new GroupChange(groupId, null, Member.NEVER);
    }
}
