package io.suiro.log.verify;

import io.suiro.base.Disk;
import io.suiro.log.DirectoryLock;
import io.suiro.log.FileNames;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;

/** A data directory that is locked against brokers while it is checked or changed from outside. */
public final class DataDirectory implements AutoCloseable {
    /** Files of which at least one is in every data directory, Suiro's or Kafka's. */
    private static final Set<String> SIGNS = Set.of(
            FileNames.IDENTITY, FileNames.RECOVERY_POINTS, FileNames.LOG_STARTS, FileNames.CLEAN_SHUTDOWN, ".lock");

    private final Disk disk;
    private final Path root;
    private final DirectoryLock lock;

    private DataDirectory(Disk disk, Path root, DirectoryLock lock) {
        this.disk = disk;
        this.root = root;
        this.lock = lock;
    }

    /**
     * Takes the lock, which lasts until {@link #close}.
     *
     * @throws IOException if there is no such directory, it is no data directory, or a broker runs on it
     */
    public static DataDirectory lock(Disk disk, Path root) throws IOException {
        if (!disk.exists(root)) {
            throw new IOException(root + " is not there");
        }
        if (disk.list(root).stream().noneMatch(DataDirectory::isSign)) {
            throw new IOException(root + " is not a data directory: there is no " + FileNames.IDENTITY + " in it");
        }
        return new DataDirectory(disk, root, DirectoryLock.acquire(disk, root));
    }

    private static boolean isSign(Path name) {
        return SIGNS.contains(name.toString()) || FileNames.topicPartition(name.toString()) != null;
    }

    public Disk disk() {
        return disk;
    }

    public Path root() {
        return root;
    }

    @Override
    public void close() throws IOException {
        lock.release();
    }
}
