package io.suiro.log;

import io.suiro.base.NumberedName;
import java.util.List;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.internals.Topic;
import org.jspecify.annotations.Nullable;

/** Kafka's names for the files of a data directory: segment files carry their base offset in 20 digits. */
public final class FileNames {
    public static final String LOG = ".log";
    public static final String INDEX = ".index";
    public static final String TIME_INDEX = ".timeindex";
    public static final String TRANSACTION_INDEX = ".txnindex";
    public static final String SNAPSHOT = ".snapshot";
    /** Behind a segment file's name: being written by a cleaning. */
    static final String CLEANED = ".cleaned";
    /** Whole, and about to take the place of the segments that it was made from. */
    public static final String SWAP = ".swap";

    static final String DELETED = ".deleted";
    static final String TEMPORARY = ".tmp";
    /** Of the files of a segment, the log's first: where it is, the segment is. */
    public static final List<String> OF_SEGMENT = List.of(LOG, INDEX, TIME_INDEX, TRANSACTION_INDEX);

    static final String DELETED_DIRECTORY = "-delete";
    /** Of a partition that Kafka found on its disk and not in its metadata; kept, and taken for nothing. */
    static final String STRAY_DIRECTORY = "-stray";

    public static final String EPOCHS = "leader-epoch-checkpoint";
    public static final String PARTITION_METADATA = "partition.metadata";
    public static final String IDENTITY = "meta.properties";
    public static final String CLEAN_SHUTDOWN = ".kafka_cleanshutdown";
    public static final String RECOVERY_POINTS = "recovery-point-offset-checkpoint";
    public static final String LOG_STARTS = "log-start-offset-checkpoint";
    public static final String HIGH_WATERMARKS = "replication-offset-checkpoint";
    public static final String CLEANER_OFFSETS = "cleaner-offset-checkpoint";

    private static final int LONGEST_NAME = 255;

    private FileNames() {}

    public static String of(long offset, String suffix) {
        return NumberedName.of(offset, suffix);
    }

    /** The offset in a name that {@link #of} made, -1 if it did not make it. */
    public static long offset(String name, String suffix) {
        if (name.length() != NumberedName.DIGITS + suffix.length() || !name.endsWith(suffix)) {
            return -1;
        }
        try {
            return NumberedName.number(name);
        } catch (NumberFormatException notANumber) {
            return -1;
        }
    }

    public static String directory(TopicPartition topicPartition) {
        return topicPartition.topic() + "-" + topicPartition.partition();
    }

    /**
     * Null if the name is not that of a partition's directory: {@code __cluster_metadata-0} is Kafka's own metadata, not
     * a partition that a broker serves, and none of ours to delete.
     */
    public static @Nullable TopicPartition topicPartition(String directory) {
        int dash = directory.lastIndexOf('-');
        if (dash <= 0 || directory.endsWith(DELETED_DIRECTORY)) {
            return null;
        }
        try {
            int partition = Integer.parseInt(directory, dash + 1, directory.length(), 10);
            TopicPartition found = new TopicPartition(directory.substring(0, dash), partition);
            boolean metadata = found.topic().equals(Topic.CLUSTER_METADATA_TOPIC_NAME);
            return directory(found).equals(directory) && !metadata ? found : null;
        } catch (NumberFormatException notAPartition) {
            return null;
        }
    }

    /** Unique for each call; the topic is shortened where the name would be too long for a file system. */
    static String deletedDirectory(TopicPartition topicPartition) {
        return setAside(topicPartition, DELETED_DIRECTORY);
    }

    /** As {@link #deletedDirectory}. */
    static String strayDirectory(TopicPartition topicPartition) {
        return setAside(topicPartition, STRAY_DIRECTORY);
    }

    private static String setAside(TopicPartition topicPartition, String ending) {
        String suffix = "-" + topicPartition.partition() + "." + Uuid.randomUuid() + ending;
        String topic = topicPartition.topic();
        return topic.substring(0, Math.min(topic.length(), LONGEST_NAME - suffix.length())) + suffix;
    }
}
