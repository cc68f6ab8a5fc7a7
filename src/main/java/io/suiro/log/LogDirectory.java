package io.suiro.log;

import io.suiro.base.Clock;
import io.suiro.base.Disk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;

/**
 * One data directory: a lock, meta.properties, one directory per partition, checkpoints, and the clean shutdown marker.
 * After the first {@link IOException} it is offline and stays so: everything in it answers KAFKA_STORAGE_ERROR.
 */
public final class LogDirectory {
    LogDirectory() {}

    /** Locks and reads the directory, creating it if it is absent; partitions are opened one by one after that. */
    public static LogDirectory open(Disk disk, Path root, String clusterId, int brokerId, Clock clock)
            throws IOException {
        throw new UnsupportedOperationException();
    }

    public Path root() {
        throw new UnsupportedOperationException();
    }

    /** Whether the last run ended with {@link #close}; if not, logs are recovered as they are opened. */
    public boolean wasShutDownCleanly() {
        throw new UnsupportedOperationException();
    }

    public boolean isOnline() {
        throw new UnsupportedOperationException();
    }

    /** Called once, by whichever thread met the first IOException. */
    public void onOffline(Consumer<IOException> listener) {
        throw new UnsupportedOperationException();
    }

    /** Takes the directory offline, for good; the first cause is kept and logged. Any thread. */
    public void fail(IOException cause) {
        throw new UnsupportedOperationException();
    }

    /** A partition found on disk; the topic id is from partition.metadata. */
    public record Found(TopicPartition topicPartition, Uuid topicId) {}

    public List<Found> partitions() throws IOException {
        throw new UnsupportedOperationException();
    }

    /**
     * Opens (recovering after an unclean end) or creates a partition's log. Different partitions may be opened in
     * parallel.
     *
     * @throws IOException if the disk fails; a corrupt tail is cut, not an error
     */
    public PartitionLog openLog(TopicPartition topicPartition, Uuid topicId, LogConfig config) throws IOException {
        throw new UnsupportedOperationException();
    }

    /** Closes the log and renames its directory away at once; files go after the config's delete delay. */
    public void deleteLog(PartitionLog log) throws IOException {
        throw new UnsupportedOperationException();
    }

    /** As {@link #deleteLog}, for a directory whose topic no longer exists and which was not opened. */
    public void deleteStray(Found found) throws IOException {
        throw new UnsupportedOperationException();
    }

    /** Writes recovery-point and log-start checkpoints; called now and then. Any thread but event loops. */
    public void checkpoint() throws IOException {
        throw new UnsupportedOperationException();
    }

    /** Deletes files whose delay has passed. Any thread but event loops. */
    public void purge(long nowMs) throws IOException {
        throw new UnsupportedOperationException();
    }

    public long usableBytes() throws IOException {
        throw new UnsupportedOperationException();
    }

    public long totalBytes() throws IOException {
        throw new UnsupportedOperationException();
    }

    /** Forces all logs, writes indexes, snapshots, checkpoints and the clean shutdown marker, releases the lock. */
    public void close() throws IOException {
        throw new UnsupportedOperationException();
    }
}
