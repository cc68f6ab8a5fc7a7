package io.suiro.coordinator.group;

import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;
import org.pcollections.OrderedPMap;
import org.pcollections.PMap;

/**
 * A group as its generation was stored: what a new coordinator starts from.
 *
 * @param stateSinceMs wall clock; -1 if not known
 * @param members none if the group is empty
 */
record StoredGroup(
        String protocolType,
        int generationId,
        @Nullable String protocolName,
        @Nullable String leaderId,
        long stateSinceMs,
        List<StoredMember> members) {
    /** A member and its part of the assignment. */
    record StoredMember(
            String memberId,
            @Nullable String groupInstanceId,
            String clientId,
            String clientHost,
            int rebalanceTimeoutMs,
            int sessionTimeoutMs,
            Bytes subscription,
            Bytes assignment) {}

    StoredGroup {
        members = List.copyOf(members);
    }

    static StoredGroup of(ClassicGroup group) {
        String protocolType = group.protocolType();
        return new StoredGroup(
                protocolType == null ? "" : protocolType,
                group.generationId(),
                group.protocolName(),
                group.leaderId(),
                group.stateSinceMs(),
                group.members().values().stream()
                        .map(member -> new StoredMember(
                                member.memberId(),
                                member.groupInstanceId(),
                                member.clientId(),
                                member.clientHost(),
                                member.rebalanceTimeoutMs(),
                                member.sessionTimeoutMs(),
                                member.metadata(group.protocolName()),
                                member.assignment()))
                        .toList());
    }

    /** At work again: stable if it has members, each with a whole session to be heard from. */
    ClassicGroup restored(String groupId, long uptimeMs) {
        PMap<String, Member> restored = OrderedPMap.empty();
        for (StoredMember member : members) {
            restored = restored.plus(member.memberId(), restored(member, uptimeMs));
        }
        return new ClassicGroup(
                groupId,
                members.isEmpty() ? ClassicState.EMPTY : ClassicState.STABLE,
                protocolType.isEmpty() ? null : protocolType,
                generationId,
                protocolName,
                leaderId,
                stateSinceMs,
                restored,
                OrderedPMap.empty(),
                Member.NEVER,
                null);
    }

    private Member restored(StoredMember member, long uptimeMs) {
        return new Member(
                member.memberId(),
                member.groupInstanceId(),
                member.clientId(),
                member.clientHost(),
                member.rebalanceTimeoutMs(),
                member.sessionTimeoutMs(),
                protocolName == null ? List.of() : List.of(new MemberProtocol(protocolName, member.subscription())),
                member.assignment(),
                false,
                false,
                uptimeMs + member.sessionTimeoutMs(),
                null,
                null);
    }
}
