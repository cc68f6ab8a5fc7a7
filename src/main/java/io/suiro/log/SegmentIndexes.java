package io.suiro.log;

import io.suiro.base.Disk;
import io.suiro.base.DiskFile;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Both indexes of a segment and what is needed to grow them. In memory while the segment is active or in use; in their
 * files once it is sealed. The lane adds, any thread looks up.
 */
public final class SegmentIndexes {
    private final OffsetIndex offsets;
    private final TimeIndex times;
    private int bytesSinceEntry;
    private volatile long maxTimestampMs;
    private volatile long maxTimestampOffset;

    public SegmentIndexes(long baseOffset) {
        this(new OffsetIndex(baseOffset), new TimeIndex(baseOffset));
    }

    private SegmentIndexes(OffsetIndex offsets, TimeIndex times) {
        this.offsets = offsets;
        this.times = times;
        int entries = times.entries();
        this.maxTimestampMs = entries == 0 ? -1 : times.timestampMs(entries - 1);
        this.maxTimestampOffset = entries == 0 ? -1 : times.offset(entries - 1);
    }

    /** Null if a file is missing or cannot belong to a segment of that size; one of size 0 needs none. */
    static @Nullable SegmentIndexes read(Disk disk, Path directory, long baseOffset, int segmentSize)
            throws IOException {
        if (segmentSize == 0) {
            return new SegmentIndexes(baseOffset);
        }
        Path index = directory.resolve(FileNames.of(baseOffset, FileNames.INDEX));
        Path timeIndex = directory.resolve(FileNames.of(baseOffset, FileNames.TIME_INDEX));
        if (!disk.exists(index) || !disk.exists(timeIndex)) {
            return null;
        }
        OffsetIndex offsets = OffsetIndex.parse(baseOffset, disk.readAll(index), segmentSize);
        TimeIndex times = TimeIndex.parse(baseOffset, disk.readAll(timeIndex));
        return offsets == null || times == null ? null : new SegmentIndexes(offsets, times);
    }

    /** From the headers of the segment's batches, as far as they are sound. */
    static SegmentIndexes rebuild(DiskFile file, long baseOffset, int segmentSize, int intervalBytes)
            throws IOException {
        SegmentIndexes indexes = unsealed(file, baseOffset, segmentSize, intervalBytes);
        indexes.seal();
        return indexes;
    }

    /** As {@link #rebuild}, of a segment that will be appended to. */
    static SegmentIndexes unsealed(DiskFile file, long baseOffset, int segmentSize, int intervalBytes)
            throws IOException {
        SegmentIndexes indexes = new SegmentIndexes(baseOffset);
        BatchWalk walk = BatchWalk.headers(file, 0, segmentSize);
        while (walk.next()) {
            indexes.add(walk.lastOffset(), walk.position(), walk.sizeInBytes(), walk.maxTimestamp(), intervalBytes);
        }
        return indexes;
    }

    /**
     * Takes up the indexes of a segment that will be appended to again.
     *
     * @return the segment's end offset, exclusive; -1 if its batches do not fit the indexes or are not sound
     */
    long resume(DiskFile file, long baseOffset, int segmentSize, int intervalBytes) throws IOException {
        int entry = offsets.entries() - 1;
        BatchWalk walk = BatchWalk.headers(file, entry < 0 ? 0 : offsets.position(entry), segmentSize);
        long endOffset = baseOffset;
        if (entry >= 0) {
            if (!walk.next() || walk.lastOffset() != offsets.offset(entry)) {
                return -1;
            }
            bytesSinceEntry = walk.sizeInBytes();
            endOffset = walk.lastOffset() + 1;
        }
        while (walk.next()) {
            if (walk.baseOffset() < endOffset) {
                return -1;
            }
            add(walk.lastOffset(), walk.position(), walk.sizeInBytes(), walk.maxTimestamp(), intervalBytes);
            endOffset = walk.lastOffset() + 1;
        }
        return walk.nextPosition() == segmentSize ? endOffset : -1;
    }

    public void add(long lastOffset, int position, int size, long batchMaxTimestampMs, int intervalBytes) {
        if (batchMaxTimestampMs > maxTimestampMs) {
            maxTimestampMs = batchMaxTimestampMs;
            maxTimestampOffset = lastOffset;
        }
        if (bytesSinceEntry > intervalBytes) {
            offsets.add(lastOffset, position);
            times.add(maxTimestampMs, maxTimestampOffset);
            bytesSinceEntry = 0;
        }
        bytesSinceEntry += size;
    }

    /** The last time entry is the segment's largest timestamp, which retention and searches rely on. */
    public void seal() {
        times.add(maxTimestampMs, maxTimestampOffset);
    }

    /** @param suffix behind the files' usual names */
    void write(Disk disk, Path directory, long baseOffset, String suffix) throws IOException {
        disk.write(directory.resolve(FileNames.of(baseOffset, FileNames.INDEX + suffix)), offsets.toBytes());
        disk.write(directory.resolve(FileNames.of(baseOffset, FileNames.TIME_INDEX + suffix)), times.toBytes());
    }

    /** The content of the {@code .index} file. */
    public byte[] offsetsFile() {
        return offsets.toBytes().array();
    }

    /** The content of the {@code .timeindex} file. */
    public byte[] timesFile() {
        return times.toBytes().array();
    }

    boolean isFull(int segmentIndexBytes) {
        // One slot of the time index is kept for the entry that sealing adds.
        return offsets.entries() >= segmentIndexBytes / OffsetIndex.ENTRY_BYTES
                || times.entries() >= segmentIndexBytes / TimeIndex.ENTRY_BYTES - 1;
    }

    OffsetIndex offsets() {
        return offsets;
    }

    TimeIndex times() {
        return times;
    }

    /** -1 if no record has one. */
    long maxTimestampMs() {
        return maxTimestampMs;
    }

    /** Last offset of the first batch with that timestamp. */
    long maxTimestampOffset() {
        return maxTimestampOffset;
    }
}
