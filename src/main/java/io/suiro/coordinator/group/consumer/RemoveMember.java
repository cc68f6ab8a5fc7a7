package io.suiro.coordinator.group.consumer;

/** A member goes: it left, or was not heard from. The others learn of it by the new group epoch. */
final class RemoveMember {
    private RemoveMember() {}

    static void remove(ConsumerGroupDraft draft, String memberId) {
        tombstones(draft, memberId);
        draft.become(draft.deadlines().without(memberId));
        SubscribedTopics.forgetUnusedRegexes(draft);
        long hash = SubscribedTopics.hash(draft.group(), draft.image);
        draft.add(new ConsumerGroupRecord.GroupStored(
                draft.groupId(), draft.group().groupEpoch() + 1, hash));
    }

    static void tombstones(ConsumerGroupDraft draft, String memberId) {
        draft.add(new ConsumerGroupRecord.ProgressDeleted(draft.groupId(), memberId));
        draft.add(new ConsumerGroupRecord.TargetDeleted(draft.groupId(), memberId));
        draft.add(new ConsumerGroupRecord.TermsDeleted(draft.groupId(), memberId));
    }
}
