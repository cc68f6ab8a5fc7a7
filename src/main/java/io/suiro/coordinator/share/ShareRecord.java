package io.suiro.coordinator.share;

import java.util.List;

/** A record of {@code __share_group_state}. */
sealed interface ShareRecord {
    ShareKey key();

    /** All of a share partition's state. */
    record Stored(ShareKey key, ShareState state) implements ShareRecord {}

    /**
     * What has changed since that snapshot.
     *
     * @param startOffset {@link ShareState#UNKNOWN} if it is as it was
     */
    record Changed(
            ShareKey key,
            int snapshotEpoch,
            int leaderEpoch,
            long startOffset,
            int deliveryCompleteCount,
            List<StateBatch> batches)
            implements ShareRecord {
        public Changed {
            batches = List.copyOf(batches);
        }
    }

    /** A tombstone. */
    record Forgotten(ShareKey key) implements ShareRecord {}
}
