package io.suiro.log;

import io.suiro.base.Clock;
import io.suiro.base.Disk;
import io.suiro.error.Refused;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * What a partition's log is made of, shared by the classes that each do one thing to it. The lane changes it; other
 * threads see the {@link #view}, the configuration, the epochs and what the producers publish.
 */
final class LogState {
    final TopicPartition topicPartition;
    final PartitionFiles files;
    final DirectoryHealth health;
    final OpenFiles openFiles;
    final Clock clock;
    final LeaderEpochs epochs;

    volatile LogConfig config;
    volatile LogView view;
    /** Others after a truncation. */
    volatile ProducerStates producers;

    /** What the epochs' file holds, null if there is none. Of whoever holds the epochs' lock. */
    private byte @Nullable [] storedEpochs;
    /** Whether the files are still as a clean end left them, so that the next end has nothing to write. Lane only. */
    boolean tidy;

    private volatile boolean closed;

    LogState(
            TopicPartition topicPartition,
            PartitionFiles files,
            DirectoryHealth health,
            OpenFiles openFiles,
            Clock clock,
            LogConfig config,
            LeaderEpochs epochs,
            byte @Nullable [] storedEpochs,
            ProducerStates producers,
            LogView view) {
        this.topicPartition = topicPartition;
        this.files = files;
        this.health = health;
        this.openFiles = openFiles;
        this.clock = clock;
        this.config = config;
        this.epochs = epochs;
        this.storedEpochs = storedEpochs;
        this.producers = producers;
        this.view = view;
    }

    Disk disk() {
        return files.disk();
    }

    Path directory() {
        return files.directory();
    }

    boolean isClosed() {
        return closed;
    }

    /** @throws Refused KAFKA_STORAGE_ERROR if the directory is offline, UNKNOWN_TOPIC_OR_PARTITION once closed */
    void checkUsable() {
        health.checkOnline();
        if (closed) {
            throw new Refused(Errors.UNKNOWN_TOPIC_OR_PARTITION, "the log of " + topicPartition + " is closed");
        }
    }

    /** From here on the files are nobody's; readers who hold slices go on with them. */
    void close() {
        closed = true;
        LogView last = view;
        for (int i = 0; i < last.count(); i++) {
            last.segment(i).retire();
        }
    }

    /**
     * Seals the active segment and begins one at {@code baseOffset}, not forced: the recovery point does not move over
     * either before they are. Where there is no room, indexes and snapshot are left out and made anew later. Lane only.
     *
     * @throws io.suiro.base.DiskFullException if there is no room for another file; then nothing has changed
     */
    void roll(long baseOffset) throws IOException {
        tidy = false;
        LogView before = view;
        Segment next = newSegment(disk(), directory(), openFiles, baseOffset, clock.nowMs());
        before.active().seal();
        files.tryWriteSnapshot(baseOffset, producers.toSnapshot());
        Segment[] segments = Arrays.copyOf(before.segmentsFrom(0), before.count() + 1);
        segments[segments.length - 1] = next;
        view = LogView.of(segments, before.logStartOffset, before.logEndOffset);
    }

    /**
     * Brings the epochs to their file, unless it has them. They have to be there before the recovery point moves over their records: a start
     * reads those from there on, with their epochs. Any thread that may wait for the disk.
     */
    void saveEpochs() throws IOException {
        synchronized (epochs) {
            byte[] content = epochs.toCheckpoint();
            boolean none = storedEpochs == null && epochs.latest() < 0;
            if (!none && !Arrays.equals(content, storedEpochs)) {
                files.writeEpochs(content);
                storedEpochs = content;
            }
        }
    }

    /**
     * Every record is about to go, and an end in between must not leave epochs that are taken for those of a log that is empty from a later
     * offset on. The recovery point is 0. Lane only.
     *
     * @throws io.suiro.base.DiskFullException if there is no room for the file; then nothing has changed
     */
    void forgetEpochs() throws IOException {
        synchronized (epochs) {
            if (storedEpochs != null) {
                byte[] none = new LeaderEpochs().toCheckpoint();
                files.writeEpochs(none);
                storedEpochs = none;
            }
            var _ = epochs.truncateFromEnd(0);
        }
    }

    static Segment newSegment(Disk disk, Path directory, OpenFiles openFiles, long baseOffset, long nowMs)
            throws IOException {
        Segment segment = new Segment(disk, directory, openFiles, baseOffset, 0, nowMs, new SegmentIndexes(baseOffset));
        segment.create();
        return segment;
    }
}
