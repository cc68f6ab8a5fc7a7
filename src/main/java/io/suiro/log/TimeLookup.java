package io.suiro.log;

import io.suiro.base.DiskFile;
import io.suiro.record.Batch;
import io.suiro.record.RecordReader;
import io.suiro.record.StoredRecord;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Finds records by timestamp: segment by its largest, time index, offset index, batches, and last the records. Any thread. */
final class TimeLookup {
    private final LogState state;

    TimeLookup(LogState state) {
        this.state = state;
    }

    Optional<FoundOffset> atOrAfter(long timestampMs, long endOffset) throws IOException {
        state.checkUsable();
        LogView view = state.view;
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

    Optional<FoundOffset> largest() throws IOException {
        state.checkUsable();
        LogView view = state.view;
        int best = -1;
        long bestMs = Batch.NO_TIMESTAMP;
        for (int i = view.floor(view.logStartOffset); i < view.count(); i++) {
            long maxTimestampMs = maxTimestampMs(view, i);
            if (maxTimestampMs > bestMs) {
                best = i;
                bestMs = maxTimestampMs;
            }
        }
        if (best < 0) {
            return Optional.empty();
        }
        long wanted = bestMs;
        return inSegment(view, best, wanted, record -> record.timestamp() == wanted);
    }

    private long maxTimestampMs(LogView view, int index) throws IOException {
        if (index == view.count() - 1) {
            return view.activeMaxTimestampMs;
        }
        SegmentIndexes indexes = view.segment(index).indexes(state.config.indexIntervalBytes());
        return indexes == null ? Batch.NO_TIMESTAMP : indexes.maxTimestampMs();
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
