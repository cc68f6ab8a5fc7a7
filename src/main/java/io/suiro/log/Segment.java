package io.suiro.log;

import io.suiro.base.Disk;
import io.suiro.base.DiskFile;
import io.suiro.base.DiskFullException;
import io.suiro.log.clean.AbortedTransaction;
import io.suiro.record.Batch;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A stretch of a partition: its file of batches and the two indexes.
 *
 * <pre>
 * active  -- roll --&gt;  sealed  -- force --&gt;  forced  -- retention --&gt;  retired (files renamed, deleted later)
 * </pre>
 *
 * The lane appends and seals. Any thread reads below the size that a {@link LogView} gives. The indexes of a sealed
 * segment are loaded by the first reader who needs them and dropped when nobody has for a while.
 */
final class Segment {
    private static final long UNKNOWN = Long.MIN_VALUE;

    private final Disk disk;
    private final Path directory;
    private final long baseOffset;
    private final long createdMs;
    private final SegmentFile file;
    private final SegmentAborted aborted;
    /** Held while index files are read or forced, so that none is created anew behind a retirement's back. */
    private final Object indexFiles = new Object();

    private volatile @Nullable SegmentIndexes indexes;
    private volatile boolean indexesUsedLately;
    /** False while there was no room for their files; then they stay in memory. */
    private volatile boolean indexesStored = true;

    private boolean active;
    private boolean retired;
    private int size;
    private long firstTimestampMs = Batch.NO_TIMESTAMP;
    private volatile boolean forced;
    /** Null unless a scrub has found that it is damaged, which only a sealed one can be. */
    private volatile @Nullable SegmentDamage damage;
    /** Of a sealed segment, once its indexes have been in memory: outlives them there. */
    private volatile long sealedMaxTimestampMs = UNKNOWN;

    /** @param indexes null to load them from their files when they are needed: only for a sealed segment */
    Segment(
            Disk disk,
            Path directory,
            OpenFiles openFiles,
            long baseOffset,
            int size,
            long createdMs,
            @Nullable SegmentIndexes indexes) {
        this.disk = disk;
        this.directory = directory;
        this.baseOffset = baseOffset;
        this.size = size;
        this.createdMs = createdMs;
        this.indexes = indexes;
        this.aborted = new SegmentAborted(disk, path(FileNames.TRANSACTION_INDEX));
        this.file = new SegmentFile(disk, path(FileNames.LOG), openFiles);
    }

    long baseOffset() {
        return baseOffset;
    }

    /** Final once the segment is sealed; before that the lane's, and others have the view's. */
    int size() {
        return size;
    }

    SegmentFile file() {
        return file;
    }

    /** Creates the file of a new segment; those of its indexes come when it is sealed. */
    void create() throws IOException {
        active = true;
        aborted.set(List.of());
        try {
            present(file.visit());
            file.leave();
        } catch (DiskFullException e) {
            file.retire();
            disk.delete(path(FileNames.LOG));
            throw e;
        }
    }

    /** The last segment of a log that has been read from disk; its indexes must be loaded. */
    void activate() throws IOException {
        active = true;
        aborted.load();
        if (size > 0) {
            DiskFile open = present(file.visit());
            try {
                BatchWalk walk = BatchWalk.headers(open, 0, size);
                if (walk.next()) {
                    firstTimestampMs = walk.maxTimestamp();
                }
            } finally {
                file.leave();
            }
        }
    }

    /** Writes batches, already stamped, with one call. The buffer's position stays. */
    void append(ByteBuffer batches, int intervalBytes) throws IOException {
        DiskFile open = acquire();
        int start = batches.position();
        try {
            write(open, batches);
        } finally {
            batches.position(start);
            file.release();
        }
        if (size == 0) {
            firstTimestampMs = Batch.maxTimestamp(batches, start);
        }
        SegmentIndexes target = loadedIndexes();
        int end = batches.limit();
        for (int at = start; at < end; at += Batch.sizeInBytes(batches, at)) {
            int batchSize = Batch.sizeInBytes(batches, at);
            target.add(
                    Batch.lastOffset(batches, at), size, batchSize, Batch.largestTimestamp(batches, at), intervalBytes);
            size += batchSize;
        }
    }

    /** All of it or nothing: a rest of these batches could turn up behind shorter ones that are written next. */
    private void write(DiskFile open, ByteBuffer batches) throws IOException {
        try {
            open.write(batches, size);
        } catch (DiskFullException e) {
            open.truncate(size);
            // Else the rest may be back after a crash, in a segment that is sealed and believed by then.
            open.force();
            throw e;
        }
    }

    /** Aborted transactions whose markers lie here. To their file they come with the indexes. */
    SegmentAborted aborted() {
        return aborted;
    }

    /** In order of their markers; null if the segment is retired and its files may be gone, or another's. Any thread. */
    @Nullable
    List<AbortedTransaction> abortedTransactions() throws IOException {
        List<AbortedTransaction> known = aborted.known();
        if (known != null) {
            return known;
        }
        synchronized (indexFiles) {
            return retired ? null : aborted.load();
        }
    }

    /** Kafka's rule: by the time of the records where they have one, otherwise by the age of the segment. */
    boolean isOlderThan(long rollMs, long nowMs, long recordTimestampMs) {
        return (firstTimestampMs >= 0 && recordTimestampMs >= 0)
                ? recordTimestampMs - firstTimestampMs > rollMs
                : nowMs - createdMs > rollMs;
    }

    /** Writes the indexes, unless there is no room for them now; nothing is appended after this. Also before a clean end. */
    void seal() throws IOException {
        SegmentIndexes sealed = loadedIndexes();
        sealed.seal();
        storeIndexes(sealed);
        active = false;
        indexesUsedLately = true;
        sealedMaxTimestampMs = sealed.maxTimestampMs();
    }

    /**
     * None of their files is there unless all are whole: a part of a time index would lie about the segment. Nor does a power failure
     * bring a part back, once the recovery point has moved over the segment.
     */
    private void storeIndexes(SegmentIndexes sealed) throws IOException {
        try {
            sealed.write(disk, directory, baseOffset, "");
            aborted.store();
            indexesStored = true;
        } catch (DiskFullException e) {
            indexesStored = false;
            disk.delete(path(FileNames.INDEX));
            disk.delete(path(FileNames.TIME_INDEX));
            aborted.unstore();
            disk.forceDirectory(directory);
        }
    }

    /** Of the active segment, which always has them in memory. */
    SegmentIndexes loadedIndexes() {
        SegmentIndexes loaded = indexes;
        if (loaded == null) {
            throw new IllegalStateException("segment " + baseOffset + " is not active");
        }
        return loaded;
    }

    /** Loads the indexes, or rebuilds them where their files do not fit. Null if the segment is retired. */
    @Nullable
    SegmentIndexes indexes(int intervalBytes) throws IOException {
        indexesUsedLately = true;
        SegmentIndexes loaded = indexes;
        return loaded != null ? loaded : load(intervalBytes);
    }

    private @Nullable SegmentIndexes load(int intervalBytes) throws IOException {
        synchronized (indexFiles) {
            SegmentIndexes loaded = indexes;
            if (loaded == null && !retired) {
                loaded = SegmentIndexes.read(disk, directory, baseOffset, size);
                loaded = loaded == null ? rebuildIndexes(intervalBytes) : loaded;
                indexes = loaded;
                sealedMaxTimestampMs = loaded == null ? UNKNOWN : loaded.maxTimestampMs();
            }
            return loaded;
        }
    }

    /** For a sealed segment whose indexes turn out not to match its batches. Null if the segment is retired. */
    @Nullable
    SegmentIndexes rebuildIndexes(int intervalBytes) throws IOException {
        synchronized (indexFiles) {
            DiskFile open = file.acquire();
            if (open == null || retired) {
                return null;
            }
            try {
                SegmentIndexes rebuilt = SegmentIndexes.rebuild(open, baseOffset, size, intervalBytes);
                storeIndexes(rebuilt);
                if (forced && indexesStored) {
                    disk.force(path(FileNames.INDEX));
                    disk.force(path(FileNames.TIME_INDEX));
                }
                indexes = rebuilt;
                sealedMaxTimestampMs = rebuilt.maxTimestampMs();
                return rebuilt;
            } finally {
                file.release();
            }
        }
    }

    /** The largest timestamp of its records, -1 if they have none or it is retired. */
    long maxTimestampMs(int intervalBytes) throws IOException {
        long known = sealedMaxTimestampMs;
        if (known != UNKNOWN) {
            return known;
        }
        SegmentIndexes loaded = indexes(intervalBytes);
        return loaded == null ? Batch.NO_TIMESTAMP : loaded.maxTimestampMs();
    }

    /** The largest timestamp of its records, or the file's own time if they have none. */
    long largestTimestampMs(int intervalBytes) throws IOException {
        long largest = maxTimestampMs(intervalBytes);
        return largest >= 0 ? largest : disk.lastModifiedMs(path(FileNames.LOG));
    }

    /** Null unless it is known to be damaged. Any thread. */
    @Nullable
    SegmentDamage damage() {
        return damage;
    }

    /** What a scrub has found; null for nothing. */
    void damaged(@Nullable SegmentDamage found) {
        damage = found;
    }

    /** The index files of a sealed segment, to be held against it; null if it has none now, or is retired. */
    @Nullable
    IndexCheck indexCheck() throws IOException {
        synchronized (indexFiles) {
            return retired || !indexesStored
                    ? null
                    : IndexCheck.read(disk, baseOffset, path(FileNames.INDEX), path(FileNames.TIME_INDEX));
        }
    }

    boolean isForced() {
        return forced;
    }

    /** For one that is complete with its indexes, and durable. */
    void knownSealed() {
        sealedMaxTimestampMs = loadedIndexes().maxTimestampMs();
        forced = true;
    }

    /** Bytes of the larger of its two index files, of a sealed segment. */
    long indexFileBytes() throws IOException {
        long bytes = 0;
        for (String suffix : List.of(FileNames.INDEX, FileNames.TIME_INDEX)) {
            bytes = Math.max(bytes, disk.exists(path(suffix)) ? disk.size(path(suffix)) : 0);
        }
        return bytes;
    }

    /** For segments below the recovery point, which were forced before it moved over them. */
    void knownForced() {
        forced = true;
    }

    /** Makes the batches durable, and the rest if the segment is sealed. Nothing happens to a retired one. */
    void force(boolean sealed) throws IOException {
        DiskFile open = file.acquire();
        if (open == null) {
            return;
        }
        try {
            open.force();
        } finally {
            file.release();
        }
        if (sealed) {
            synchronized (indexFiles) {
                if (!retired) {
                    forceIndexes();
                }
            }
        }
    }

    private void forceIndexes() throws IOException {
        SegmentIndexes loaded = indexes;
        if (!indexesStored && loaded != null) {
            storeIndexes(loaded);
        }
        if (indexesStored) {
            disk.force(path(FileNames.INDEX));
            disk.force(path(FileNames.TIME_INDEX));
            if (disk.exists(path(FileNames.TRANSACTION_INDEX))) {
                disk.force(path(FileNames.TRANSACTION_INDEX));
            }
            forced = true;
        }
    }

    /** Lets go of what nobody has used since the last call. */
    void releaseIdle() {
        file.closeIfIdle();
        if (!active && forced && indexesStored && !indexesUsedLately) {
            indexes = null;
            aborted.unload();
        }
        indexesUsedLately = false;
    }

    /** Readers who hold the file go on; nobody new opens it. */
    void retire() {
        synchronized (indexFiles) {
            retired = true;
        }
        file.retire();
    }

    Path path(String suffix) {
        return directory.resolve(FileNames.of(baseOffset, suffix));
    }

    private DiskFile acquire() throws IOException {
        return present(file.acquire());
    }

    private DiskFile present(@Nullable DiskFile open) {
        if (open == null) {
            throw new IllegalStateException("segment " + baseOffset + " is retired");
        }
        return open;
    }
}
