package io.suiro.observe;

import io.suiro.broker.LogCleaner;
import io.suiro.broker.Scrubber;
import io.suiro.broker.Storage;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/** What probes and meters ask of the broker, at any moment of its life. Any thread; answers come without waiting. */
public interface Vitals {
    /** Logs found in the data directory, and how many of them are open. */
    Recovery recovery();

    /** Each log directory's state, by its path. */
    Map<String, Storage.State> logDirectories();

    /** Whether the cluster's metadata was known to be current once, and has been kept up since. */
    boolean metadataLoaded();

    /** How this broker stands in its cluster. */
    Membership membership();

    /** Whether the coordinators of groups and transactions have read the partitions that this broker leads of their topics. */
    boolean coordinatorsLoaded();

    /** Consumer groups that this broker coordinates. */
    int groups();

    /** Transactional ids that this broker coordinates. */
    int transactionalIds();

    /** What compaction has done, and what it cannot do. */
    LogCleaner.Progress compaction();

    /** What reading data at rest again has found. */
    Scrubber.Progress scrubbing();

    /** Bytes of all segments, by partition. */
    Map<TopicPartition, Long> logSizesBytes();

    /**
     * How a broker stands in its cluster.
     *
     * @param serving registered and not fenced, as far as it has heard
     * @param controllerMissedMs for how long it has known of no controller; 0 while it knows one
     */
    record Membership(boolean serving, long controllerMissedMs) {}

    /**
     * How far opening the logs has come.
     *
     * @param opened logs that are open
     * @param found logs in the data directory
     * @param done whether clients are served
     */
    record Recovery(int opened, int found, boolean done) {}
}
