package io.suiro.embedded;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an embedded broker is started with.
 *
 * @param data its data directory; null for one under the system's temporary directory, which goes when the broker does
 * @param host the address that its Kafka door listens on and tells clients
 * @param port the port of that door, 0 for a free one
 * @param settings broker settings by Kafka's names
 */
public record EmbeddedOptions(@Nullable Path data, String host, int port, Map<String, String> settings) {
    /**
     * A free port of loopback and a directory that goes with the broker, for development and tests. A few partitions for groups'
     * offsets are enough there, and quicker to open than fifty.
     */
    public static final EmbeddedOptions TEMPORARY = new EmbeddedOptions(
            null,
            "127.0.0.1",
            0,
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
        return new EmbeddedOptions(data, "127.0.0.1", 0, Map.of());
    }

    /** With these settings besides, which win. */
    public EmbeddedOptions with(Map<String, String> more) {
        Map<String, String> all = new HashMap<>(settings);
        all.putAll(more);
        return new EmbeddedOptions(data, host, port, all);
    }

    /** With another address for the Kafka door. */
    public EmbeddedOptions listening(String newHost, int newPort) {
        return new EmbeddedOptions(data, newHost, newPort, settings);
    }
}
