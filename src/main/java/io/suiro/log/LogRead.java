package io.suiro.log;

import io.suiro.base.DiskFile;
import io.suiro.error.Refused;
import java.io.IOException;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * Finds the range of a segment's file that answers a fetch. What it costs: nothing but arithmetic for a reader who goes on
 * where the last append began; otherwise a binary search and a walk over the headers of one index interval. How much is
 * stored does not matter. Any thread.
 */
final class LogRead {
    private final LogState state;

    LogRead(LogState state) {
        this.state = state;
    }

    LogSlice read(long offset, int maxBytes, long endOffset, boolean atLeastOne) throws IOException {
        while (true) {
            state.checkUsable();
            LogView view = state.view;
            if (offset < view.logStartOffset || offset > view.logEndOffset) {
                throw new Refused(
                        Errors.OFFSET_OUT_OF_RANGE,
                        "offset " + offset + " of " + state.topicPartition + " is not in " + view.logStartOffset
                                + " to " + view.logEndOffset);
            }
            LogSlice slice = read(view, offset, maxBytes, Math.min(endOffset, view.logEndOffset), atLeastOne);
            if (slice != null) {
                return slice;
            }
        }
    }

    /** Null if retention has retired the segment since the view was taken: a newer view knows. */
    private @Nullable LogSlice read(LogView view, long offset, int maxBytes, long endOffset, boolean atLeastOne)
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
                        ? Range.EMPTY
                        : range(view, i, file, offset, maxBytes, endOffset, atLeastOne);
                if (range == null) {
                    return null;
                }
                if (!range.isPastEnd() || i == last) {
                    handedOver = true;
                    return new SegmentSlice(segment.file(), file, Math.max(0, range.position), range.sizeInBytes);
                }
            } finally {
                if (!handedOver) {
                    segment.file().release();
                }
            }
        }
    }

    private record Range(int position, int sizeInBytes) {
        static final Range EMPTY = new Range(0, 0);
        /** The segment holds nothing from the offset on: compaction or a leader's gap left it so. */
        static final Range PAST_END = new Range(-1, 0);

        boolean isPastEnd() {
            return position < 0;
        }
    }

    private @Nullable Range range(
            LogView view, int index, DiskFile file, long offset, int maxBytes, long endOffset, boolean atLeastOne)
            throws IOException {
        int size = view.sizeOf(index);
        boolean active = index == view.count() - 1;
        int position;
        int firstBatchBytes;
        if (active && offset == view.lastAppendOffset && view.lastAppendPosition < size) {
            position = view.lastAppendPosition;
            firstBatchBytes = size - position <= maxBytes ? 0 : sizeOfBatchAt(file, position, size);
        } else {
            BatchFinder finder = finder(view, index, file);
            BatchWalk found = finder == null ? null : finder.batchWith(offset);
            if (found == null) {
                return finder == null ? null : Range.PAST_END;
            }
            position = found.position();
            firstBatchBytes = found.sizeInBytes();
        }
        int end = size;
        if (endOffset < view.endOffsetOf(index)) {
            BatchFinder finder = finder(view, index, file);
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
            return new Range(position, atLeastOne ? Math.min(firstBatchBytes, available) : 0);
        }
        return new Range(position, Math.min(maxBytes, available));
    }

    private @Nullable BatchFinder finder(LogView view, int index, DiskFile file) throws IOException {
        return BatchFinder.of(view, index, file, state.config.indexIntervalBytes());
    }

    private static int sizeOfBatchAt(DiskFile file, int position, int end) throws IOException {
        BatchWalk walk = BatchWalk.headers(file, position, end);
        if (!walk.next()) {
            throw BatchFinder.corrupt(walk.nextPosition());
        }
        return walk.sizeInBytes();
    }
}
