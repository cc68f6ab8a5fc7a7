package io.suiro.embedded;

import io.suiro.wire.peer.PeerOptions;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an embedded broker is started with.
 *
 * @param data its data directory; null for one under the system's temporary directory, which goes when the broker does
 * @param nodeId Kafka's node.id; null for that of the data directory, 0 for a new one
 * @param host the address that its Kafka door listens on
 * @param port the port of that door, 0 for a free one
 * @param advertisedHost what clients are told to connect to; null for the address it listens on, or this machine's name
 * @param advertisedPort null for the port it listens on
 * @param peers how it finds the other brokers of its cluster; null for a single broker
 * @param settings broker settings by Kafka's names
 */
public record EmbeddedOptions(
        @Nullable Path data,
        @Nullable Integer nodeId,
        String host,
        int port,
        @Nullable String advertisedHost,
        @Nullable Integer advertisedPort,
        @Nullable PeerOptions peers,
        Map<String, String> settings) {
    private static final String DEFAULT_HOST = "127.0.0.1";

    /**
     * A free port of loopback and a directory that goes with the broker, for development and tests. A few partitions for groups'
     * offsets are enough there, and quicker to open than fifty.
     */
    public static final EmbeddedOptions TEMPORARY = new EmbeddedOptions(
            null,
            null,
            DEFAULT_HOST,
            0,
            null,
            null,
            null,
            Map.of(
                    "offsets.topic.num.partitions", "4",
                    "transaction.state.log.num.partitions", "4",
                    "share.coordinator.state.topic.num.partitions", "4",
                    "group.initial.rebalance.delay.ms", "0"));

    public EmbeddedOptions {
        settings = Map.copyOf(settings);
    }

    /** On a directory that stays, with Kafka's own defaults. */
    public static EmbeddedOptions on(Path data) {
        return new EmbeddedOptions(data, null, DEFAULT_HOST, 0, null, null, null, Map.of());
    }

    /** With these settings besides, which win. */
    public EmbeddedOptions with(Map<String, String> more) {
        Map<String, String> all = new HashMap<>(settings);
        all.putAll(more);
        return new EmbeddedOptions(data, nodeId, host, port, advertisedHost, advertisedPort, peers, all);
    }

    /** With another address for the Kafka door. */
    public EmbeddedOptions listening(String newHost, int newPort) {
        return new EmbeddedOptions(data, nodeId, newHost, newPort, advertisedHost, advertisedPort, peers, settings);
    }

    /** Telling clients another address than the one that the Kafka door listens on; null for that one. */
    public EmbeddedOptions advertising(@Nullable String newHost, @Nullable Integer newPort) {
        return new EmbeddedOptions(data, nodeId, host, port, newHost, newPort, peers, settings);
    }

    /** With an id of its own; null for that of the directory. */
    public EmbeddedOptions node(@Nullable Integer newNodeId) {
        return new EmbeddedOptions(data, newNodeId, host, port, advertisedHost, advertisedPort, peers, settings);
    }

    /** As a broker of a cluster; null for a single one. */
    public EmbeddedOptions among(@Nullable PeerOptions newPeers) {
        return new EmbeddedOptions(data, nodeId, host, port, advertisedHost, advertisedPort, newPeers, settings);
    }

    /**
     * As a broker of a cluster on this machine, whose brokers trust whoever reaches their port; with the defaults of {@code suiro.cluster}.
     *
     * @param peerPort where it listens for other brokers
     * @param addresses of all of them, host:port
     */
    public EmbeddedOptions among(int newNodeId, int peerPort, List<String> addresses) {
        return node(newNodeId).among(PeerOptions.onLoopback(addresses, peerPort));
    }
}
