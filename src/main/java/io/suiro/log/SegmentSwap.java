package io.suiro.log;

import io.suiro.base.Disk;
import io.suiro.base.DiskFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Puts a cleaned segment in the place of those that it was made from, by renaming, so that an end at any moment leaves the
 * one or the others:
 *
 * <pre>
 * 1  B.log.cleaned -&gt; B.log.swap      from here on a start goes on with 2; before, it deletes what is .cleaned
 * 2  old segments  -&gt; .deleted        those with a base from B on, below the end of what is in B.log.swap
 * 3  B.log.swap    -&gt; B.log           a start that finds an old segment left behind the cleaned one keeps it
 * </pre>
 *
 * Such an old segment holds what is superseded or gone for good: keeping it costs another cleaning. Indexes go the same way and are
 * rebuilt if they are lost on it. The names are Kafka's, and so is what a start makes of them.
 */
public final class SegmentSwap {
    private SegmentSwap() {}

    /** Steps 1 to 3; the old segments are retired already, and the cleaned one's files are durable. Lane only. */
    static void run(PartitionFiles files, long base, List<Segment> old, RetiredSegments retired, long nowMs)
            throws IOException {
        renameAll(files, base, FileNames.CLEANED, FileNames.SWAP);
        for (Segment segment : old) {
            retired.remove(segment, segment.baseOffset() != base, nowMs);
        }
        renameAll(files, base, FileNames.SWAP, "");
    }

    private static void renameAll(PartitionFiles files, long base, String from, String to) throws IOException {
        for (String suffix : FileNames.OF_SEGMENT) {
            Path source = files.path(base, suffix + from);
            if (files.disk().exists(source)) {
                files.disk().rename(source, files.path(base, suffix + to));
            }
        }
    }

    /**
     * Steps 2 and 3 of swaps that an end has interrupted.
     *
     * @return whether there were any
     */
    static boolean completeAll(PartitionFiles files) throws IOException {
        if (files.disk().list(files.directory()).stream()
                .noneMatch(name -> name.toString().endsWith(FileNames.SWAP))) {
            return false;
        }
        boolean any = false;
        for (long base : files.offsets(FileNames.LOG + FileNames.SWAP)) {
            long end = endOf(files.disk(), files.path(base, FileNames.LOG + FileNames.SWAP), base);
            for (long old : files.offsets(FileNames.LOG)) {
                if (old >= base && old < end) {
                    delete(files, old);
                }
            }
            any = true;
        }
        // An index may have been left behind by a log that has arrived.
        for (String suffix : FileNames.OF_SEGMENT) {
            for (long base : files.offsets(suffix + FileNames.SWAP)) {
                files.disk().rename(files.path(base, suffix + FileNames.SWAP), files.path(base, suffix));
                any = true;
            }
        }
        return any;
    }

    /** Of a cleaned segment's file: exclusive, and above the base even if nothing is left in it. */
    public static long endOf(Disk disk, Path path, long base) throws IOException {
        long end = base + 1;
        try (DiskFile file = disk.open(path)) {
            BatchWalk walk = BatchWalk.headers(file, 0, Math.toIntExact(file.size()));
            while (walk.next()) {
                end = walk.lastOffset() + 1;
            }
        }
        return end;
    }

    private static void delete(PartitionFiles files, long base) throws IOException {
        for (String suffix : FileNames.OF_SEGMENT) {
            files.delete(base, suffix);
        }
    }
}
