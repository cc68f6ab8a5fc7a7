package io.suiro.log;

import io.suiro.base.Disk;
import io.suiro.base.DiskFile;
import java.io.IOException;
import java.nio.file.Path;

/** Keeps a data directory to one process: the lock on its {@code .lock} file, which the system drops when the process dies. */
public final class DirectoryLock {
    private final DiskFile file;

    private DirectoryLock(DiskFile file) {
        this.file = file;
    }

    /**
     * Takes the lock, which lasts until {@link #release}.
     *
     * @throws IOException if another process, or another user in this one, has the directory
     */
    public static DirectoryLock acquire(Disk disk, Path root) throws IOException {
        DiskFile file = disk.open(root.resolve(".lock"));
        if (!file.tryLock()) {
            file.close();
            throw new IOException("data directory " + root + " is in use: another broker runs on it");
        }
        return new DirectoryLock(file);
    }

    /** Gives the directory to whoever comes next. */
    public void release() throws IOException {
        file.close();
    }
}
