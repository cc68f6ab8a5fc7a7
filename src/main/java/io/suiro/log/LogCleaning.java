package io.suiro.log;

import io.suiro.base.DiskFile;
import io.suiro.base.DiskFullException;
import io.suiro.error.Refused;
import io.suiro.log.clean.AbortedTransaction;
import io.suiro.log.clean.CleaningLimits;
import io.suiro.log.clean.DirtyKeys;
import io.suiro.log.clean.OffsetMap;
import io.suiro.log.clean.Survivors;
import io.suiro.log.clean.Survivors.LastBatch;
import io.suiro.record.Checksum;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import org.apache.kafka.common.protocol.Errors;

/**
 * One compaction of a log: reads the keys of its dirty part, then copies all segments up to where that has come, several small ones
 * into one, leaving out what is superseded; each copy takes the place of its originals in one step on the lane. Readers
 * go on meanwhile, and so do appends: the active segment is not touched. Any thread but the lane. Source: Kafka's {@code Cleaner}.
 */
final class LogCleaning {
    private final LogState state;
    private final LogForce force;
    private final RetiredSegments retired;
    private final Executor lane;
    private final CleaningLimits limits;
    private final DirectoryCheckpoints checkpoints;
    private long bytesRead;
    private long bytesBefore;
    private long bytesAfter;

    LogCleaning(
            LogState state,
            LogForce force,
            RetiredSegments retired,
            Executor lane,
            CleaningLimits limits,
            DirectoryCheckpoints checkpoints) {
        this.state = state;
        this.force = force;
        this.retired = retired;
        this.lane = lane;
        this.limits = limits;
        this.checkpoints = checkpoints;
    }

    /**
     * @throws Refused CORRUPT_MESSAGE if a batch is not sound; UNKNOWN_TOPIC_OR_PARTITION or OFFSET_OUT_OF_RANGE if the log, or
     *     a segment to be cleaned, is deleted meanwhile
     * @throws CancellationException if the limits say so
     */
    Cleaned run(Dirt dirt) throws IOException {
        long nowMs = state.clock.nowMs();
        Map<Long, LastBatch> producers = state.producers.lastBatches();
        forceTo(dirt.firstUncleanableOffset());
        LogView view = state.view;
        long keys = dirt.firstUncleanableOffset() - dirt.firstDirtyOffset();
        try (OffsetMap latest = OffsetMap.of(keys, limits.mapBytes(), limits.mapLoadFactor())) {
            List<AbortedTransaction> aborted = aborted(view);
            long end = readKeys(view, dirt, new DirtyKeys(latest, dirt.firstDirtyOffset(), aborted));
            List<AbortedTransaction> needed = new ArrayList<>();
            Survivors survivors = new Survivors(
                    latest,
                    end,
                    dirt.firstUncleanableOffset(),
                    aborted,
                    needed::add,
                    producers,
                    nowMs,
                    state.config.compaction().deleteRetentionMs());
            for (List<Segment> group : groups(view, end)) {
                copy(group, survivors, needed, nowMs);
            }
            if (bytesBefore > 0) {
                state.disk().forceDirectory(state.directory());
            }
            tell(() -> checkpoints.cleaned(state.topicPartition, end));
            checkpoints.writeCleaned();
            return new Cleaned(end, bytesRead, bytesBefore, bytesAfter);
        }
    }

    /**
     * What supersedes a record or a producer's batch must not be lost with the power when these are gone already; and recovery,
     * which takes a gap for a loss, must not come to where gaps will be.
     */
    private void forceTo(long offset) throws IOException {
        force.force();
        if (force.recoveryPoint() < offset) {
            if (state.view.logEndOffset < offset) {
                throw new Refused(Errors.OFFSET_OUT_OF_RANGE, "the log of " + state.topicPartition + " is truncated");
            }
            throw new DiskFullException("no room for the leader epochs of " + state.topicPartition);
        }
        tell(() -> checkpoints.recoveryPoint(state.topicPartition, force.recoveryPoint()));
        checkpoints.writeRecoveryPoints();
    }

    /** On the lane, so that nothing is told of a log behind its deletion. */
    private void tell(Runnable checkpoint) throws IOException {
        onLane(() -> {
            state.checkUsable();
            checkpoint.run();
            return state;
        });
    }

    /** Also those that have ended behind what is compacted. */
    private static List<AbortedTransaction> aborted(LogView view) throws IOException {
        List<AbortedTransaction> aborted = new ArrayList<>();
        for (int i = 0; i < view.count(); i++) {
            aborted.addAll(view.segment(i).aborted().all());
        }
        return aborted;
    }

    /** Returns where the map became full, or else the first offset that may not be cleaned. */
    private long readKeys(LogView view, Dirt dirt, DirtyKeys keys) throws IOException {
        for (int i = view.floor(dirt.firstDirtyOffset());
                i < view.count() && view.endOffsetOf(i) <= dirt.firstUncleanableOffset();
                i++) {
            boolean[] room = {true};
            read(view.segment(i), walk -> {
                if (walk.lastOffset() >= dirt.firstDirtyOffset()) {
                    room[0] = keys.add(walk.buffer(), walk.at());
                }
                return room[0];
            });
            if (!room[0]) {
                return keys.end();
            }
        }
        return dirt.firstUncleanableOffset();
    }

    @FunctionalInterface
    private interface BatchVisitor {
        /** Whether to go on. */
        boolean visit(BatchWalk walk) throws IOException;
    }

    private void read(Segment segment, BatchVisitor visitor) throws IOException {
        DiskFile file = segment.file().acquire();
        if (file == null) {
            throw gone(segment);
        }
        try {
            BatchWalk walk = BatchWalk.batches(file, 0, segment.size());
            boolean goesOn = true;
            while (goesOn && walk.next()) {
                if (limits.cancelled().getAsBoolean()) {
                    throw new CancellationException("a cleaning of " + state.topicPartition + " was cancelled");
                }
                if (!Checksum.matches(walk.buffer(), walk.at())) {
                    throw corrupt(segment, walk.position());
                }
                bytesRead += walk.sizeInBytes();
                limits.throttle().moved(walk.sizeInBytes());
                goesOn = visitor.visit(walk);
            }
            if (goesOn && walk.nextPosition() < segment.size()) {
                throw corrupt(segment, walk.nextPosition());
            }
        } finally {
            segment.file().release();
        }
    }

    /**
     * Segments that begin below the end, in order, as many to a group as fit into one. A group is bounded by what its
     * segments hold now, which its copy cannot exceed but for the room of delete horizons in batches that shrink elsewhere.
     */
    private List<List<Segment>> groups(LogView view, long endOffset) throws IOException {
        List<List<Segment>> groups = new ArrayList<>();
        List<Segment> group = new ArrayList<>();
        long bytes = 0;
        long indexBytes = 0;
        for (int i = 0; i < view.count() - 1 && view.segment(i).baseOffset() < endOffset; i++) {
            Segment segment = view.segment(i);
            long base =
                    group.isEmpty() ? segment.baseOffset() : group.getFirst().baseOffset();
            long more = segment.indexFileBytes();
            boolean fits = bytes + segment.size() <= state.config.segmentBytes()
                    && indexBytes + more <= state.config.segmentIndexBytes()
                    && view.endOffsetOf(i) - base <= Integer.MAX_VALUE;
            if (!fits && !group.isEmpty()) {
                groups.add(List.copyOf(group));
                group.clear();
                bytes = 0;
                indexBytes = 0;
            }
            group.add(segment);
            bytes += segment.size();
            indexBytes += more;
        }
        if (!group.isEmpty()) {
            groups.add(group);
        }
        return groups;
    }

    private void copy(List<Segment> group, Survivors survivors, List<AbortedTransaction> needed, long nowMs)
            throws IOException {
        long base = group.getFirst().baseOffset();
        CleanedSegment target = CleanedSegment.create(
                state.disk(), state.directory(), base, state.config.indexIntervalBytes(), limits.bufferBytes());
        boolean swapped = false;
        try {
            long bytes = 0;
            for (Segment segment : group) {
                bytes += segment.size();
                read(segment, walk -> {
                    ByteBuffer left = survivors.of(walk.buffer(), walk.at());
                    needed.forEach(target::addAborted);
                    needed.clear();
                    if (left != null) {
                        limits.throttle().moved(left.remaining());
                        target.append(left);
                    }
                    return true;
                });
            }
            target.finish();
            target.close();
            onLane(() -> swap(group, target, nowMs));
            swapped = true;
            bytesBefore += bytes;
            bytesAfter += target.sizeInBytes();
        } finally {
            if (!swapped) {
                target.discard();
            }
        }
    }

    private Segment swap(List<Segment> group, CleanedSegment target, long nowMs) throws IOException {
        state.checkUsable();
        int first = state.view.indexOf(group.getFirst());
        int last = state.view.indexOf(group.getLast());
        if (first < 0 || last - first != group.size() - 1) {
            throw gone(group.getFirst());
        }
        Segment cleaned = new Segment(
                state.disk(),
                state.directory(),
                state.openFiles,
                group.getFirst().baseOffset(),
                target.sizeInBytes(),
                nowMs,
                target.indexes());
        cleaned.knownSealed();
        // Before the files move, so that a reader who has not opened one yet waits for the new view instead.
        group.forEach(Segment::retire);
        try {
            SegmentSwap.run(state.files, cleaned.baseOffset(), group, retired, nowMs);
        } catch (DiskFullException e) {
            throw new IOException("a compacted segment of " + state.topicPartition + " is halfway in its place", e);
        }
        state.view = state.view.replaced(first, last, cleaned);
        return cleaned;
    }

    private interface LaneWork<T> {
        T run() throws IOException;
    }

    private <T> T onLane(LaneWork<T> work) throws IOException {
        try {
            return CompletableFuture.supplyAsync(
                            () -> {
                                try {
                                    return work.run();
                                } catch (IOException e) {
                                    throw new CompletionException(e);
                                }
                            },
                            lane)
                    .join();
        } catch (CompletionException e) {
            switch (e.getCause()) {
                case IOException failure -> throw failure;
                case Refused refused -> throw refused;
                case null, default -> throw e;
            }
        }
    }

    private Refused gone(Segment segment) {
        return new Refused(
                Errors.OFFSET_OUT_OF_RANGE,
                "segment " + segment.baseOffset() + " of " + state.topicPartition + " was deleted meanwhile");
    }

    private static Refused corrupt(Segment segment, int position) {
        return new Refused(
                Errors.CORRUPT_MESSAGE, segment.path(FileNames.LOG) + " holds no sound batch at position " + position);
    }
}
