package io.suiro.log;

import io.suiro.base.DiskFile;
import io.suiro.base.DiskFullException;
import io.suiro.log.clean.AbortedTransaction;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/**
 * Takes the end of a log away, as a follower does whose log has parted from its leader's. What an end in the middle leaves is a log
 * that is longer than asked for but sound:
 *
 * <pre>
 * 1  recovery point and cleaned offset are lowered      a start reads what is above them, whatever comes to lie there
 * 2  snapshots of producers from beyond are deleted     they would be believed of the batches that come next
 * 3  segments beyond are renamed away, the last first
 * 4  the segment that holds the end is cut, and forced
 * 5  the directory is forced                            else a segment of 3 could come back behind what is appended next
 * </pre>
 *
 * Lane only; it waits for the disk. Source: KIP-101, Kafka's {@code UnifiedLog.truncateTo}.
 */
final class LogTruncation {
    private final LogState state;
    private final LogForce force;
    private final RetiredSegments retired;
    private final DirectoryCheckpoints checkpoints;

    LogTruncation(LogState state, LogForce force, RetiredSegments retired, DirectoryCheckpoints checkpoints) {
        this.state = state;
        this.force = force;
        this.retired = retired;
        this.checkpoints = checkpoints;
    }

    /** What is left of the segment that holds the offset. */
    private record Cut(int size, long endOffset) {}

    /** Keeps the batches wholly below the offset; the log's end is then the answer. */
    long truncateTo(long offset) throws IOException {
        LogView before = state.view;
        if (offset >= before.logEndOffset) {
            // An epoch that has begun here without a record may still have to go.
            truncateEpochs(offset);
            return before.logEndOffset;
        }
        if (offset <= before.logStartOffset) {
            return startAt(offset);
        }
        int last = before.floor(offset);
        Cut cut = cut(before, last, offset);
        if (cut.endOffset < before.logStartOffset) {
            return startAt(offset);
        }
        disbelieveFrom(cut.endOffset, cut.endOffset);
        return allOrNothing(() -> cutOff(before, last, cut));
    }

    private long cutOff(LogView before, int last, Cut cut) throws IOException {
        Segment[] kept = Arrays.copyOf(before.segmentsFrom(0), last + 1);
        long nowMs = state.clock.nowMs();
        retire(before, last);
        for (int i = before.count() - 1; i > last; i--) {
            retired.remove(before.segment(i), false, nowMs);
        }
        kept[last] = cut(before.segment(last), cut, nowMs);
        ProducerStates producers =
                new ProducerLoad(state.topicPartition, state.files).before(cut.endOffset, List.of(kept));
        producers.endedAs(state.producers, cut.endOffset);
        // First, so that whoever still reads what is cut off is told by the producers' states where it was unstable.
        state.view = LogView.of(kept, before.logStartOffset, cut.endOffset);
        state.producers = producers;
        truncateEpochs(cut.endOffset);
        return cut.endOffset;
    }

    /** Drops everything; the log is empty, and its next record gets the offset. */
    long startAt(long offset) throws IOException {
        LogView before = state.view;
        // Nothing below the offset is there: what an end in the middle leaves is to be read from its first batch on.
        disbelieveFrom(0, -1);
        state.forgetEpochs();
        checkpoints.logStartMoved(state.topicPartition, offset);
        return allOrNothing(() -> {
            retire(before, 0);
            long nowMs = state.clock.nowMs();
            for (int i = before.count() - 1; i >= 0; i--) {
                retired.remove(before.segment(i), false, nowMs);
            }
            Segment first = LogState.newSegment(state.disk(), state.directory(), state.openFiles, offset, nowMs);
            state.view = LogView.of(new Segment[] {first}, offset, offset);
            state.producers = new ProducerStates();
            return offset;
        });
    }

    /** @param snapshots above it are deleted */
    private void disbelieveFrom(long offset, long snapshots) throws IOException {
        state.tidy = false;
        force.lowerTo(offset);
        checkpoints.truncated(state.topicPartition, offset);
        for (long snapshot : state.files.offsets(FileNames.SNAPSHOT)) {
            if (snapshot > snapshots) {
                state.files.delete(snapshot, FileNames.SNAPSHOT);
            }
        }
        state.disk().forceDirectory(state.directory());
    }

    private long allOrNothing(LogForce.Truncation truncation) throws IOException {
        try {
            long end = truncation.run();
            state.disk().forceDirectory(state.directory());
            return end;
        } catch (DiskFullException e) {
            throw new IOException("a truncation of " + state.topicPartition + " broke off halfway", e);
        }
    }

    private static void retire(LogView view, int first) {
        for (int i = view.count() - 1; i >= first; i--) {
            view.segment(i).retire();
        }
    }

    private void truncateEpochs(long offset) throws IOException {
        try {
            if (state.epochs.truncateFromEnd(offset)) {
                state.saveEpochs();
            }
        } catch (DiskFullException e) {
            // They go to the file before the recovery point moves.
            state.health.full(e);
        }
    }

    /** The offsets of a batch that goes may be given again; those of a gap before it, which a compaction has left, are kept. */
    private Cut cut(LogView view, int index, long offset) throws IOException {
        int size = view.sizeOf(index);
        Segment segment = view.segment(index);
        DiskFile file = segment.file().acquire();
        if (file == null) {
            throw new IllegalStateException("segment " + segment.baseOffset() + " is retired");
        }
        try {
            BatchFinder finder = BatchFinder.of(view, index, file, state.config.indexIntervalBytes());
            BatchWalk found = finder == null ? null : finder.batchWith(offset);
            return found == null
                    ? new Cut(size, offset)
                    : new Cut(found.position(), Math.min(offset, found.baseOffset()));
        } finally {
            segment.file().release();
        }
    }

    /** A segment of its own over the same file, so that readers who have not opened the old one yet look for the new. */
    private Segment cut(Segment old, Cut cut, long nowMs) throws IOException {
        try (DiskFile file = state.disk().open(old.path(FileNames.LOG))) {
            file.truncate(cut.size);
            file.force();
            SegmentIndexes indexes =
                    SegmentIndexes.unsealed(file, old.baseOffset(), cut.size, state.config.indexIntervalBytes());
            Segment segment = new Segment(
                    state.disk(), state.directory(), state.openFiles, old.baseOffset(), cut.size, nowMs, indexes);
            segment.aborted().set(abortedBelow(old, cut.endOffset));
            segment.aborted().store();
            indexes.write(state.disk(), state.directory(), old.baseOffset(), "");
            segment.activate();
            return segment;
        }
    }

    private static List<AbortedTransaction> abortedBelow(Segment old, long endOffset) throws IOException {
        return old.aborted().all().stream()
                .filter(aborted -> aborted.lastOffset() < endOffset)
                .toList();
    }
}
