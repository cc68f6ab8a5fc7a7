package io.suiro.log;

import io.suiro.base.Disk;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Marks a data directory on which Kafka ran last and was not stopped cleanly, by an empty file. Kafka's cleaner compacts above the
 * recovery points, where ours moves them first: until the directory has been closed cleanly once, a gap there is no loss in a
 * compacted topic.
 */
public final class KilledKafka {
    private static final String FILE = ".kafka_killed";

    private KilledKafka() {}

    /** Nothing happens if the last end was clean. Durable when this returns. */
    public static void markIfUnclean(Disk disk, Path root) throws IOException {
        if (!disk.exists(root.resolve(FileNames.CLEAN_SHUTDOWN))) {
            disk.replace(root.resolve(FILE), new byte[0]);
        }
    }

    public static boolean isMarked(Disk disk, Path root) {
        return disk.exists(root.resolve(FILE));
    }

    /** Durable once the directory is forced. */
    static void forget(Disk disk, Path root) throws IOException {
        disk.delete(root.resolve(FILE));
    }
}
