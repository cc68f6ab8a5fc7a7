package io.suiro.coordinator.group.consumer;

/**
 * What a member holds.
 *
 * @param memberEpoch the target it has got to, 0 before the first, {@link #LEFT_STATICALLY}
 * @param previousEpoch what the member may still send if the answer with its new epoch was lost
 * @param assigned what it may read
 * @param pendingRevocation what it may still be reading, and has to give up
 */
public record MemberProgress(
        int memberEpoch, int previousEpoch, MemberState state, PartitionSet assigned, PartitionSet pendingRevocation) {
    /** Epoch of a static member that will be back: its partitions wait for it as long as its session lasts. */
    public static final int LEFT_STATICALLY = -2;

    static final MemberProgress NEW =
            new MemberProgress(0, -1, MemberState.STABLE, PartitionSet.NONE, PartitionSet.NONE);

    boolean isReconciledTo(int assignmentEpoch) {
        return state == MemberState.STABLE && memberEpoch == assignmentEpoch;
    }

    MemberProgress next(int epoch, MemberState state, PartitionSet assigned, PartitionSet pendingRevocation) {
        return new MemberProgress(epoch, memberEpoch, state, assigned, pendingRevocation);
    }

    /** Whoever has left reads nothing any more, so that it has given up what it had to. */
    MemberProgress leftStatically() {
        return new MemberProgress(LEFT_STATICALLY, previousEpoch, MemberState.STABLE, assigned, PartitionSet.NONE);
    }

    /** For the member that takes a static member's place. */
    MemberProgress rejoined() {
        return new MemberProgress(0, 0, state, assigned, PartitionSet.NONE);
    }
}
