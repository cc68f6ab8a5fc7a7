package io.suiro.log.verify;

import io.suiro.base.Disk;
import io.suiro.base.DiskFile;
import io.suiro.log.BatchWalk;
import io.suiro.log.Damage;
import io.suiro.log.Damaged;
import io.suiro.log.Damages;
import io.suiro.log.FileNames;
import io.suiro.log.IndexCheck;
import io.suiro.log.SegmentIndexes;
import io.suiro.log.SegmentScan;
import io.suiro.record.Batch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * One segment read from end to end: its batches, its damages, its index files held against it and made anew. Filled by
 * {@link #read}, on one thread.
 */
final class SegmentReading {
    /** Kafka's default of {@code index.interval.bytes}; that of the topic is not known here. */
    private static final int INDEX_INTERVAL_BYTES = 4096;

    private final long baseOffset;
    private final Path file;
    private final int sizeInBytes;
    private final IndexCheck indexCheck;
    private final SegmentIndexes rebuilt;
    private final Damages damages = new Damages();
    private long endOffset;
    private int soundBytes;
    private long batches;
    private boolean compacted;

    private SegmentReading(long baseOffset, Path file, int sizeInBytes, IndexCheck indexCheck) {
        this.baseOffset = baseOffset;
        this.file = file;
        this.sizeInBytes = sizeInBytes;
        this.indexCheck = indexCheck;
        this.rebuilt = new SegmentIndexes(baseOffset);
        this.endOffset = baseOffset;
    }

    /** @param limitOffset exclusive: where the next segment begins */
    static SegmentReading read(
            Disk disk, StoredSegments segments, long baseOffset, long limitOffset, List<BatchReader> readers)
            throws IOException {
        Path file = segments.path(baseOffset, FileNames.LOG);
        IndexCheck indexCheck = IndexCheck.read(
                disk,
                baseOffset,
                segments.path(baseOffset, FileNames.INDEX),
                segments.path(baseOffset, FileNames.TIME_INDEX));
        try (DiskFile open = disk.open(file)) {
            int size = (int) Math.min(open.size(), Integer.MAX_VALUE);
            SegmentReading reading = new SegmentReading(baseOffset, file, size, indexCheck);
            reading.read(new SegmentScan(open, baseOffset, limitOffset, size), readers);
            return reading;
        }
    }

    private void read(SegmentScan scan, List<BatchReader> readers) throws IOException {
        while (scan.next()) {
            Damage damage = scan.damage();
            if (damage == null) {
                take(scan.batch());
                for (BatchReader reader : readers) {
                    reader.batch(file, scan.batch());
                }
            } else {
                damages.add(damage);
                readers.forEach(BatchReader::damage);
            }
        }
        rebuilt.seal();
    }

    private void take(BatchWalk batch) {
        damages.resume(batch.baseOffset());
        compacted |= batch.baseOffset() > endOffset
                || Batch.count(batch.buffer(), batch.at()) <= Batch.lastOffsetDelta(batch.buffer(), batch.at());
        indexCheck.batch(batch);
        rebuilt.add(
                batch.lastOffset(), batch.position(), batch.sizeInBytes(), batch.maxTimestamp(), INDEX_INTERVAL_BYTES);
        endOffset = batch.lastOffset() + 1;
        soundBytes = batch.nextPosition();
        batches++;
    }

    long baseOffset() {
        return baseOffset;
    }

    Path file() {
        return file;
    }

    int sizeInBytes() {
        return sizeInBytes;
    }

    /** Position after the last sound batch. */
    int soundBytes() {
        return soundBytes;
    }

    /** Exclusive end of the sound batches; the base offset if there is none. */
    long endOffset() {
        return endOffset;
    }

    long batches() {
        return batches;
    }

    List<Damaged> damages() {
        return damages.found();
    }

    /** Whether the file ends with something else than a sound batch. */
    boolean isTorn() {
        return soundBytes < sizeInBytes;
    }

    /** Whether offsets are missing within it, as compaction leaves it and nothing else. */
    boolean isCompacted() {
        return compacted;
    }

    IndexCheck indexCheck() {
        return indexCheck;
    }

    /** Of all sound batches. */
    SegmentIndexes rebuilt() {
        return rebuilt;
    }
}
