package io.suiro.log;

import io.suiro.base.Clock;
import io.suiro.base.Disk;
import io.suiro.base.DiskFile;
import io.suiro.base.DiskFullException;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Reads a partition's directory into a log. After a clean end, files are taken as they are and only their shape is looked
 * at. After any other end:
 *
 * <ul>
 *   <li>segments that end below the recovery point are durable, and taken as they are;
 *   <li>the one that ends right there may lack its indexes, which are built anew;
 *   <li>every later one goes through {@link SegmentRecovery}. The log ends at the first cut, or before the first segment that does
 *       not touch the one before it: nothing that follows a loss was ever acknowledged as durable.
 * </ul>
 *
 * Used once, by whichever thread opens the log.
 */
final class LogLoad {
    private static final Logger LOG = System.getLogger(LogLoad.class.getName());

    private final TopicPartition topicPartition;
    private final PartitionFiles files;
    private final Disk disk;
    private final Path directory;
    private final DirectoryHealth health;
    private final OpenFiles openFiles;
    private final Clock clock;
    private final LogConfig config;
    private final boolean clean;
    private final List<Segment> segments = new ArrayList<>();
    private final LeaderEpochs epochs;
    private final boolean epochsLost;
    private final byte @Nullable [] storedEpochs;
    private final ProducerLoad producerLoad;
    private final long cleanedTo;
    private final boolean anywhereCleaned;
    private @Nullable ProducerStates producers;
    private long recoveryPoint;
    private long endOffset;
    private boolean deleted;

    /**
     * @param recoveryPoint below it everything is durable; not looked at if the end was clean
     * @param cleanedTo below it, compaction has left gaps
     * @param anywhereCleaned whether it may have left some above the recovery point too
     */
    LogLoad(
            TopicPartition topicPartition,
            PartitionFiles files,
            DirectoryHealth health,
            OpenFiles openFiles,
            Clock clock,
            LogConfig config,
            boolean clean,
            long recoveryPoint,
            long cleanedTo,
            boolean anywhereCleaned)
            throws IOException {
        this.topicPartition = topicPartition;
        this.files = files;
        this.disk = files.disk();
        this.directory = files.directory();
        this.health = health;
        this.openFiles = openFiles;
        this.clock = clock;
        this.config = config;
        this.clean = clean;
        this.recoveryPoint = clean ? Long.MAX_VALUE : recoveryPoint;
        this.storedEpochs = files.readEpochs();
        LeaderEpochs read = epochs(storedEpochs);
        this.epochsLost = read == null;
        this.epochs = read == null ? new LeaderEpochs() : read;
        this.producerLoad = new ProducerLoad(topicPartition, files);
        this.cleanedTo = cleanedTo;
        this.anywhereCleaned = anywhereCleaned;
    }

    private @Nullable LeaderEpochs epochs(byte @Nullable [] content) {
        if (content == null) {
            return null;
        }
        try {
            return LeaderEpochs.fromCheckpoint(content);
        } catch (CorruptFile e) {
            LOG.log(Level.WARNING, "leader epochs of " + topicPartition + " are read from its log anew", e);
            return null;
        }
    }

    /** After {@link #load}: where the next recovery begins unless more is forced. */
    long recoveryPoint() {
        return Math.min(recoveryPoint, endOffset);
    }

    /** @param checkpointedStart where the log starts as far as the checkpoint knows */
    LogState load(long checkpointedStart) throws IOException {
        deleted = SegmentSwap.completeAll(files);
        deleteLeftovers();
        List<Long> bases = files.offsets(FileNames.LOG);
        int loaded = 0;
        while (loaded < bases.size()) {
            long next = loaded + 1 < bases.size() ? bases.get(loaded + 1) : -1;
            boolean goesOn = loadSegment(bases.get(loaded), next);
            loaded++;
            if (!goesOn) {
                break;
            }
        }
        for (long base : bases.subList(loaded, bases.size())) {
            LOG.log(
                    Level.WARNING,
                    "segment {0} of {1} follows a loss and is deleted",
                    Long.toString(base),
                    topicPartition);
            deleteSegment(base);
        }
        if (!clean && endOffset < recoveryPoint) {
            LOG.log(
                    Level.ERROR,
                    "{0} ends at offset {1} though it was durable up to {2}: the disk has lost data",
                    topicPartition,
                    Long.toString(endOffset),
                    Long.toString(recoveryPoint));
        }
        if (!segments.isEmpty() && endOffset < checkpointedStart) {
            segments.forEach(Segment::retire);
            for (Segment segment : segments) {
                deleteSegment(segment.baseOffset());
            }
            segments.clear();
            producers = null;
            epochs.truncateFromEnd(0);
        }
        if (segments.isEmpty()) {
            endOffset = checkpointedStart;
            segments.add(LogState.newSegment(disk, directory, openFiles, checkpointedStart, clock.nowMs()));
        }
        ProducerStates states = producers == null ? producerLoad.before(endOffset, segments) : producers;
        producerLoad.deleteOthers(segments, endOffset);
        if (deleted || producerLoad.hasDeleted()) {
            disk.forceDirectory(directory);
        }
        long logStartOffset = Math.max(checkpointedStart, segments.getFirst().baseOffset());
        LogView view = LogView.of(segments.toArray(Segment[]::new), logStartOffset, endOffset);
        epochs.truncateFromEnd(endOffset);
        epochs.truncateFromStart(logStartOffset);
        LogState state = new LogState(
                topicPartition, files, health, openFiles, clock, config, epochs, storedEpochs, states, view);
        saveEpochs(state);
        // A log that was never written has nothing to snapshot.
        state.tidy = endOffset == 0 ? clean || bases.isEmpty() : clean && producerLoad.snapshotUsed() == endOffset;
        return state;
    }

    /** Whether the log goes on after it. */
    private boolean loadSegment(long base, long next) throws IOException {
        int size = Math.toIntExact(disk.size(files.path(base, FileNames.LOG)));
        if (next >= 0 && next <= recoveryPoint) {
            Segment sealed = segment(base, size, null);
            segments.add(sealed);
            if (next < recoveryPoint) {
                sealed.knownForced();
            }
            if (next == recoveryPoint || !hasIndexes(base)) {
                sealed.aborted().set(producerLoad.abortedIn(sealed, segments.subList(0, segments.size() - 1)));
                sealed.rebuildIndexes(config.indexIntervalBytes());
            }
            readLostEpochs(sealed, size);
            endOffset = next;
            return true;
        }
        try (DiskFile file = disk.open(files.path(base, FileNames.LOG))) {
            if (clean) {
                SegmentIndexes indexes = SegmentIndexes.read(disk, directory, base, size);
                long end = indexes == null ? -1 : indexes.resume(file, base, size, config.indexIntervalBytes());
                if (indexes != null && end >= 0) {
                    Segment last = segment(base, size, indexes);
                    if (last.aborted().isReadable()) {
                        readLostEpochs(last, size);
                        return activate(last, end);
                    }
                }
            }
            ProducerStates learning = producers == null ? producerLoad.before(base, segments) : producers;
            producers = learning;
            SegmentRecovery recovered =
                    SegmentRecovery.run(file, base, size, config.indexIntervalBytes(), epochs, learning);
            if (recovered.cutBytes() > 0) {
                LOG.log(
                        Level.WARNING,
                        "{0} ends at offset {1}: {2} bytes after it are not whole batches and are cut off",
                        topicPartition,
                        Long.toString(recovered.endOffset()),
                        Long.toString(recovered.cutBytes()));
            }
            Segment segment = segment(base, recovered.size(), recovered.indexes());
            segment.aborted().set(recovered.aborted());
            boolean touches = recovered.endOffset() >= next || mayEndEarly(base, recovered);
            if (next >= 0 && recovered.cutBytes() == 0 && touches) {
                segment.seal();
                files.tryWriteSnapshot(next, learning.toSnapshot());
                segments.add(segment);
                endOffset = next;
                return true;
            }
            return activate(segment, recovered.endOffset());
        }
    }

    /**
     * A cleaning may have taken the last batches of a segment; nothing else leaves a gap before the next. But a cleaning of
     * ours moves the recovery point over what it is about to clean.
     */
    private boolean mayEndEarly(long base, SegmentRecovery recovered) {
        return anywhereCleaned || base < cleanedTo || recovered.sparse();
    }

    /** The last segment of the log. */
    private boolean activate(Segment segment, long end) throws IOException {
        segment.activate();
        segments.add(segment);
        endOffset = end;
        return false;
    }

    private Segment segment(long base, int size, @Nullable SegmentIndexes indexes) {
        return new Segment(disk, directory, openFiles, base, size, clock.nowMs(), indexes);
    }

    private boolean hasIndexes(long base) {
        return disk.exists(files.path(base, FileNames.INDEX)) && disk.exists(files.path(base, FileNames.TIME_INDEX));
    }

    /** The file has to have those of what is not recovered again, and none that the log has not. */
    private void saveEpochs(LogState state) throws IOException {
        if (recoveryPoint() > 0 || storedEpochs != null) {
            try {
                state.saveEpochs();
            } catch (DiskFullException e) {
                // They are in memory, and go to the file before the recovery point moves.
                health.full(e);
            }
        }
    }

    /** Of a segment that is not recovered, which would read them. */
    private void readLostEpochs(Segment segment, int size) throws IOException {
        if (!epochsLost || size == 0) {
            return;
        }
        try (DiskFile file = disk.open(segment.path(FileNames.LOG))) {
            BatchWalk walk = BatchWalk.headers(file, 0, size);
            while (walk.next()) {
                if (walk.leaderEpoch() >= 0) {
                    epochs.assign(walk.leaderEpoch(), walk.baseOffset());
                }
            }
        }
    }

    /** What an earlier end left renamed, half written, or without its segment. */
    private void deleteLeftovers() throws IOException {
        for (Path name : disk.list(directory)) {
            String text = name.toString();
            boolean orphan = isOrphan(text, FileNames.INDEX) || isOrphan(text, FileNames.TIME_INDEX);
            orphan |= isOrphan(text, FileNames.TRANSACTION_INDEX);
            boolean unfinished = text.endsWith(FileNames.TEMPORARY) || text.endsWith(FileNames.CLEANED);
            if (orphan || unfinished || text.endsWith(FileNames.DELETED)) {
                disk.delete(directory.resolve(name));
                deleted = true;
            }
        }
    }

    private boolean isOrphan(String name, String suffix) {
        long base = FileNames.offset(name, suffix);
        return base >= 0 && !disk.exists(files.path(base, FileNames.LOG));
    }

    private void deleteSegment(long base) throws IOException {
        for (String suffix : FileNames.OF_SEGMENT) {
            files.delete(base, suffix);
        }
        deleted = true;
    }
}
