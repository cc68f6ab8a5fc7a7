package io.suiro.coordinator.share;

import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * Keeps the state of share partitions, wherever their coordinator is. Any thread; what is asked is answered once it is committed, or
 * fails with {@link io.suiro.error.Refused}: FENCED_LEADER_EPOCH, FENCED_STATE_EPOCH, GROUP_ID_NOT_FOUND (there is no such state),
 * COORDINATOR_NOT_AVAILABLE, NOT_COORDINATOR, COORDINATOR_LOAD_IN_PROGRESS (these three: it may or may not be stored).
 */
public interface Persister {
    /** A leader begins: earlier ones are refused from now on. */
    CompletionStage<ShareState> read(ShareKey key, int leaderEpoch);

    /** A leader stores what has changed. */
    CompletionStage<Void> write(ShareKey key, Change change);

    /** State begins, or begins anew, with nothing but a start. */
    CompletionStage<Void> initialize(ShareKey key, int stateEpoch, long startOffset);

    /** The state goes; there may be none. */
    CompletionStage<Void> delete(ShareKey key);

    /** Without its batches, and without being anybody's leader. */
    CompletionStage<ShareState> summary(ShareKey key);

    /**
     * What a leader stores.
     *
     * @param startOffset {@link ShareState#UNKNOWN} if it is as it was
     * @param deliveryCompleteCount records from the start on that are done with
     */
    record Change(
            int stateEpoch, int leaderEpoch, long startOffset, int deliveryCompleteCount, List<StateBatch> batches) {
        public Change {
            batches = List.copyOf(batches);
        }
    }
}
