package io.suiro.observe;

import io.suiro.broker.LogCleaner;
import io.suiro.broker.Scrubber;
import io.suiro.broker.Storage;
import io.suiro.coordinator.group.GroupCounts;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What probes and meters ask of the broker, at any moment of its life. Any thread; answers come without waiting, and without a look at
 * every topic or partition.
 */
public interface Vitals {
    /** How far the start has come. */
    Recovery recovery();

    /** Each log directory. */
    List<Directory> logDirectories();

    /** What this broker knows of the cluster, and how old that is. */
    Metadata metadata();

    /** How this broker stands in its cluster. */
    Membership membership();

    /** How far the coordinators have read the partitions that this broker leads of their topics. */
    Coordinators coordinators();

    /** Groups that this broker coordinates. */
    GroupCounts groups();

    /** Transactional ids that this broker coordinates. */
    int transactionalIds();

    /** What compaction has done, and what it cannot do. */
    LogCleaner.Progress compaction();

    /** What reading data at rest again has found. */
    Scrubber.Progress scrubbing();

    /** Where a start is, in this order. */
    enum Phase {
        /** There may be no controller, or others of the cluster are awaited. */
        OPENS_DIRECTORY("finds its cluster and opens its data directory"),
        AWAITS_METADATA("waits for the metadata to be current, which takes a controller"),
        OPENS_LOGS("opens the logs, and recovers those that were not closed cleanly"),
        REGISTERS("registers with the controller, and loads its groups and transactions"),
        SERVES("serves clients");

        private final String words;

        Phase(String words) {
            this.words = words;
        }

        /** For people. */
        String words() {
            return words;
        }
    }

    /**
     * How far the start has come.
     *
     * @param opened logs that are open
     * @param found logs in the data directory; 0 until they are counted
     */
    record Recovery(Phase phase, int opened, int found) {
        boolean done() {
            return phase == Phase.SERVES;
        }
    }

    /**
     * A log directory.
     *
     * @param failure what took it offline, null unless it is
     */
    record Directory(
            String path, Storage.State state, @Nullable String failure) {}

    /**
     * Metadata here.
     *
     * @param current whether it was known to be current once, and has been kept up since
     * @param index of the last entry of the metadata log that this broker goes by, -1 before the first
     * @param controllerId -1 while none is known
     * @param controllerMissedMs for how long it has known of no controller; 0 while it knows one
     * @param controllerAnsweredMsAgo since the controller last answered this broker's heartbeat, -1 if it never did
     */
    record Metadata(
            boolean current, long index, int controllerId, long controllerMissedMs, long controllerAnsweredMsAgo) {}

    /**
     * How a broker stands in its cluster.
     *
     * @param serving registered and not fenced, as far as it has heard
     * @param brokerEpoch of its registration, -1 before
     */
    record Membership(boolean serving, long brokerEpoch) {}

    /** Partitions of the coordinators' topics that this broker leads, and those of them that are loaded. */
    record Coordinators(int groupsLoaded, int groupsLed, int transactionsLoaded, int transactionsLed) {
        boolean loaded() {
            return groupsLoaded == groupsLed && transactionsLoaded == transactionsLed;
        }
    }
}
