package io.suiro.log.verify;

import io.suiro.base.Disk;
import io.suiro.log.FileNames;
import io.suiro.log.PartitionFiles;
import io.suiro.log.SegmentSwap;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;

/**
 * A partition's segments as the next start will find them: it first lets compacted segments take the place of those that they
 * were made from, where an end has interrupted that. Immutable.
 */
final class StoredSegments {
    private final Disk disk;
    private final PartitionFiles files;
    private final NavigableSet<Long> bases;
    /** Of those segments that are still to take their place. */
    private final Set<Long> swaps;

    private StoredSegments(Disk disk, PartitionFiles files, NavigableSet<Long> bases, Set<Long> swaps) {
        this.disk = disk;
        this.files = files;
        this.bases = bases;
        this.swaps = swaps;
    }

    static StoredSegments list(Disk disk, PartitionFiles files) throws IOException {
        NavigableSet<Long> bases = new TreeSet<>(files.offsets(FileNames.LOG));
        Set<Long> swaps = Set.copyOf(files.offsets(FileNames.LOG + FileNames.SWAP));
        for (long base : swaps) {
            long end = SegmentSwap.endOf(disk, files.path(base, FileNames.LOG + FileNames.SWAP), base);
            bases.subSet(base, end).clear();
            bases.add(base);
        }
        return new StoredSegments(disk, files, bases, swaps);
    }

    /** First offsets of the segments, ascending. */
    List<Long> bases() {
        return List.copyOf(bases);
    }

    /** Whether it is still to take its place. */
    boolean isSwap(long base) {
        return swaps.contains(base);
    }

    /** Whether a segment is there, or was there and gives way to one that is still to take its place. */
    boolean accountsFor(long base) {
        Long before = bases.floor(base);
        return before != null && (before == base || isSwap(before));
    }

    /** Where a file of the segment is now, if it is there. */
    Path path(long base, String suffix) {
        Path swap = files.path(base, suffix + FileNames.SWAP);
        return isSwap(base) || disk.exists(swap) ? swap : files.path(base, suffix);
    }
}
