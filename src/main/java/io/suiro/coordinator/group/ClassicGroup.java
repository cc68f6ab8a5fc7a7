package io.suiro.coordinator.group;

import io.suiro.coordinator.group.consumer.EmbeddedProtocol;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.message.JoinGroupResponseData.JoinGroupResponseMember;
import org.jspecify.annotations.Nullable;
import org.pcollections.OrderedPMap;
import org.pcollections.PMap;

/**
 * A group of the classic protocol as it is at work: who is in it, who waits, and until when. Immutable; not replicated
 * itself, but restored from the last {@link StoredGroup}.
 *
 * @param protocolType "consumer", "connect" ...; null for a group that only stores offsets
 * @param generationId counts completed joins
 * @param protocolName what the members of the current generation agreed on
 * @param leaderId the member that assigns
 * @param stateSinceMs wall clock; when the state was entered, -1 if not known
 * @param members by id, in order of joining
 * @param pendingMembers ids that were given out and not used yet, with their deadlines on the uptime clock
 * @param phaseDeadlineMs uptime clock; when the join, or the wait for everybody's sync, ends anyway
 * @param initialDelay while a group that was empty gathers its first members
 */
record ClassicGroup(
        String groupId,
        ClassicState state,
        @Nullable String protocolType,
        int generationId,
        @Nullable String protocolName,
        @Nullable String leaderId,
        long stateSinceMs,
        PMap<String, Member> members,
        PMap<String, Long> pendingMembers,
        long phaseDeadlineMs,
        @Nullable InitialDelay initialDelay) {
    /** What clients speak that are consumers. */
    static final String CONSUMER = EmbeddedProtocol.TYPE;

    /**
     * The wait for the first members, which goes on as long as more of them come.
     *
     * @param delayMs of the current round
     * @param remainingMs for further rounds
     * @param memberAdded in the current round
     */
    record InitialDelay(long delayMs, long remainingMs, boolean memberAdded) {}

    static ClassicGroup empty(String groupId) {
        return new ClassicGroup(
                groupId,
                ClassicState.EMPTY,
                null,
                0,
                null,
                null,
                -1,
                OrderedPMap.empty(),
                OrderedPMap.empty(),
                Member.NEVER,
                null);
    }

    boolean is(ClassicState state) {
        return this.state == state;
    }

    boolean hasMember(String memberId) {
        return members.containsKey(memberId);
    }

    /** Throws if it is not there. */
    Member member(String memberId) {
        Member member = members.get(memberId);
        if (member == null) {
            throw new IllegalStateException("group " + groupId + " has no member " + memberId);
        }
        return member;
    }

    @Nullable
    Member staticMember(String groupInstanceId) {
        for (Member member : members.values()) {
            if (groupInstanceId.equals(member.groupInstanceId())) {
                return member;
            }
        }
        return null;
    }

    boolean isLeader(String memberId) {
        return memberId.equals(leaderId);
    }

    boolean isConsumer() {
        return CONSUMER.equals(protocolType);
    }

    long awaitingJoin() {
        return members.values().stream()
                .filter(member -> member.awaitingJoin() != null)
                .count();
    }

    boolean allJoined() {
        return pendingMembers.isEmpty() && members.values().stream().allMatch(member -> member.awaitingJoin() != null);
    }

    boolean allSynced() {
        return members.values().stream().noneMatch(Member::syncPending);
    }

    /** The longest that any member asks for. */
    int rebalanceTimeoutMs() {
        return members.values().stream()
                .mapToInt(Member::rebalanceTimeoutMs)
                .max()
                .orElse(0);
    }

    /** Whether a member with these terms fits in: same type, and at least one protocol that everybody supports. */
    boolean supports(JoinTerms terms) {
        if (is(ClassicState.EMPTY)) {
            return !terms.protocolType().isEmpty() && !terms.protocols().isEmpty();
        }
        return terms.protocolType().equals(protocolType)
                && terms.protocols().stream().anyMatch(protocol -> members.values().stream()
                        .allMatch(member -> member.supports(protocol.name())));
    }

    /** The protocol with most votes among those that all members support; the group has members. */
    String selectProtocol() {
        Member first = members.values().iterator().next();
        Set<String> candidates = first.protocols().stream()
                .map(MemberProtocol::name)
                .filter(name -> members.values().stream().allMatch(member -> member.supports(name)))
                .collect(Collectors.toSet());
        Map<String, Integer> votes = new LinkedHashMap<>();
        members.values().forEach(member -> votes.merge(member.vote(candidates), 1, Integer::sum));
        return votes.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey)
                .orElseThrow();
    }

    /** What the leader needs for its assignment. */
    List<JoinGroupResponseMember> memberList() {
        return members.values().stream()
                .map(member -> new JoinGroupResponseMember()
                        .setMemberId(member.memberId())
                        .setGroupInstanceId(member.groupInstanceId())
                        .setMetadata(member.metadata(protocolName).get()))
                .toList();
    }

    /** When something next is due, on the uptime clock. */
    long nextDeadlineMs() {
        long next = phaseDeadlineMs;
        for (Member member : members.values()) {
            next = Math.min(next, member.expiresAtMs());
        }
        for (long deadlineMs : pendingMembers.values()) {
            next = Math.min(next, deadlineMs);
        }
        return next;
    }

    ClassicGroup in(ClassicState state, long nowMs) {
        return new ClassicGroup(
                groupId,
                state,
                protocolType,
                generationId,
                protocolName,
                leaderId,
                nowMs,
                members,
                pendingMembers,
                Member.NEVER,
                null);
    }

    ClassicGroup nextGeneration(@Nullable String protocolName) {
        return new ClassicGroup(
                groupId,
                state,
                protocolType,
                generationId + 1,
                protocolName,
                leaderId,
                stateSinceMs,
                members,
                pendingMembers,
                phaseDeadlineMs,
                initialDelay);
    }

    ClassicGroup until(long phaseDeadlineMs, @Nullable InitialDelay initialDelay) {
        return new ClassicGroup(
                groupId,
                state,
                protocolType,
                generationId,
                protocolName,
                leaderId,
                stateSinceMs,
                members,
                pendingMembers,
                phaseDeadlineMs,
                initialDelay);
    }

    ClassicGroup ledBy(@Nullable String leaderId) {
        return new ClassicGroup(
                groupId,
                state,
                protocolType,
                generationId,
                protocolName,
                leaderId,
                stateSinceMs,
                members,
                pendingMembers,
                phaseDeadlineMs,
                initialDelay);
    }

    /** With the member as it is now; the id must be there already. */
    ClassicGroup update(Member member) {
        return withMembers(members.plus(member.memberId(), member), pendingMembers, protocolType);
    }

    /** With one member more: the first decides the type and, unless there is one, leads. */
    ClassicGroup add(Member member, String protocolType) {
        ClassicGroup added = withMembers(
                members.plus(member.memberId(), member),
                pendingMembers.minus(member.memberId()),
                members.isEmpty() ? protocolType : this.protocolType);
        return leaderId == null ? added.ledBy(member.memberId()) : added;
    }

    /** Without the member, pending or not; who joined first of those who stay leads if it led. */
    ClassicGroup remove(String memberId) {
        PMap<String, Member> left = members.minus(memberId);
        ClassicGroup without = withMembers(left, pendingMembers.minus(memberId), protocolType);
        return isLeader(memberId)
                ? without.ledBy(left.keySet().stream().findFirst().orElse(null))
                : without;
    }

    ClassicGroup addPending(String memberId, long deadlineMs) {
        return withMembers(members, pendingMembers.plus(memberId, deadlineMs), protocolType);
    }

    private ClassicGroup withMembers(
            PMap<String, Member> members, PMap<String, Long> pendingMembers, @Nullable String protocolType) {
        return new ClassicGroup(
                groupId,
                state,
                protocolType,
                generationId,
                protocolName,
                leaderId,
                stateSinceMs,
                members,
                pendingMembers,
                phaseDeadlineMs,
                initialDelay);
    }
}
