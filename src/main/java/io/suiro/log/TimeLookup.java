package io.suiro.log;

import io.suiro.base.DiskFile;
import io.suiro.record.Batch;
import io.suiro.record.RecordReader;
import io.suiro.record.StoredRecord;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Finds records by timestamp: segment by its largest, time index, offset index, batches, and last the records; and the timestamp of one.
 * Any thread.
 */
final class TimeLookup {
    private final LogState state;

    TimeLookup(LogState state) {
        this.state = state;
    }

    Optional<FoundOffset> atOrAfter(long timestampMs, long endOffset) throws IOException {
        return onSteadyView(view -> atOrAfter(view, timestampMs, endOffset));
    }

    Optional<FoundOffset> largest(long endOffset) throws IOException {
        return onSteadyView(view -> largest(view, endOffset));
    }

    Optional<FoundOffset> from(long offset, long endOffset) throws IOException {
        return onSteadyView(view -> from(view, Math.max(offset, view.logStartOffset), endOffset));
    }

    @FunctionalInterface
    private interface Lookup {
        Optional<FoundOffset> in(LogView view) throws IOException;
    }

    /** A segment that a cleaning or retention has retired meanwhile seems to hold nothing: then a newer view knows. */
    private Optional<FoundOffset> onSteadyView(Lookup lookup) throws IOException {
        while (true) {
            state.checkUsable();
            LogView view = state.view;
            Optional<FoundOffset> found = lookup.in(view);
            if (view.hasSegmentsOf(state.view)) {
                return found;
            }
        }
    }

    private Optional<FoundOffset> atOrAfter(LogView view, long timestampMs, long endOffset) throws IOException {
        for (int i = view.floor(view.logStartOffset); i < view.count(); i++) {
            if (view.segment(i).baseOffset() >= endOffset) {
                return Optional.empty();
            }
            if (maxTimestampMs(view, i) >= timestampMs) {
                Optional<FoundOffset> found = inSegment(
                        view,
                        i,
                        timestampMs,
                        record -> record.timestamp() >= timestampMs && record.offset() >= view.logStartOffset);
                if (found.isPresent()) {
                    return found.filter(record -> record.offset() < endOffset);
                }
            }
        }
        return Optional.empty();
    }

    private Optional<FoundOffset> from(LogView view, long offset, long endOffset) throws IOException {
        for (int i = view.floor(offset); i < view.count() && view.segment(i).baseOffset() < endOffset; i++) {
            FoundOffset found = firstOf(view, i, offset);
            if (found != null) {
                return Optional.of(found).filter(record -> record.offset() < endOffset);
            }
        }
        return Optional.empty();
    }

    private @Nullable FoundOffset firstOf(LogView view, int index, long offset) throws IOException {
        DiskFile file = view.segment(index).file().acquire();
        if (file == null) {
            return null;
        }
        try {
            BatchFinder finder = BatchFinder.of(view, index, file, state.config.indexIntervalBytes());
            BatchWalk headers = finder == null ? null : finder.batchWith(offset);
            if (headers == null) {
                return null;
            }
            FoundOffset found = null;
            do {
                found = inBatch(file, headers, record -> record.offset() >= offset);
            } while (found == null && headers.next());
            return found;
        } finally {
            view.segment(index).file().release();
        }
    }

    private Optional<FoundOffset> largest(LogView view, long endOffset) throws IOException {
        FoundOffset walked = null;
        int best = -1;
        long bestMs = Batch.NO_TIMESTAMP;
        int first = view.floor(view.logStartOffset);
        for (int i = first; i < view.count() && view.segment(i).baseOffset() < endOffset; i++) {
            if (isCut(view, i, endOffset)) {
                // Its indexes know of records that are deleted, or not to be told of yet.
                FoundOffset found = largestOfCut(view, i, endOffset);
                if (found != null && found.timestampMs() > bestMs) {
                    walked = found;
                    best = -1;
                    bestMs = found.timestampMs();
                }
            } else if (maxTimestampMs(view, i) > bestMs) {
                best = i;
                bestMs = maxTimestampMs(view, i);
            }
        }
        long wanted = bestMs;
        return best < 0
                ? Optional.ofNullable(walked)
                : inSegment(view, best, wanted, record -> record.timestamp() == wanted);
    }

    /** Whether records of the segment lie before the log's start, or from {@code endOffset} on. */
    private static boolean isCut(LogView view, int index, long endOffset) {
        long segmentEnd = index + 1 < view.count() ? view.segment(index + 1).baseOffset() : view.logEndOffset;
        return view.segment(index).baseOffset() < view.logStartOffset || segmentEnd > endOffset;
    }

    private @Nullable FoundOffset largestOfCut(LogView view, int index, long endOffset) throws IOException {
        DiskFile file = view.segment(index).file().acquire();
        if (file == null) {
            return null;
        }
        try {
            BatchFinder finder = BatchFinder.of(view, index, file, state.config.indexIntervalBytes());
            BatchWalk headers = finder == null ? null : finder.batchWith(largestKnownAt(view, index, endOffset));
            if (headers == null) {
                return null;
            }
            long bestMs = Batch.NO_TIMESTAMP;
            FoundOffset best = null;
            do {
                if (headers.baseOffset() < endOffset && headers.maxTimestamp() > bestMs) {
                    FoundOffset found = largestInBatch(file, headers, view.logStartOffset, endOffset);
                    if (found != null && found.timestampMs() > bestMs) {
                        best = found;
                        bestMs = found.timestampMs();
                    }
                }
            } while (headers.baseOffset() < endOffset && headers.next());
            return best;
        } finally {
            view.segment(index).file().release();
        }
    }

    /** No record of the segment before this offset and below {@code endOffset}, as far as it still counts, is later than one from here on. */
    private long largestKnownAt(LogView view, int index, long endOffset) throws IOException {
        Segment segment = view.segment(index);
        if (segment.baseOffset() < view.logStartOffset) {
            return view.logStartOffset; // the largest may be deleted
        }
        SegmentIndexes indexes = segment.indexes(state.config.indexIntervalBytes());
        int entry = indexes == null ? -1 : indexes.times().before(endOffset);
        return indexes == null || entry < 0
                ? segment.baseOffset()
                : indexes.times().offset(entry);
    }

    private static @Nullable FoundOffset largestInBatch(
            DiskFile file, BatchWalk header, long logStartOffset, long endOffset) throws IOException {
        if (header.baseOffset() >= logStartOffset && header.lastOffset() < endOffset) {
            return inBatch(file, header, record -> record.timestamp() == header.maxTimestamp());
        }
        Predicate<StoredRecord> counts = record -> record.offset() >= logStartOffset && record.offset() < endOffset;
        FoundOffset best = null;
        FoundOffset next = inBatch(file, header, counts);
        while (next != null) {
            best = next;
            long above = best.timestampMs();
            next = inBatch(file, header, counts.and(record -> record.timestamp() > above));
        }
        return best;
    }

    private long maxTimestampMs(LogView view, int index) throws IOException {
        if (index == view.count() - 1) {
            return view.activeMaxTimestampMs;
        }
        return view.segment(index).maxTimestampMs(state.config.indexIntervalBytes());
    }

    private Optional<FoundOffset> inSegment(LogView view, int index, long timestampMs, Predicate<StoredRecord> wanted)
            throws IOException {
        Segment segment = view.segment(index);
        DiskFile file = segment.file().acquire();
        if (file == null) {
            return Optional.empty();
        }
        try {
            int start = startOf(view, index, file, timestampMs);
            BatchWalk headers = BatchWalk.headers(file, start, view.sizeOf(index));
            while (headers.next()) {
                if (headers.maxTimestamp() >= timestampMs) {
                    FoundOffset found = inBatch(file, headers, wanted);
                    if (found != null) {
                        return Optional.of(found);
                    }
                }
            }
            if (headers.nextPosition() < view.sizeOf(index)) {
                throw BatchFinder.corrupt(headers.nextPosition());
            }
            return Optional.empty();
        } finally {
            segment.file().release();
        }
    }

    /** Before it, no record of the segment has the timestamp or a later one. */
    private int startOf(LogView view, int index, DiskFile file, long timestampMs) throws IOException {
        int intervalBytes = state.config.indexIntervalBytes();
        SegmentIndexes indexes = view.segment(index).indexes(intervalBytes);
        int entry = indexes == null ? -1 : indexes.times().below(timestampMs);
        BatchFinder finder = BatchFinder.of(view, index, file, intervalBytes);
        if (indexes == null || entry < 0 || finder == null) {
            return 0;
        }
        BatchWalk found = finder.batchWith(indexes.times().offset(entry));
        return found == null ? 0 : found.position();
    }

    private static @Nullable FoundOffset inBatch(DiskFile file, BatchWalk header, Predicate<StoredRecord> wanted)
            throws IOException {
        BatchWalk batch = BatchWalk.batches(file, header.position(), header.nextPosition());
        if (!batch.next()) {
            throw BatchFinder.corrupt(header.position());
        }
        try (RecordReader records = RecordReader.of(batch.buffer(), batch.at())) {
            while (records.hasNext()) {
                StoredRecord record = records.next();
                if (wanted.test(record)) {
                    return new FoundOffset(
                            record.offset(), record.timestamp(), Batch.leaderEpoch(batch.buffer(), batch.at()));
                }
            }
        }
        return null;
    }
}
