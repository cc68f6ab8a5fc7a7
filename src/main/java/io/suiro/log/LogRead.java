package io.suiro.log;

import io.suiro.base.DiskFile;
import io.suiro.error.Refused;
import java.io.IOException;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * Finds the range of a segment's file that answers a fetch. What it costs: nothing but arithmetic for a reader who goes on
 * where the last append began; otherwise a binary search and a walk over the headers of one index interval. How much is
 * stored does not matter. What is known to be damaged is not served: ranges end before it. Any thread.
 */
final class LogRead {
    private final LogState state;

    LogRead(LogState state) {
        this.state = state;
    }

    SegmentSlice read(long offset, int maxBytes, long endOffset, boolean atLeastOne) throws IOException {
        while (true) {
            state.checkUsable();
            LogView view = state.view;
            if (offset < view.logStartOffset || offset > view.logEndOffset) {
                throw new Refused(
                        Errors.OFFSET_OUT_OF_RANGE,
                        "offset " + offset + " of " + state.topicPartition + " is not in " + view.logStartOffset
                                + " to " + view.logEndOffset);
            }
            SegmentSlice slice = read(view, offset, maxBytes, Math.min(endOffset, view.logEndOffset), atLeastOne);
            if (slice != null) {
                return slice;
            }
            Thread.onSpinWait();
        }
    }

    /** Null if retention or a cleaning has retired the segment since the view was taken: a newer view knows. */
    private @Nullable SegmentSlice read(LogView view, long offset, int maxBytes, long endOffset, boolean atLeastOne)
            throws IOException {
        int last = view.count() - 1;
        for (int i = view.floor(offset); ; i++) {
            Segment segment = view.segment(i);
            DiskFile file = segment.file().acquire();
            if (file == null) {
                return null;
            }
            boolean handedOver = false;
            try {
                Range range = offset >= endOffset
                        ? Range.empty(offset)
                        : range(view, i, file, offset, maxBytes, endOffset, atLeastOne);
                if (range == null) {
                    return null;
                }
                if (!range.isPastEnd() || i == last) {
                    handedOver = true;
                    return new SegmentSlice(
                            segment.file(),
                            file,
                            Math.max(0, range.position),
                            range.sizeInBytes,
                            range.endOffset,
                            range.upperOffset);
                }
            } finally {
                if (!handedOver) {
                    segment.file().release();
                }
            }
        }
    }

    /** @param upperOffset above every record, where {@code endOffset} may be below some */
    private record Range(int position, int sizeInBytes, long endOffset, long upperOffset) {
        static Range exact(int position, int sizeInBytes, long endOffset) {
            return new Range(position, sizeInBytes, endOffset, endOffset);
        }

        static Range empty(long offset) {
            return exact(0, 0, offset);
        }

        /** The segment holds nothing from the offset on: compaction or a leader's gap left it so. */
        static Range pastEnd(long offset) {
            return exact(-1, 0, offset);
        }

        boolean isPastEnd() {
            return position < 0;
        }
    }

    private @Nullable Range range(
            LogView view, int index, DiskFile file, long offset, int maxBytes, long endOffset, boolean atLeastOne)
            throws IOException {
        int from = 0;
        int size = view.sizeOf(index);
        long segmentEnd = view.endOffsetOf(index);
        SegmentDamage damage = view.segment(index).damage();
        if (damage != null) {
            long first = Math.max(offset, view.segment(index).baseOffset());
            damage.check(first);
            from = damage.soundFrom(first);
            size = damage.soundTo(first, size);
            segmentEnd = damage.soundEnd(first, segmentEnd);
        }
        boolean active = index == view.count() - 1;
        int position;
        int firstBatchBytes;
        long firstBatchEnd = offset;
        if (active && offset == view.lastAppendOffset && view.lastAppendPosition < size) {
            position = view.lastAppendPosition;
            firstBatchBytes = 0;
            if (size - position > maxBytes) {
                BatchWalk found = batchAt(file, position, size);
                firstBatchBytes = found.sizeInBytes();
                firstBatchEnd = found.lastOffset() + 1;
            }
        } else {
            BatchFinder finder = finder(view, index, file, from, size);
            BatchWalk found = finder == null ? null : finder.batchWith(offset);
            if (found == null) {
                return finder == null ? null : Range.pastEnd(offset);
            }
            position = found.position();
            firstBatchBytes = found.sizeInBytes();
            firstBatchEnd = found.lastOffset() + 1;
        }
        int end = size;
        if (endOffset < segmentEnd) {
            BatchFinder finder = finder(view, index, file, from, size);
            if (finder == null) {
                return null;
            }
            // Only where the limit might reach beyond the end is it worth finding out where that is.
            if ((long) position + Math.max(maxBytes, firstBatchBytes) > finder.positionBefore(endOffset)) {
                BatchWalk found = finder.batchWith(endOffset);
                end = found == null ? size : found.position();
            }
        }
        int available = end - position;
        if (firstBatchBytes > maxBytes) {
            return atLeastOne
                    ? Range.exact(position, Math.min(firstBatchBytes, available), firstBatchEnd)
                    : Range.empty(offset);
        }
        long lastEnd = Math.min(endOffset, segmentEnd);
        if (available <= maxBytes) {
            return Range.exact(position, available, lastEnd);
        }
        BatchFinder finder = finder(view, index, file, from, size);
        int cut = position + maxBytes;
        return finder == null
                ? null
                : new Range(position, maxBytes, finder.offsetBefore(cut, offset), finder.offsetAfter(cut, lastEnd));
    }

    private @Nullable BatchFinder finder(LogView view, int index, DiskFile file, int from, int to) throws IOException {
        return BatchFinder.of(view, index, file, from, to, state.config.indexIntervalBytes());
    }

    private static BatchWalk batchAt(DiskFile file, int position, int end) throws IOException {
        BatchWalk walk = BatchWalk.headers(file, position, end);
        if (!walk.next()) {
            throw BatchFinder.corrupt(walk.nextPosition());
        }
        return walk;
    }
}
