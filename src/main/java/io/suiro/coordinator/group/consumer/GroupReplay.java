package io.suiro.coordinator.group.consumer;

import io.suiro.coordinator.group.consumer.ConsumerGroup.PartitionId;
import org.jspecify.annotations.Nullable;
import org.pcollections.HashPMap;

/**
 * What each record does to a group. Compaction may bring a member's records in another order than they were written
 * in, so none of them relies on another.
 */
final class GroupReplay {
    private GroupReplay() {}

    static @Nullable ConsumerGroup apply(ConsumerGroup group, ConsumerGroupRecord record) {
        return switch (record) {
            case ConsumerGroupRecord.GroupStored stored ->
                with(group, stored.groupEpoch(), stored.metadataHash(), group.assignmentEpoch());
            case ConsumerGroupRecord.GroupDeleted deleted -> null;
            case ConsumerGroupRecord.TargetEpochStored stored ->
                with(group, group.groupEpoch(), group.metadataHash(), stored.assignmentEpoch());
            case ConsumerGroupRecord.TargetEpochDeleted deleted ->
                with(group, group.groupEpoch(), group.metadataHash(), 0);
            case ConsumerGroupRecord.TermsStored stored ->
                with(group, member(group, stored.memberId()).with(stored.terms()), group.owners());
            case ConsumerGroupRecord.TermsDeleted deleted -> without(group, deleted.memberId());
            case ConsumerGroupRecord.ProgressStored stored -> progress(group, stored.memberId(), stored.progress());
            // A member that leaves has its terms deleted next; what it holds is free from here on.
            case ConsumerGroupRecord.ProgressDeleted deleted ->
                group.members().containsKey(deleted.memberId())
                        ? progress(group, deleted.memberId(), MemberProgress.NEW)
                        : group;
            case ConsumerGroupRecord.TargetStored stored ->
                withTargets(group, group.targets().plus(stored.memberId(), stored.target()));
            case ConsumerGroupRecord.TargetDeleted deleted ->
                withTargets(group, group.targets().minus(deleted.memberId()));
            case ConsumerGroupRecord.RegexStored stored ->
                withRegexes(group, group.regexes().plus(stored.regex(), stored.resolved()));
            case ConsumerGroupRecord.RegexDeleted deleted ->
                withRegexes(group, group.regexes().minus(deleted.regex()));
        };
    }

    private static ConsumerMember member(ConsumerGroup group, String memberId) {
        ConsumerMember member = group.member(memberId);
        return member == null ? ConsumerMember.unknown(memberId) : member;
    }

    private static ConsumerGroup progress(ConsumerGroup group, String memberId, MemberProgress progress) {
        ConsumerMember member = member(group, memberId);
        HashPMap<PartitionId, String> owners = released(group.owners(), member);
        owners = held(owners, memberId, progress.assigned());
        owners = held(owners, memberId, progress.pendingRevocation());
        return with(group, member.with(progress), owners);
    }

    private static ConsumerGroup without(ConsumerGroup group, String memberId) {
        ConsumerMember member = group.member(memberId);
        if (member == null) {
            return group;
        }
        return new ConsumerGroup(
                group.groupId(),
                group.groupEpoch(),
                group.metadataHash(),
                group.assignmentEpoch(),
                group.members().minus(memberId),
                group.targets(),
                group.regexes(),
                released(group.owners(), member),
                group.behind() - behind(member, group.groupEpoch()));
    }

    private static HashPMap<PartitionId, String> held(
            HashPMap<PartitionId, String> owners, String memberId, PartitionSet partitions) {
        OwnerEdit edit = new OwnerEdit(owners);
        partitions.forEach(
                (topicId, partition) -> edit.owners = edit.owners.plus(new PartitionId(topicId, partition), memberId));
        return edit.owners;
    }

    /** What it held is free, unless somebody else has taken it already. */
    private static HashPMap<PartitionId, String> released(HashPMap<PartitionId, String> owners, ConsumerMember member) {
        OwnerEdit edit = new OwnerEdit(owners);
        PartitionSet.Visitor release = (topicId, partition) -> {
            PartitionId id = new PartitionId(topicId, partition);
            if (member.memberId().equals(edit.owners.get(id))) {
                edit.owners = edit.owners.minus(id);
            }
        };
        member.progress().assigned().forEach(release);
        member.progress().pendingRevocation().forEach(release);
        return edit.owners;
    }

    /** Owners while they are being changed one by one. */
    private static final class OwnerEdit {
        private HashPMap<PartitionId, String> owners;

        OwnerEdit(HashPMap<PartitionId, String> owners) {
            this.owners = owners;
        }
    }

    private static ConsumerGroup with(ConsumerGroup group, int groupEpoch, long metadataHash, int assignmentEpoch) {
        int behind = group.behind();
        if (groupEpoch != group.groupEpoch()) {
            behind = 0;
            for (ConsumerMember member : group.members().values()) {
                behind += behind(member, groupEpoch);
            }
        }
        return new ConsumerGroup(
                group.groupId(),
                groupEpoch,
                metadataHash,
                assignmentEpoch,
                group.members(),
                group.targets(),
                group.regexes(),
                group.owners(),
                behind);
    }

    private static int behind(@Nullable ConsumerMember member, int groupEpoch) {
        return member != null && member.progress().isBehind(groupEpoch) ? 1 : 0;
    }

    private static ConsumerGroup with(
            ConsumerGroup group, ConsumerMember member, HashPMap<PartitionId, String> owners) {
        return new ConsumerGroup(
                group.groupId(),
                group.groupEpoch(),
                group.metadataHash(),
                group.assignmentEpoch(),
                group.members().plus(member.memberId(), member),
                group.targets(),
                group.regexes(),
                owners,
                group.behind()
                        - behind(group.member(member.memberId()), group.groupEpoch())
                        + behind(member, group.groupEpoch()));
    }

    private static ConsumerGroup withTargets(ConsumerGroup group, HashPMap<String, PartitionSet> targets) {
        return new ConsumerGroup(
                group.groupId(),
                group.groupEpoch(),
                group.metadataHash(),
                group.assignmentEpoch(),
                group.members(),
                targets,
                group.regexes(),
                group.owners(),
                group.behind());
    }

    private static ConsumerGroup withRegexes(ConsumerGroup group, HashPMap<String, ResolvedRegex> regexes) {
        return new ConsumerGroup(
                group.groupId(),
                group.groupEpoch(),
                group.metadataHash(),
                group.assignmentEpoch(),
                group.members(),
                group.targets(),
                regexes,
                group.owners(),
                group.behind());
    }
}
