package io.suiro.log;

import io.suiro.base.Disk;
import io.suiro.base.DiskFile;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A segment's file, opened by its first user and shared: appends, reads and slices in flight each hold it open. It stays
 * open for the next user until {@link #closeIfIdle} finds that nobody came, so that idle partitions cost no descriptor; it is
 * asked now and then, and when {@link OpenFiles too many} are open.
 * Once retired it is not opened again, and closes with its last user. Any thread.
 */
final class SegmentFile {
    private final Disk disk;
    private final Path path;
    private final OpenFiles all;
    private @Nullable DiskFile open;
    private int users;
    private boolean usedLately;
    private boolean retired;

    SegmentFile(Disk disk, Path path, OpenFiles all) {
        this.disk = disk;
        this.path = path;
        this.all = all;
    }

    /** Null if it is retired; otherwise {@link #release} must follow, once. */
    @Nullable
    DiskFile acquire() throws IOException {
        return use(true);
    }

    /** As {@link #acquire}, for one who passes by: the file stays open no longer for it. {@link #leave} must follow, once. */
    @Nullable
    DiskFile visit() throws IOException {
        return use(false);
    }

    private @Nullable DiskFile use(boolean stays) throws IOException {
        DiskFile file;
        boolean opens;
        synchronized (this) {
            if (retired) {
                return null;
            }
            file = open;
            opens = file == null;
            if (file == null) {
                file = disk.open(path);
                open = file;
                all.opened(this);
            }
            users++;
            usedLately |= stays;
        }
        if (opens) {
            all.makeRoom();
        }
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

    synchronized boolean isRetired() {
        return retired;
    }

    private void close() {
        DiskFile file = open;
        open = null;
        if (file != null) {
            all.closed(this);
            try {
                file.close();
            } catch (IOException e) {
                all.failed(e);
            }
        }
    }
}
