package io.suiro.log;

import io.suiro.base.Disk;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Holds both index files of a segment, as they were when it began, against the batches, which pass by in order. A segment without
 * batches needs neither file. One thread.
 */
public final class IndexCheck {
    private static final Mismatch MISSING = new Mismatch(-1, "is missing");

    private final @Nullable OffsetIndexCheck offsets;
    private final @Nullable TimeIndexCheck times;

    private IndexCheck(@Nullable OffsetIndexCheck offsets, @Nullable TimeIndexCheck times) {
        this.offsets = offsets;
        this.times = times;
    }

    /** Reads the files; either may be missing, which is a mismatch. */
    public static IndexCheck read(Disk disk, long baseOffset, Path index, Path timeIndex) throws IOException {
        return new IndexCheck(
                disk.exists(index) ? new OffsetIndexCheck(baseOffset, disk.readAll(index)) : null,
                disk.exists(timeIndex) ? new TimeIndexCheck(baseOffset, disk.readAll(timeIndex)) : null);
    }

    /** A sound batch. */
    public void batch(BatchWalk batch) {
        if (offsets != null) {
            offsets.batch(batch);
        }
        if (times != null) {
            times.batch(batch);
        }
    }

    /** Of the {@code .index}, after the last batch; null if it matches. */
    public @Nullable Mismatch ofOffsets(int segmentSize) {
        return offsets == null ? missing(segmentSize) : offsets.finish(segmentSize);
    }

    /** Of the {@code .timeindex}, after the last batch; null if it matches. */
    public @Nullable Mismatch ofTimes(int segmentSize) {
        return times == null ? missing(segmentSize) : times.finish();
    }

    private static @Nullable Mismatch missing(int segmentSize) {
        return segmentSize == 0 ? null : MISSING;
    }

    /** Whether the {@code .index} goes on beyond the end of the segment, as if that had been lost. */
    public boolean goesBeyond(int segmentSize) {
        return offsets != null && offsets.goesBeyond(segmentSize);
    }

    /** Position in the {@code .index} from which on it is empty, as Kafka creates it and did not come to cut it; -1 if it is not. */
    public int offsetsPaddedFrom() {
        return offsets == null ? -1 : offsets.paddedFrom();
    }

    /** As {@link #offsetsPaddedFrom}, in the {@code .timeindex}. */
    public int timesPaddedFrom() {
        return times == null ? -1 : times.paddedFrom();
    }

    /** Entries of the {@code .index} that only Kafka before 4.0 wrote, and that do no harm. */
    public int earlyEntries() {
        return offsets == null ? 0 : offsets.earlyEntries();
    }

    /** Position of the first of them, -1 if there is none. */
    public int firstEarlyEntry() {
        return offsets == null ? -1 : offsets.firstEarly();
    }
}
