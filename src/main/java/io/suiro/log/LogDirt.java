package io.suiro.log;

import io.suiro.base.DiskFile;
import java.io.IOException;

/** Finds out how much of a log is worth compacting. Any thread that may wait for the disk. Source: Kafka's {@code LogCleanerManager}. */
final class LogDirt {
    private final LogState state;

    LogDirt(LogState state) {
        this.state = state;
    }

    /**
     * @param cleanedTo as the checkpoint has it
     * @param endOffset nothing from there on is safe or decided
     */
    Dirt look(long cleanedTo, long nowMs, long endOffset) throws IOException {
        LogView view = state.view;
        // A checkpoint from beyond the log is of another that had its name, or of what a crash has taken.
        boolean believed = cleanedTo >= view.logStartOffset && cleanedTo <= view.logEndOffset;
        long firstDirty = believed ? cleanedTo : view.logStartOffset;
        int uncleanable = firstUncleanable(view, nowMs, endOffset);
        long cleanBytes = 0;
        long cleanableBytes = 0;
        boolean overdue = false;
        for (int i = 0; i < uncleanable; i++) {
            if (view.endOffsetOf(i) <= firstDirty) {
                cleanBytes += view.sizeOf(i);
            } else {
                cleanableBytes += view.sizeOf(i);
                overdue = overdue || isOverdue(view.segment(i), nowMs);
            }
        }
        long firstUncleanable = uncleanable == 0 ? firstDirty : Math.max(firstDirty, view.endOffsetOf(uncleanable - 1));
        return new Dirt(firstDirty, firstUncleanable, cleanBytes, cleanableBytes, overdue);
    }

    /** Index of the first segment that may not be compacted. */
    private int firstUncleanable(LogView view, long nowMs, long endOffset) throws IOException {
        long unstable = state.producers.firstUnstableOffset();
        long end = unstable < 0 ? endOffset : Math.min(endOffset, unstable);
        long minLagMs = state.config.compaction().minLagMs();
        int index = 0;
        while (index < view.count() - 1
                && view.endOffsetOf(index) <= end
                && (minLagMs <= 0
                        || nowMs - view.segment(index).largestTimestampMs(state.config.indexIntervalBytes())
                                > minLagMs)) {
            index++;
        }
        return index;
    }

    /** By the time of its first batch, as Kafka. */
    private boolean isOverdue(Segment segment, long nowMs) throws IOException {
        long maxLagMs = state.config.compaction().maxLagMs();
        if (maxLagMs == Long.MAX_VALUE || segment.size() == 0) {
            return false;
        }
        DiskFile file = segment.file().acquire();
        if (file == null) {
            return false;
        }
        try {
            BatchWalk walk = BatchWalk.headers(file, 0, segment.size());
            return walk.next() && walk.maxTimestamp() >= 0 && nowMs - walk.maxTimestamp() > maxLagMs;
        } finally {
            segment.file().release();
        }
    }
}
