package io.suiro.log;

/**
 * How much of a log is worth compacting.
 *
 * @param firstDirtyOffset everything below has been compacted, exclusive
 * @param firstUncleanableOffset from here on nothing may be compacted yet: the active segment, what is younger than {@code
 *     min.compaction.lag.ms}, what is not decided or not safe
 * @param cleanBytes bytes of segments below the one, compacted before
 * @param cleanableBytes bytes of segments between the two
 * @param overdue whether a record in them is older than {@code max.compaction.lag.ms}
 */
public record Dirt(
        long firstDirtyOffset, long firstUncleanableOffset, long cleanBytes, long cleanableBytes, boolean overdue) {

    /** Share of the log, without what may not be compacted yet, that has not been: from 0 to 1. */
    public double ratio() {
        return cleanableBytes == 0 ? 0 : (double) cleanableBytes / (cleanBytes + cleanableBytes);
    }

    /** Whether there is enough of it. */
    public boolean isDue(double minCleanableRatio) {
        return cleanableBytes > 0 && (overdue || ratio() > minCleanableRatio);
    }
}
