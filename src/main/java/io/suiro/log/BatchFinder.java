package io.suiro.log;

import io.suiro.base.DiskFile;
import io.suiro.error.Refused;
import java.io.IOException;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * Finds batches of one segment by offset: index, then a walk over headers. An index entry is believed only if the batch at
 * its position ends with its offset; where one does not, the index of a sealed segment is rebuilt, and that of the active
 * one passed over. For one search, by one thread.
 */
final class BatchFinder {
    private final Segment segment;
    private final DiskFile file;
    private final int from;
    private final int size;
    private final boolean rebuilds;
    private final int intervalBytes;
    private SegmentIndexes indexes;

    private BatchFinder(
            Segment segment,
            DiskFile file,
            int from,
            int size,
            boolean rebuilds,
            int intervalBytes,
            SegmentIndexes indexes) {
        this.segment = segment;
        this.file = file;
        this.from = from;
        this.size = size;
        this.rebuilds = rebuilds;
        this.intervalBytes = intervalBytes;
        this.indexes = indexes;
    }

    /** Null if the segment is retired. */
    static @Nullable BatchFinder of(LogView view, int index, DiskFile file, int intervalBytes) throws IOException {
        return of(view, index, file, 0, view.sizeOf(index), intervalBytes);
    }

    /** As above, of a stretch of the segment, from a batch's position on. Null if the segment is retired. */
    static @Nullable BatchFinder of(LogView view, int index, DiskFile file, int from, int to, int intervalBytes)
            throws IOException {
        Segment segment = view.segment(index);
        SegmentIndexes indexes = segment.indexes(intervalBytes);
        // The indexes of a damaged segment lead over what a walk would not get over.
        boolean rebuilds = index < view.count() - 1 && segment.damage() == null;
        return indexes == null ? null : new BatchFinder(segment, file, from, to, rebuilds, intervalBytes, indexes);
    }

    /** A position at or before which every batch lies below the offset. */
    int positionBefore(long offset) {
        int entry = indexes.offsets().floor(offset - 1);
        return entry < 0 ? 0 : indexes.offsets().position(entry);
    }

    /** An offset below which every batch lies before the position; never below {@code start}. */
    long offsetBefore(int position, long start) {
        int entry = indexes.offsets().endingBy(position);
        return entry < 0 ? start : Math.max(start, indexes.offsets().offset(entry) + 1);
    }

    /** An offset that no batch before the position reaches; never above {@code end}. */
    long offsetAfter(int position, long end) {
        int entry = indexes.offsets().from(position);
        return entry < 0 ? end : Math.min(end, indexes.offsets().offset(entry));
    }

    /**
     * A walk that stands on the first batch whose last offset is not below the offset; null if there is none.
     *
     * @throws Refused CORRUPT_MESSAGE if the way there leads over a batch that is not sound
     */
    @Nullable
    BatchWalk batchWith(long offset) throws IOException {
        BatchWalk walk = nearest(offset);
        while (walk.sizeInBytes() == 0 || walk.lastOffset() < offset) {
            if (!walk.next()) {
                if (walk.nextPosition() < size) {
                    throw corrupt(walk.nextPosition());
                }
                return null;
            }
        }
        return walk;
    }

    /** Stands on the batch of the nearest entry, or before the first batch. */
    private BatchWalk nearest(long offset) throws IOException {
        int entry = indexes.offsets().floor(offset);
        if (entry >= 0 && indexes.offsets().position(entry) >= from) {
            BatchWalk walk = BatchWalk.headers(file, indexes.offsets().position(entry), size);
            if (walk.next() && walk.lastOffset() == indexes.offsets().offset(entry)) {
                return walk;
            }
            SegmentIndexes rebuilt = rebuilds ? segment.rebuildIndexes(intervalBytes) : null;
            if (rebuilt != null) {
                indexes = rebuilt;
                int again = rebuilt.offsets().floor(offset);
                return BatchWalk.headers(file, again < 0 ? 0 : rebuilt.offsets().position(again), size);
            }
        }
        return BatchWalk.headers(file, from, size);
    }

    static Refused corrupt(int position) {
        return new Refused(Errors.CORRUPT_MESSAGE, "the log holds no sound batch at position " + position);
    }
}
