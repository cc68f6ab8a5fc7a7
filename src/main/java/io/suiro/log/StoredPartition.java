package io.suiro.log;

import io.suiro.base.Disk;
import io.suiro.base.DiskFile;
import io.suiro.record.Batch;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;

/**
 * A partition's directory as it lies on the disk, looked at without opening its log: for commands on a data directory whose
 * broker is stopped, be it Kafka's or ours. Nothing is remembered between two questions. One thread.
 */
public final class StoredPartition {
    /** Bytes of a batch up to the number of its format, which all formats have in common. */
    private static final int UP_TO_MAGIC_BYTES = 17;

    private final PartitionFiles files;
    private final TopicPartition topicPartition;

    private StoredPartition(PartitionFiles files, TopicPartition topicPartition) {
        this.files = files;
        this.topicPartition = topicPartition;
    }

    /** All in a data directory, by topic and partition. */
    public static List<StoredPartition> in(Disk disk, Path root) throws IOException {
        List<StoredPartition> found = new ArrayList<>();
        for (Path name : disk.list(root)) {
            TopicPartition topicPartition = FileNames.topicPartition(name.toString());
            if (topicPartition != null) {
                found.add(new StoredPartition(new PartitionFiles(disk, root.resolve(name)), topicPartition));
            }
        }
        found.sort(Comparator.comparing((StoredPartition stored) -> stored.topicPartition.topic())
                .thenComparing(stored -> stored.topicPartition.partition()));
        return found;
    }

    public TopicPartition topicPartition() {
        return topicPartition;
    }

    /** From partition.metadata; {@link Uuid#ZERO_UUID} if that is missing, as after a crash while it was being made. */
    public Uuid topicId() throws IOException {
        Uuid topicId = files.topicId();
        return topicId == null ? Uuid.ZERO_UUID : topicId;
    }

    /**
     * Whether a segment begins with a batch of format 0 or 1, which no version of Kafka has written for years, and which
     * cannot be read here. Formats only ever rose, so that it is the first batches that tell.
     */
    public boolean hasOldFormat() throws IOException {
        ByteBuffer start = ByteBuffer.allocate(UP_TO_MAGIC_BYTES);
        for (long base : files.offsets(FileNames.LOG)) {
            start.clear();
            try (DiskFile log = files.disk().open(files.path(base, FileNames.LOG))) {
                boolean whole = log.read(start, 0) == UP_TO_MAGIC_BYTES;
                // Zeros are room that was allocated beforehand.
                if (whole
                        && Batch.sizeInBytes(start, 0) > Batch.LOG_OVERHEAD_BYTES
                        && Batch.magic(start, 0) < Batch.MAGIC) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Of the producers in the newest snapshot, -1 if there are none. */
    public long largestProducerId() throws IOException {
        return newestSnapshot().active().stream()
                .mapToLong(ActiveProducer::producerId)
                .max()
                .orElse(-1);
    }

    /** Empty also if it cannot be read: it is made anew from the log when that is opened. */
    private ProducerStates newestSnapshot() throws IOException {
        List<Long> snapshots = files.offsets(FileNames.SNAPSHOT);
        try {
            return snapshots.isEmpty()
                    ? new ProducerStates()
                    : ProducerStates.fromSnapshot(files.readSnapshot(snapshots.getLast()));
        } catch (CorruptFile unreadable) {
            return new ProducerStates();
        }
    }

    /**
     * Renames the directory as Kafka does with a partition that its metadata does not know, so that nobody takes it for one
     * any more, and nothing is deleted. Its entry is not forced.
     */
    public Path setAside() throws IOException {
        Path directory = files.directory();
        Path aside = directory.resolveSibling(FileNames.strayDirectory(topicPartition));
        files.disk().rename(directory, aside);
        return aside;
    }

    @Override
    public String toString() {
        return topicPartition.toString();
    }
}
