package io.suiro.log;

import io.suiro.base.DiskFullException;
import java.io.IOException;

/**
 * Deletes whole segments from the start of a log: those below the log's start, and, if {@code cleanup.policy} has delete,
 * those that are too old or too many. A policy of compact alone keeps everything above the log's start. Lane only.
 *
 * <p>Deleting is: readers no longer see the segment, and {@link RetiredSegments} removes its files.
 */
final class LogRetention {
    private final LogState state;
    private final RetiredSegments retired;

    LogRetention(LogState state, RetiredSegments retired) {
        this.state = state;
        this.retired = retired;
    }

    void retain(long nowMs, long endOffset) throws IOException {
        deleteBelowStart(nowMs);
        if (state.config.deletes()) {
            delete(expired(nowMs, endOffset), nowMs);
            delete(surplus(endOffset), nowMs);
        }
        LogView view = state.view;
        for (int i = 0; i < view.count(); i++) {
            view.segment(i).releaseIdle();
        }
    }

    /** Segments whose last record lies below the log's start. */
    void deleteBelowStart(long nowMs) throws IOException {
        LogView view = state.view;
        int count = 0;
        while (isFull(view, count) && view.endOffsetOf(count) <= view.logStartOffset) {
            count++;
        }
        delete(count, nowMs);
    }

    /** How many, from the first on, have no record younger than retention.ms. */
    private int expired(long nowMs, long endOffset) throws IOException {
        long retentionMs = state.config.retentionMs();
        LogView view = state.view;
        int count = 0;
        while (retentionMs >= 0
                && isFull(view, count)
                && view.endOffsetOf(count) <= endOffset
                && nowMs - view.segment(count).largestTimestampMs(state.config.indexIntervalBytes()) > retentionMs) {
            count++;
        }
        return count;
    }

    /** How many, from the first on, the log can lose and still hold retention.bytes. */
    private int surplus(long endOffset) {
        long retentionBytes = state.config.retentionBytes();
        LogView view = state.view;
        long excess = retentionBytes < 0 ? 0 : view.sizeInBytes - retentionBytes;
        int count = 0;
        while (excess > 0
                && isFull(view, count)
                && view.endOffsetOf(count) <= endOffset
                && excess - view.sizeOf(count) >= 0) {
            excess -= view.sizeOf(count);
            count++;
        }
        return count;
    }

    /** An empty active segment stays. */
    private static boolean isFull(LogView view, int index) {
        return index < view.count() && (index < view.count() - 1 || view.sizeOf(index) > 0);
    }

    private void delete(int count, long nowMs) throws IOException {
        if (count == 0) {
            return;
        }
        if (count == state.view.count()) {
            state.roll(state.view.logEndOffset);
        }
        LogView before = state.view;
        Segment[] kept = before.segmentsFrom(count);
        long logStartOffset = Math.max(before.logStartOffset, kept[0].baseOffset());
        state.view = LogView.of(kept, logStartOffset, before.logEndOffset);
        startEpochsAt(kept[0].baseOffset());
        for (int i = 0; i < count; i++) {
            Segment segment = before.segment(i);
            segment.retire();
            retired.remove(segment, true, nowMs);
        }
    }

    void startEpochsAt(long logStartOffset) throws IOException {
        try {
            if (state.epochs.truncateFromStart(logStartOffset)) {
                state.saveEpochs();
            }
        } catch (DiskFullException e) {
            // What is too much in the file does no harm, and deleting makes room.
            state.health.full(e);
        }
    }
}
