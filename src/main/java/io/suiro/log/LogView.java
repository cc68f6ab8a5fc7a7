package io.suiro.log;

import java.util.Arrays;

/**
 * What readers see of a log: immutable, and published with one volatile write after each change. Segments ascend and
 * touch, the last is the active one, and there is always one.
 */
final class LogView {
    private final Segment[] segments;
    private final int activeSize;
    final long logStartOffset;
    final long logEndOffset;
    final long sizeInBytes;
    /** Largest timestamp of the active segment, -1 if it has none, and the last offset of the first batch with it. */
    final long activeMaxTimestampMs;

    final long activeMaxTimestampOffset;
    /** Where the last append began, in the active segment: the place where tail readers go on. */
    final long lastAppendOffset;

    final int lastAppendPosition;

    private LogView(
            Segment[] segments,
            long logStartOffset,
            long logEndOffset,
            long sizeInBytes,
            long lastAppendOffset,
            int lastAppendPosition) {
        this.segments = segments;
        Segment active = segments[segments.length - 1];
        this.activeSize = active.size();
        SegmentIndexes indexes = active.loadedIndexes();
        this.activeMaxTimestampMs = indexes.maxTimestampMs();
        this.activeMaxTimestampOffset = indexes.maxTimestampOffset();
        this.logStartOffset = logStartOffset;
        this.logEndOffset = logEndOffset;
        this.sizeInBytes = sizeInBytes;
        this.lastAppendOffset = lastAppendOffset;
        this.lastAppendPosition = lastAppendPosition;
    }

    /** @param segments not empty, and not changed by the caller afterwards */
    static LogView of(Segment[] segments, long logStartOffset, long logEndOffset) {
        long bytes = 0;
        for (Segment segment : segments) {
            bytes += segment.size();
        }
        Segment active = segments[segments.length - 1];
        return new LogView(segments, logStartOffset, logEndOffset, bytes, logEndOffset, active.size());
    }

    /** After an append to the active segment. */
    LogView appended(long firstOffset, int position, int bytes, long newLogEndOffset) {
        return new LogView(segments, logStartOffset, newLogEndOffset, sizeInBytes + bytes, firstOffset, position);
    }

    /** With one segment in the place of those from the first to the last index, all sealed. */
    LogView replaced(int first, int last, Segment by) {
        Segment[] next = new Segment[segments.length - (last - first)];
        System.arraycopy(segments, 0, next, 0, first);
        next[first] = by;
        System.arraycopy(segments, last + 1, next, first + 1, segments.length - last - 1);
        long bytes = sizeInBytes + by.size();
        for (int i = first; i <= last; i++) {
            bytes -= segments[i].size();
        }
        return new LogView(next, logStartOffset, logEndOffset, bytes, lastAppendOffset, lastAppendPosition);
    }

    /** Whether the segments are still the same, so that none that was looked at has been retired. */
    boolean hasSegmentsOf(LogView other) {
        return segments == other.segments;
    }

    /** -1 if it is not in the view. */
    int indexOf(Segment segment) {
        int found = floor(segment.baseOffset());
        return segments[found] == segment ? found : -1;
    }

    LogView startingAt(long newLogStartOffset) {
        return new LogView(
                segments, newLogStartOffset, logEndOffset, sizeInBytes, lastAppendOffset, lastAppendPosition);
    }

    int count() {
        return segments.length;
    }

    Segment segment(int index) {
        return segments[index];
    }

    /** A copy, of the segments from this one on. */
    Segment[] segmentsFrom(int first) {
        return Arrays.copyOfRange(segments, first, segments.length);
    }

    Segment active() {
        return segments[segments.length - 1];
    }

    int sizeOf(int index) {
        return index == segments.length - 1 ? activeSize : segments[index].size();
    }

    /** Exclusive. */
    long endOffsetOf(int index) {
        return index == segments.length - 1 ? logEndOffset : segments[index + 1].baseOffset();
    }

    /** The last segment whose base offset is not above the one given; the first if there is none. */
    int floor(long offset) {
        int low = 0;
        int high = segments.length - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (segments[middle].baseOffset() <= offset) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }
}
