package io.suiro.coordinator.group.share;

import io.suiro.coordinator.group.consumer.PartitionSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.pcollections.HashPMap;
import org.pcollections.HashTreePMap;

/**
 * A share group, as its records make it: the same records in the same order make an equal group. Immutable.
 *
 * @param groupEpoch grows with each change of who subscribes to what, of the topics, and of the partitions that have state
 * @param metadataHash of the subscribed topics, 0 if there are none
 * @param assignmentEpoch the group epoch that the targets are for
 * @param members by id
 * @param targets what each member shall have, by id; a partition may be in several
 */
public record ShareGroup(
        String groupId,
        int groupEpoch,
        long metadataHash,
        int assignmentEpoch,
        HashPMap<String, ShareMember> members,
        HashPMap<String, PartitionSet> targets,
        StatePartitions state) {
    public static ShareGroup empty(String groupId) {
        return new ShareGroup(groupId, 0, 0, 0, HashTreePMap.empty(), HashTreePMap.empty(), StatePartitions.NONE);
    }

    public boolean isEmpty() {
        return members.isEmpty();
    }

    /** As the protocol names what state it is in. */
    public String phase() {
        return isEmpty() ? "Empty" : "Stable";
    }

    public @Nullable ShareMember member(String memberId) {
        return members.get(memberId);
    }

    PartitionSet target(String memberId) {
        return targets.getOrDefault(memberId, PartitionSet.NONE);
    }

    /** The topics that any member subscribes to, sorted. */
    Set<String> subscribedTopics() {
        Set<String> topics = new TreeSet<>();
        members.values().forEach(member -> topics.addAll(member.topicNames()));
        return topics;
    }

    /** The group as the record, which is of this group, leaves it; null if it deletes it. */
    public @Nullable ShareGroup apply(ShareGroupRecord record) {
        return switch (record) {
            case ShareGroupRecord.MemberStored stored ->
                with(member(members, stored.memberId())
                        .as(stored.rackId(), stored.clientId(), stored.clientHost(), stored.topicNames()));
            case ShareGroupRecord.MemberDeleted deleted ->
                new ShareGroup(
                        groupId,
                        groupEpoch,
                        metadataHash,
                        assignmentEpoch,
                        members.minus(deleted.memberId()),
                        targets,
                        state);
            case ShareGroupRecord.GroupStored stored ->
                new ShareGroup(
                        groupId, stored.groupEpoch(), stored.metadataHash(), assignmentEpoch, members, targets, state);
            case ShareGroupRecord.GroupDeleted deleted -> null;
            case ShareGroupRecord.TargetEpochStored stored ->
                new ShareGroup(groupId, groupEpoch, metadataHash, stored.assignmentEpoch(), members, targets, state);
            case ShareGroupRecord.TargetEpochDeleted deleted ->
                new ShareGroup(groupId, groupEpoch, metadataHash, 0, members, targets, state);
            case ShareGroupRecord.TargetStored stored -> withTargets(targets.plus(stored.memberId(), stored.target()));
            case ShareGroupRecord.TargetDeleted deleted -> withTargets(targets.minus(deleted.memberId()));
            case ShareGroupRecord.CurrentStored stored ->
                with(member(members, stored.memberId())
                        .at(stored.memberEpoch(), stored.previousEpoch(), stored.assigned()));
            // A member that leaves has itself deleted next.
            case ShareGroupRecord.CurrentDeleted deleted ->
                members.containsKey(deleted.memberId())
                        ? with(member(members, deleted.memberId()).at(0, -1, PartitionSet.NONE))
                        : this;
            case ShareGroupRecord.StateStored stored -> with(stored.state());
            case ShareGroupRecord.StateDeleted deleted -> with(StatePartitions.NONE);
        };
    }

    /** All that deletes it; the record that makes it a group comes last. */
    public List<ShareGroupRecord> tombstones() {
        List<ShareGroupRecord> records = new ArrayList<>();
        for (String memberId : members.keySet()) {
            records.add(new ShareGroupRecord.CurrentDeleted(groupId, memberId));
        }
        for (String memberId : targets.keySet()) {
            records.add(new ShareGroupRecord.TargetDeleted(groupId, memberId));
        }
        records.add(new ShareGroupRecord.TargetEpochDeleted(groupId));
        for (String memberId : members.keySet()) {
            records.add(new ShareGroupRecord.MemberDeleted(groupId, memberId));
        }
        if (!state.isEmpty()) {
            records.add(new ShareGroupRecord.StateDeleted(groupId));
        }
        records.add(new ShareGroupRecord.GroupDeleted(groupId));
        return records;
    }

    private static ShareMember member(HashPMap<String, ShareMember> members, String memberId) {
        ShareMember member = members.get(memberId);
        return member == null ? ShareMember.unknown(memberId) : member;
    }

    private ShareGroup with(ShareMember member) {
        return new ShareGroup(
                groupId,
                groupEpoch,
                metadataHash,
                assignmentEpoch,
                members.plus(member.memberId(), member),
                targets,
                state);
    }

    private ShareGroup withTargets(HashPMap<String, PartitionSet> changed) {
        return new ShareGroup(groupId, groupEpoch, metadataHash, assignmentEpoch, members, changed, state);
    }

    private ShareGroup with(StatePartitions changed) {
        return new ShareGroup(groupId, groupEpoch, metadataHash, assignmentEpoch, members, targets, changed);
    }
}
