package io.suiro.broker;

import io.suiro.cluster.ClusterOptions;
import io.suiro.cluster.PeerRequests;
import io.suiro.config.StaticSettings;
import io.suiro.coordinator.group.GroupPace;
import io.suiro.replica.Durability;
import io.suiro.replica.Leaders;
import java.nio.file.Path;

/**
 * What a broker is started with.
 *
 * @param data the data directory, created if it is absent
 * @param settings who it is, and the broker settings that differ from the defaults
 * @param lanes threads that own partitions
 * @param groups how promptly groups act
 * @param durability what an acknowledgement of all replicas promises
 * @param scrub how data at rest is read again
 * @param cluster how it lives with other brokers
 * @param leaders the way to those that lead what it follows
 * @param requests the way to what the others serve, for clients in this process
 */
public record BrokerOptions(
        Path data,
        StaticSettings settings,
        int lanes,
        GroupPace groups,
        Durability durability,
        ScrubOptions scrub,
        ClusterOptions cluster,
        Leaders leaders,
        PeerRequests requests) {
    /** A single broker with defaults, but without reading data at rest again. */
    public BrokerOptions(Path data, StaticSettings settings, int lanes) {
        this(
                data,
                settings,
                lanes,
                GroupPace.DEFAULTS,
                Durability.REPLICATED,
                ScrubOptions.OFF,
                ClusterOptions.ALONE,
                Leaders.NONE,
                PeerRequests.NONE);
    }
}
