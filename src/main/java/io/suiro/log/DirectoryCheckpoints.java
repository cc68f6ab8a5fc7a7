package io.suiro.log;

import io.suiro.base.Disk;
import io.suiro.base.DiskFullException;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/**
 * The checkpoints of a data directory. Partitions that have not been opened keep what the last run knew of them. Any
 * thread.
 */
final class DirectoryCheckpoints {
    private static final Logger LOG = System.getLogger(DirectoryCheckpoints.class.getName());

    private final OffsetCheckpoint recoveryPointFile;
    private final OffsetCheckpoint logStartFile;
    private final OffsetCheckpoint cleanedFile;
    private final OffsetCheckpoint highWatermarkFile;
    private final Map<TopicPartition, Long> recoveryPoints;
    private final boolean knowsRecoveryPoints;
    private final Map<TopicPartition, Long> logStarts;
    private final Map<TopicPartition, Long> cleaned;
    private final Map<TopicPartition, Long> highWatermarks;
    /** Whether the files of recovery points and log starts are missing, or may speak of partitions that are gone. */
    private boolean stale;
    /** Whether the file of cleaned offsets may. */
    private boolean cleanedStale;
    /** Whether the file of high watermarks may. */
    private boolean highWatermarksStale;

    /** @param present partitions that have a directory; entries of others are forgotten */
    DirectoryCheckpoints(Disk disk, Path root, Set<TopicPartition> present) throws IOException {
        recoveryPointFile = new OffsetCheckpoint(disk, root.resolve(FileNames.RECOVERY_POINTS));
        logStartFile = new OffsetCheckpoint(disk, root.resolve(FileNames.LOG_STARTS));
        cleanedFile = new OffsetCheckpoint(disk, root.resolve(FileNames.CLEANER_OFFSETS));
        highWatermarkFile = new OffsetCheckpoint(disk, root.resolve(FileNames.HIGH_WATERMARKS));
        recoveryPoints = read(recoveryPointFile);
        knowsRecoveryPoints = recoveryPointFile.wasRead();
        logStarts = read(logStartFile);
        cleaned = read(cleanedFile);
        highWatermarks = read(highWatermarkFile);
        stale = !knowsRecoveryPoints;
        stale |= recoveryPoints.keySet().retainAll(present);
        stale |= logStarts.keySet().retainAll(present);
        cleanedStale = cleaned.keySet().retainAll(present);
        highWatermarksStale = highWatermarks.keySet().retainAll(present);
    }

    /** Whether the last run has left recovery points, so that what lies above them was not compacted. */
    boolean knowsRecoveryPoints() {
        return knowsRecoveryPoints;
    }

    private static Map<TopicPartition, Long> read(OffsetCheckpoint file) throws IOException {
        try {
            return file.read();
        } catch (CorruptFile e) {
            // Without recovery points all is read anew; without log starts, logs start where their files do; without
            // cleaned offsets, all is compacted anew; without high watermarks, they come from the leader or the
            // replicas.
            LOG.log(Level.WARNING, "a checkpoint is not used", e);
            return new HashMap<>();
        }
    }

    synchronized long recoveryPoint(TopicPartition topicPartition) {
        return recoveryPoints.getOrDefault(topicPartition, 0L);
    }

    synchronized long logStart(TopicPartition topicPartition) {
        return logStarts.getOrDefault(topicPartition, 0L);
    }

    /** Everything below has been compacted. */
    synchronized long cleanedTo(TopicPartition topicPartition) {
        return cleaned.getOrDefault(topicPartition, 0L);
    }

    /** Up to here the records were known to be committed, 0 if nothing is known. */
    synchronized long highWatermark(TopicPartition topicPartition) {
        return highWatermarks.getOrDefault(topicPartition, 0L);
    }

    /**
     * Before a log's end is taken away: no file may speak well of offsets that are about to be given again.
     *
     * @param endOffset where the log will end
     */
    synchronized void truncated(TopicPartition topicPartition, long endOffset) throws IOException {
        if (recoveryPoint(topicPartition) > endOffset) {
            recoveryPoints.put(topicPartition, endOffset);
            writeRecoveryPoints();
        }
        if (cleanedTo(topicPartition) > endOffset) {
            cleaned.put(topicPartition, endOffset);
            writeCleaned();
        }
        if (highWatermark(topicPartition) > endOffset) {
            highWatermarks.put(topicPartition, endOffset);
            highWatermarkFile.write(highWatermarks);
        }
    }

    /** {@link #writeRecoveryPoints} brings it to the file. */
    synchronized void recoveryPoint(TopicPartition topicPartition, long recoveryPoint) {
        recoveryPoints.put(topicPartition, recoveryPoint);
    }

    synchronized void writeRecoveryPoints() throws IOException {
        recoveryPointFile.write(recoveryPoints);
    }

    /** {@link #writeCleaned} brings it to the file. */
    synchronized void cleaned(TopicPartition topicPartition, long endOffset) {
        cleaned.put(topicPartition, endOffset);
    }

    synchronized void writeCleaned() throws IOException {
        cleanedFile.write(cleaned);
    }

    /**
     * Before a partition is created: what is known of an earlier one of its name must not be believed of it. The files
     * are not even looked at where no partition is gone, since they speak of all.
     */
    synchronized void forget(TopicPartition topicPartition) throws IOException {
        drop(topicPartition);
        if (stale) {
            write();
            stale = false;
        }
        if (cleanedStale) {
            writeCleaned();
            cleanedStale = false;
        }
        if (highWatermarksStale) {
            highWatermarkFile.write(highWatermarks);
            highWatermarksStale = false;
        }
    }

    /** After a partition is deleted. The files may speak of it until they are written next: {@link #forget} sees to that. */
    synchronized void drop(TopicPartition topicPartition) {
        stale |= recoveryPoints.remove(topicPartition) != null;
        stale |= logStarts.remove(topicPartition) != null;
        cleanedStale |= cleaned.remove(topicPartition) != null;
        highWatermarksStale |= highWatermarks.remove(topicPartition) != null;
    }

    /** Asks the logs under the lock: what an answer says of a deleted log is not written after {@link #forget}. */
    synchronized void update(Map<TopicPartition, PartitionLog> open) throws IOException {
        open.forEach((topicPartition, log) -> {
            recoveryPoints.put(topicPartition, log.recoveryPoint());
            if (log.logStartOffset() > 0) {
                logStarts.put(topicPartition, log.logStartOffset());
            }
            long highWatermark = log.highWatermark();
            if (highWatermark >= 0) {
                highWatermarks.put(topicPartition, highWatermark);
            }
        });
        write();
        if (!highWatermarks.isEmpty() || highWatermarkFile.wasRead()) {
            highWatermarkFile.write(highWatermarks);
        }
    }

    synchronized void logStartMoved(TopicPartition topicPartition, long logStartOffset) throws IOException {
        Long before = logStarts.put(topicPartition, logStartOffset);
        try {
            logStartFile.write(logStarts);
        } catch (DiskFullException e) {
            if (before == null) {
                logStarts.remove(topicPartition);
            } else {
                logStarts.put(topicPartition, before);
            }
            throw e;
        }
    }

    private void write() throws IOException {
        recoveryPointFile.write(recoveryPoints);
        logStartFile.write(logStarts);
    }
}
