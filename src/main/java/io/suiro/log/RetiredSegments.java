package io.suiro.log;

import io.suiro.base.Disk;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Takes the files of segments that nobody opens any more out of the way: they are renamed {@code .deleted} at once, and removed by
 * {@link PendingDeletes} after {@code file.delete.delay.ms}. Lane only.
 */
final class RetiredSegments {
    private final LogState state;
    private final PendingDeletes pending;

    RetiredSegments(LogState state, PendingDeletes pending) {
        this.state = state;
        this.pending = pending;
    }

    /** @param withSnapshot whether the producers' states at its base are needed no more */
    void remove(Segment segment, boolean withSnapshot, long nowMs) throws IOException {
        for (String suffix : FileNames.OF_SEGMENT) {
            remove(segment.path(suffix), nowMs);
        }
        if (withSnapshot) {
            remove(segment.path(FileNames.SNAPSHOT), nowMs);
        }
    }

    private void remove(Path path, long nowMs) throws IOException {
        Disk disk = state.disk();
        if (disk.exists(path)) {
            Path renamed = path.resolveSibling(path.getFileName() + FileNames.DELETED);
            disk.rename(path, renamed);
            pending.add(renamed, nowMs + state.config.fileDeleteDelayMs());
        }
    }
}
