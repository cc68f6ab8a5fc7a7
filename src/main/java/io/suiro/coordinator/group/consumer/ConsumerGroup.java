package io.suiro.coordinator.group.consumer;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;
import org.pcollections.HashPMap;
import org.pcollections.HashTreePMap;

/**
 * A consumer group, as its records make it: the same records in the same order make an equal group. Immutable.
 *
 * @param groupEpoch grows with each change of who subscribes to what, and of the topics
 * @param metadataHash of the subscribed topics, 0 if there are none
 * @param assignmentEpoch the group epoch that the targets are for
 * @param members by id
 * @param targets what each member shall have, by id
 * @param regexes the topics that the members' regular expressions stand for
 * @param owners the member that holds a partition, be it only until it has given it up
 * @param behind how many members have not come to the group's epoch yet; static ones that are away are not waited for
 */
public record ConsumerGroup(
        String groupId,
        int groupEpoch,
        long metadataHash,
        int assignmentEpoch,
        HashPMap<String, ConsumerMember> members,
        HashPMap<String, PartitionSet> targets,
        HashPMap<String, ResolvedRegex> regexes,
        HashPMap<PartitionId, String> owners,
        int behind) {
    /** A partition of a topic. */
    record PartitionId(Uuid topicId, int partition) {}

    public static ConsumerGroup empty(String groupId) {
        return new ConsumerGroup(
                groupId,
                0,
                0,
                0,
                HashTreePMap.empty(),
                HashTreePMap.empty(),
                HashTreePMap.empty(),
                HashTreePMap.empty(),
                0);
    }

    public boolean isEmpty() {
        return members.isEmpty();
    }

    public GroupPhase phase() {
        if (members.isEmpty()) {
            return GroupPhase.EMPTY;
        }
        if (groupEpoch > assignmentEpoch) {
            return GroupPhase.ASSIGNING;
        }
        boolean isReconciled =
                members.values().stream().allMatch(member -> member.progress().isReconciledTo(assignmentEpoch));
        return isReconciled ? GroupPhase.STABLE : GroupPhase.RECONCILING;
    }

    public @Nullable ConsumerMember member(String memberId) {
        return members.get(memberId);
    }

    @Nullable
    ConsumerMember staticMember(String instanceId) {
        for (ConsumerMember member : members.values()) {
            if (instanceId.equals(member.terms().instanceId())) {
                return member;
            }
        }
        return null;
    }

    public PartitionSet target(String memberId) {
        return targets.getOrDefault(memberId, PartitionSet.NONE);
    }

    /** The topics that a member subscribes to, by name or by regular expression. */
    Set<String> topicsOf(MemberTerms terms) {
        Set<String> topics = new TreeSet<>(terms.topicNames());
        ResolvedRegex resolved = terms.topicRegex() == null ? null : regexes.get(terms.topicRegex());
        if (resolved != null) {
            topics.addAll(resolved.topics());
        }
        return topics;
    }

    /** The topics that any member subscribes to, sorted. */
    public Set<String> subscribedTopics() {
        Set<String> topics = new TreeSet<>();
        List<String> added = List.of();
        for (ConsumerMember member : members.values()) {
            List<String> names = member.terms().topicNames();
            if (!names.equals(added)) { // mostly all subscribe to the same
                topics.addAll(names);
                added = names;
            }
        }
        regexes.values().forEach(resolved -> topics.addAll(resolved.topics()));
        return topics;
    }

    /** The regular expressions that any member subscribes by. */
    Set<String> subscribedRegexes() {
        Set<String> subscribed = new TreeSet<>();
        for (ConsumerMember member : members.values()) {
            if (member.terms().topicRegex() != null) {
                subscribed.add(member.terms().topicRegex());
            }
        }
        return subscribed;
    }

    /** Whether nobody but the member holds the partition. */
    boolean isFree(String memberId, Uuid topicId, int partition) {
        String owner = owners.get(new PartitionId(topicId, partition));
        return owner == null || owner.equals(memberId);
    }

    /** The group as the record, which is of this group, leaves it; null if it deletes it. */
    public @Nullable ConsumerGroup apply(ConsumerGroupRecord record) {
        return GroupReplay.apply(this, record);
    }
}
