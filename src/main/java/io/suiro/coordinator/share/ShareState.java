package io.suiro.coordinator.share;

import java.util.List;

/**
 * What is stored of a share partition. Immutable.
 *
 * @param snapshotEpoch counts the snapshots; changes belong to one
 * @param stateEpoch grows when the state is begun anew; what leaders bring of an earlier one is refused
 * @param leaderEpoch of the partition's leader that last read or wrote it; earlier ones are refused
 * @param startOffset everything below is done with; {@link #UNKNOWN} before the group has begun with the partition
 * @param deliveryCompleteCount records from the start on that are done with, -1 if nobody has said (KIP-1226)
 * @param batches sorted, from the start on
 */
public record ShareState(
        int snapshotEpoch,
        int stateEpoch,
        int leaderEpoch,
        long startOffset,
        int deliveryCompleteCount,
        long createMs,
        long writeMs,
        List<StateBatch> batches) {
    public static final long UNKNOWN = -1;

    public ShareState {
        batches = List.copyOf(batches);
    }

    /** All of it once more, by the leader. */
    ShareState snapshot(int leader, long nowMs) {
        return new ShareState(
                snapshotEpoch + 1, stateEpoch, leader, startOffset, deliveryCompleteCount, createMs, nowMs, batches);
    }

    /** The start never goes back: a leader that does not know that its last change was stored may bring an earlier one. */
    ShareState changed(ShareRecord.Changed change) {
        long start = Math.max(startOffset, change.startOffset());
        return new ShareState(
                snapshotEpoch,
                stateEpoch,
                change.leaderEpoch(),
                start,
                change.deliveryCompleteCount(),
                createMs,
                writeMs,
                StateBatch.merged(batches, change.batches(), start));
    }
}
