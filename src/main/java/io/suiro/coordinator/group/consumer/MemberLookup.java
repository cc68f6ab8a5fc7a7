package io.suiro.coordinator.group.consumer;

import io.suiro.error.Refused;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/** The member that a heartbeat comes from, if it is still the one that it says it is. */
final class MemberLookup {
    private MemberLookup() {}

    /** A member that goes on. */
    static ConsumerMember going(
            ConsumerGroup group,
            String memberId,
            @Nullable String instanceId,
            int memberEpoch,
            @Nullable PartitionSet owned) {
        ConsumerMember member = leaving(group, memberId, instanceId);
        checkEpoch(member, memberEpoch, owned);
        return member;
    }

    /** A member that leaves, whatever its epoch. */
    static ConsumerMember leaving(ConsumerGroup group, String memberId, @Nullable String instanceId) {
        if (instanceId == null) {
            ConsumerMember member = group.member(memberId);
            if (member == null) {
                throw new Refused(
                        Errors.UNKNOWN_MEMBER_ID,
                        "Member " + memberId + " is not a member of group " + group.groupId() + ".");
            }
            return member;
        }
        ConsumerMember member = group.staticMember(instanceId);
        if (member == null) {
            throw new Refused(Errors.UNKNOWN_MEMBER_ID, "Instance id " + instanceId + " is unknown.");
        }
        if (!member.memberId().equals(memberId)) {
            throw new Refused(
                    Errors.FENCED_INSTANCE_ID,
                    "Static member " + memberId + " with instance id " + instanceId + " was fenced by member "
                            + member.memberId() + ".");
        }
        return member;
    }

    /**
     * A member that joins, which may be one already. A static member takes the place of the one before, if that has
     * left, or spoke the classic protocol, in which static members leave without a word: the draft then holds it under its new id.
     */
    static ConsumerMember joining(ConsumerGroupDraft draft, String memberId, @Nullable String instanceId) {
        ConsumerMember before = instanceId == null ? null : draft.group().staticMember(instanceId);
        if (before == null) {
            ConsumerMember member = draft.group().member(memberId);
            return member == null ? ConsumerMember.unknown(memberId) : member;
        }
        if (before.terms().classic() == null && before.progress().memberEpoch() != MemberProgress.LEFT_STATICALLY) {
            throw new Refused(
                    Errors.UNRELEASED_INSTANCE_ID,
                    "Static member " + memberId + " with instance id " + instanceId
                            + " cannot join the group because the instance id is owned by member "
                            + before.memberId() + ".");
        }
        return replace(draft, before, memberId);
    }

    /**
     * The same by JoinGroup. A static member without an id has restarted, and takes its predecessor's place; with one, it must be
     * the member itself.
     */
    static ConsumerMember joiningClassic(
            ConsumerGroupDraft draft, String memberId, @Nullable String instanceId, boolean hasNoId) {
        if (instanceId != null && !hasNoId) {
            return leaving(draft.group(), memberId, instanceId);
        }
        ConsumerMember before = instanceId == null ? null : draft.group().staticMember(instanceId);
        if (before != null) {
            return replace(draft, before, memberId);
        }
        ConsumerMember member = draft.group().member(memberId);
        return member == null ? ConsumerMember.unknown(memberId) : member;
    }

    private static ConsumerMember replace(ConsumerGroupDraft draft, ConsumerMember before, String memberId) {
        PartitionSet target = draft.group().target(before.memberId());
        RemoveMember.tombstones(draft, before.memberId());
        draft.become(draft.deadlines().without(before.memberId()));
        ConsumerMember member =
                new ConsumerMember(memberId, before.terms(), before.progress().rejoined());
        draft.add(new ConsumerGroupRecord.TermsStored(draft.groupId(), memberId, member.terms()));
        draft.add(new ConsumerGroupRecord.TargetStored(draft.groupId(), memberId, target));
        draft.add(new ConsumerGroupRecord.ProgressStored(draft.groupId(), memberId, member.progress()));
        return member;
    }

    /** One epoch behind is accepted if the member owns nothing beyond: the answer with the new one may have been lost. */
    private static void checkEpoch(ConsumerMember member, int memberEpoch, @Nullable PartitionSet owned) {
        MemberProgress progress = member.progress();
        boolean isCurrent = memberEpoch == progress.memberEpoch();
        boolean isRetry = memberEpoch < progress.memberEpoch()
                && memberEpoch == progress.previousEpoch()
                && owned != null
                && owned.minus(progress.assigned()).isEmpty();
        if (!isCurrent && !isRetry) {
            throw new Refused(
                    Errors.FENCED_MEMBER_EPOCH,
                    "The consumer group member has a "
                            + (memberEpoch > progress.memberEpoch() ? "greater" : "smaller") + " member epoch ("
                            + memberEpoch + ") than the one known by the group coordinator ("
                            + progress.memberEpoch()
                            + "). The member must abandon all its partitions and rejoin.");
        }
    }
}
