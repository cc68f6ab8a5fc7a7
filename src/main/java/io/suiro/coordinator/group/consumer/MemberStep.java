package io.suiro.coordinator.group.consumer;

import org.jspecify.annotations.Nullable;

/** What every sign of life of a member does to its group, in whichever protocol it comes. Works on a draft. */
final class MemberStep {
    private MemberStep() {}

    /**
     * Takes note of what the member says, gives the group a new epoch and target if need be, and brings the member one
     * step nearer to its own.
     *
     * @param owned what the member says it owns; null if it does not say
     * @return what the member holds now
     */
    static MemberProgress take(
            ConsumerGroupDraft draft, ConsumerMember before, MemberTerms terms, @Nullable PartitionSet owned) {
        String memberId = before.memberId();
        if (!terms.equals(before.terms())) {
            draft.add(new ConsumerGroupRecord.TermsStored(draft.groupId(), memberId, terms));
        }
        boolean subscriptionChanged = !terms.subscribesLike(before.terms());
        if (SubscribedTopics.refresh(draft, subscriptionChanged)
                || subscriptionChanged
                || draft.group().groupEpoch() == 0) {
            draft.add(new ConsumerGroupRecord.GroupStored(
                    draft.groupId(),
                    draft.group().groupEpoch() + 1,
                    SubscribedTopics.hash(draft.group(), draft.image)));
        }
        boolean changesItsMind = subscriptionChanged
                && before.progress().memberEpoch() != 0
                && draft.settings.assignmentIntervalMs() == null;
        if (TargetAssignment.isDue(draft) || changesItsMind || terms.classic() != null) {
            TargetAssignment.update(draft);
        }
        MemberProgress progress = new Reconcile(draft.group(), before.with(terms), owned).step();
        if (!progress.equals(before.progress())) {
            draft.add(new ConsumerGroupRecord.ProgressStored(draft.groupId(), memberId, progress));
        }
        return progress;
    }
}
