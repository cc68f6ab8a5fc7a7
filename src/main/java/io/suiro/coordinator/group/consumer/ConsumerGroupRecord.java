package io.suiro.coordinator.group.consumer;

/** A record of {@code __consumer_offsets} that concerns consumer groups; those that end in Deleted are tombstones. */
public sealed interface ConsumerGroupRecord {
    String groupId();

    record GroupStored(String groupId, int groupEpoch, long metadataHash) implements ConsumerGroupRecord {}

    record GroupDeleted(String groupId) implements ConsumerGroupRecord {}

    record TermsStored(String groupId, String memberId, MemberTerms terms) implements ConsumerGroupRecord {}

    record TermsDeleted(String groupId, String memberId) implements ConsumerGroupRecord {}

    /** All target assignments before it are of this epoch. */
    record TargetEpochStored(String groupId, int assignmentEpoch, long timestampMs) implements ConsumerGroupRecord {}

    record TargetEpochDeleted(String groupId) implements ConsumerGroupRecord {}

    record TargetStored(String groupId, String memberId, PartitionSet target) implements ConsumerGroupRecord {}

    record TargetDeleted(String groupId, String memberId) implements ConsumerGroupRecord {}

    record ProgressStored(String groupId, String memberId, MemberProgress progress) implements ConsumerGroupRecord {}

    record ProgressDeleted(String groupId, String memberId) implements ConsumerGroupRecord {}

    record RegexStored(String groupId, String regex, ResolvedRegex resolved) implements ConsumerGroupRecord {}

    record RegexDeleted(String groupId, String regex) implements ConsumerGroupRecord {}
}
