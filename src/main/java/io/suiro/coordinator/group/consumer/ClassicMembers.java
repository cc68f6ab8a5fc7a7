package io.suiro.coordinator.group.consumer;

import io.suiro.error.Refused;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/** Members of a consumer group that speak the classic protocol, and what their requests have in common. */
final class ClassicMembers {
    private ClassicMembers() {}

    /** Throws UNKNOWN_MEMBER_ID, also for one that speaks the other protocol, or FENCED_INSTANCE_ID. */
    static ConsumerMember speaking(ConsumerGroup group, String memberId, @Nullable String instanceId) {
        ConsumerMember member = MemberLookup.leaving(group, memberId, instanceId);
        terms(member);
        return member;
    }

    /** The same, or ILLEGAL_GENERATION: a classic member's generation is its epoch. */
    static ConsumerMember inGeneration(
            ConsumerGroup group, String memberId, @Nullable String instanceId, int generationId) {
        ConsumerMember member = speaking(group, memberId, instanceId);
        if (member.progress().memberEpoch() != generationId) {
            throw new Refused(
                    Errors.ILLEGAL_GENERATION,
                    "The generation " + generationId + " is not the epoch "
                            + member.progress().memberEpoch() + " of member " + memberId + ".");
        }
        return member;
    }

    static ClassicTerms terms(ConsumerMember member) {
        ClassicTerms classic = member.terms().classic();
        if (classic == null) {
            throw new Refused(
                    Errors.UNKNOWN_MEMBER_ID, "Member " + member.memberId() + " does not use the classic protocol.");
        }
        return classic;
    }

    /** Whether all that speak the classic protocol support one of these. */
    static boolean support(ConsumerGroup group, ClassicTerms joining) {
        return joining.protocols().stream().anyMatch(protocol -> group.members().values().stream()
                .map(member -> member.terms().classic())
                .allMatch(classic -> classic == null || classic.supports(protocol.name())));
    }

    /** Whether the member has more to learn than its last join has told it. */
    static boolean mustRejoin(ConsumerGroup group, ConsumerMember member) {
        MemberProgress progress = member.progress();
        return switch (progress.state()) {
            case UNREVOKED_PARTITIONS -> true;
            case UNRELEASED_PARTITIONS -> progress.memberEpoch() < group.groupEpoch() || isAllReleased(group, member);
            case STABLE -> progress.memberEpoch() < group.groupEpoch();
        };
    }

    private static boolean isAllReleased(ConsumerGroup group, ConsumerMember member) {
        return group.target(member.memberId())
                .filter((topicId, partition) -> !group.isFree(member.memberId(), topicId, partition))
                .isEmpty();
    }

    /** Heard from: its session begins anew, and it has until then for what it is to do next. */
    static void heard(ConsumerGroupDraft draft, ConsumerMember member, long untilMs) {
        long sessionMs = draft.now.uptimeMs() + terms(member).sessionTimeoutMs();
        draft.become(draft.deadlines().with(member.memberId(), new Deadlines.OfMember(sessionMs, untilMs)));
    }

    /** Likewise; it is to join again, within the time that it has for a rebalance since it was first told. */
    static void told(ConsumerGroupDraft draft, ConsumerMember member) {
        Deadlines.OfMember known = draft.deadlines().members().get(member.memberId());
        heard(
                draft,
                member,
                known == null || known.taskMs() == Deadlines.NEVER
                        ? draft.now.uptimeMs() + member.terms().rebalanceTimeoutMs()
                        : known.taskMs());
    }

    /** The decision, and the answer. */
    static <T> MemberRequest.Decided<T> decided(ConsumerGroupDraft draft, T response) {
        return new MemberRequest.Decided<>(
                new ConsumerDecision(
                        draft.records(), draft.deadlines(), draft.deadlines().nextMs()),
                response);
    }
}
