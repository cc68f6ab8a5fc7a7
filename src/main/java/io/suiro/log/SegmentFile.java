package io.suiro.log;

import io.suiro.base.Disk;
import io.suiro.base.DiskFile;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A segment's file, opened by its first user and shared: appends, reads and slices in flight each hold it open. It stays
 * open for the next user until {@link #closeIfIdle} finds that nobody came, so that idle partitions cost no descriptor.
 * Once retired it is not opened again, and closes with its last user. Any thread.
 */
final class SegmentFile {
    private final Disk disk;
    private final Path path;
    private final DirectoryHealth health;
    private @Nullable DiskFile open;
    private int users;
    private boolean usedLately;
    private boolean retired;

    SegmentFile(Disk disk, Path path, DirectoryHealth health) {
        this.disk = disk;
        this.path = path;
        this.health = health;
    }

    /** Null if it is retired; otherwise {@link #release} must follow, once. */
    synchronized @Nullable DiskFile acquire() throws IOException {
        if (retired) {
            return null;
        }
        DiskFile file = open;
        if (file == null) {
            file = disk.open(path);
            open = file;
        }
        users++;
        usedLately = true;
        return file;
    }

    /** As {@link #acquire}, for one who passes by: the file stays open no longer for it. {@link #leave} must follow, once. */
    synchronized @Nullable DiskFile visit() throws IOException {
        boolean used = usedLately;
        DiskFile file = acquire();
        usedLately = used;
        return file;
    }

    synchronized void leave() {
        release();
        if (users == 0 && !usedLately) {
            close();
        }
    }

    synchronized void release() {
        users--;
        if (retired && users == 0) {
            close();
        }
    }

    synchronized void closeIfIdle() {
        if (users == 0 && !usedLately) {
            close();
        }
        usedLately = false;
    }

    synchronized void retire() {
        retired = true;
        if (users == 0) {
            close();
        }
    }

    private void close() {
        DiskFile file = open;
        open = null;
        if (file != null) {
            try {
                file.close();
            } catch (IOException e) {
                health.fail(e);
            }
        }
    }
}
