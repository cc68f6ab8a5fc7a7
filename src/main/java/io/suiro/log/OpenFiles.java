package io.suiro.log;

import java.io.IOException;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The segments' files that a data directory has open, kept below a limit: beyond it those are closed that nobody uses and
 * nobody has used lately, whichever partition they are of. So a broker may write and read more partitions than a process may
 * have files; what is in use stays open in any case. Any thread.
 */
final class OpenFiles {
    private final DirectoryHealth health;
    private final int limit;
    /** The next to be looked at first. */
    private final Set<SegmentFile> open = new LinkedHashSet<>();

    OpenFiles(DirectoryHealth health, int limit) {
        this.health = health;
        this.limit = limit;
    }

    void opened(SegmentFile file) {
        synchronized (open) {
            open.add(file);
        }
    }

    void closed(SegmentFile file) {
        synchronized (open) {
            open.remove(file);
        }
    }

    void failed(IOException cause) {
        health.fail(cause);
    }

    /**
     * Closes what is idle until there are no more than the limit. The first look at a file that was used lately only makes it
     * idle, so two rounds find all that can be closed. Must be called without the lock of a file.
     */
    void makeRoom() {
        SegmentFile next = next();
        for (int looks = 2 * limit; next != null && looks > 0; looks--) {
            next.closeIfIdle();
            next = next();
        }
    }

    /** Moves it behind all others; null if there is room. */
    private @Nullable SegmentFile next() {
        synchronized (open) {
            if (open.size() <= limit) {
                return null;
            }
            Iterator<SegmentFile> files = open.iterator();
            SegmentFile first = files.next();
            files.remove();
            open.add(first);
            return first;
        }
    }
}
