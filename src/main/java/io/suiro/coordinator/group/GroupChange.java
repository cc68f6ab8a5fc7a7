package io.suiro.coordinator.group;

import io.suiro.coordinator.group.consumer.ConsumerDecision;
import io.suiro.coordinator.group.consumer.Deadlines;
import io.suiro.coordinator.group.share.ShareDeadlines;
import io.suiro.coordinator.group.share.ShareDecision;
import org.jspecify.annotations.Nullable;

/** What of a group changes beside its records. */
sealed interface GroupChange {
    String groupId();

    /**
     * A classic group becomes another.
     *
     * @param group null if it goes
     * @param dueMs uptime clock; the earliest deadline that this change can have brought forward
     */
    record Classic(String groupId, @Nullable ClassicGroup group, long dueMs) implements GroupChange {}

    /**
     * The deadlines of a consumer group's members become others; the group itself is all in its records.
     *
     * @param dueMs as that of {@link Classic}
     */
    record Consumers(String groupId, Deadlines deadlines, long dueMs) implements GroupChange {}

    /**
     * The deadlines of a share group's members become others; the group itself is all in its records.
     *
     * @param dueMs as that of {@link Classic}
     */
    record Shares(String groupId, ShareDeadlines deadlines, long dueMs) implements GroupChange {}

    static GroupChange of(String groupId, ShareDecision decision) {
        return new Shares(groupId, decision.deadlines(), decision.dueMs());
    }

    static GroupChange to(ClassicGroup group) {
        return new Classic(group.groupId(), group, group.nextDeadlineMs());
    }

    /** Only this member was heard from: spares a look at all the others. */
    static GroupChange heard(ClassicGroup group, Member member) {
        return new Classic(group.groupId(), group.update(member), member.expiresAtMs());
    }

    static GroupChange gone(String groupId) {
        return new Classic(groupId, null, Member.NEVER);
    }

    /** The same where any deadline may be the next. */
    static GroupChange due(String groupId, ConsumerDecision decision) {
        return new Consumers(groupId, decision.deadlines(), decision.deadlines().nextMs());
    }

    static GroupChange of(String groupId, ConsumerDecision decision) {
        return new Consumers(groupId, decision.deadlines(), decision.dueMs());
    }
}
