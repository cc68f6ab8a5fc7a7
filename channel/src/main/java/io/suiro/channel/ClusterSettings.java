package io.suiro.channel;

import io.suiro.config.WrongConfiguration;
import io.suiro.wire.peer.PeerOptions;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The keys by which an application's broker is one of a cluster: those of {@code suiro.cluster} in a broker's own process, with the same meanings and defaults. */
final class ClusterSettings {
    static final String PREFIX = EmbeddedSettings.PREFIX + "cluster.";
    static final String PEERS = PREFIX + "peers";
    static final String EXPECTED = PREFIX + "expected";
    static final String HOST = PREFIX + "host";
    static final String PORT = PREFIX + "port";
    static final String ADVERTISED_HOST = PREFIX + "advertised-host";
    static final String ADVERTISED_PORT = PREFIX + "advertised-port";
    static final String SECRET = PREFIX + "secret";
    static final String VOTERS = PREFIX + "voters";
    static final String HEARTBEAT_INTERVAL = PREFIX + "heartbeat-interval";
    static final String SESSION_TIMEOUT = PREFIX + "session-timeout";
    static final String ELECTION_TIMEOUT = PREFIX + "election-timeout";

    static final Set<String> KEYS = new TreeSet<>(Set.of(
            PEERS,
            EXPECTED,
            HOST,
            PORT,
            ADVERTISED_HOST,
            ADVERTISED_PORT,
            SECRET,
            VOTERS,
            HEARTBEAT_INTERVAL,
            SESSION_TIMEOUT,
            ELECTION_TIMEOUT));

    private static final Duration LEAST_INTERVAL = Duration.ofMillis(10);
    private static final Duration LEAST_TIMEOUT = Duration.ofMillis(100);

    private ClusterSettings() {}

    /**
     * How the others are found; null for a single broker, if no addresses are given.
     *
     * @throws IllegalArgumentException if a value is wrong
     */
    static @Nullable PeerOptions of(KeyedValues values) {
        List<String> peers = values.list(PEERS);
        if (peers.isEmpty()) {
            return null;
        }
        try {
            return new PeerOptions(
                    PREFIX,
                    peers,
                    values.number(EXPECTED, 1, Integer.MAX_VALUE).orElse(1),
                    values.text(HOST).orElse(PeerOptions.DEFAULT_HOST),
                    values.number(PORT, 0, KeyedValues.MAX_PORT).orElse(PeerOptions.DEFAULT_PORT),
                    values.text(ADVERTISED_HOST).orElse(null),
                    values.number(ADVERTISED_PORT, 1, KeyedValues.MAX_PORT).orElse(null),
                    values.text(SECRET).orElse(null),
                    values.number(VOTERS, 1, Integer.MAX_VALUE).orElse(PeerOptions.DEFAULT_VOTERS),
                    values.duration(HEARTBEAT_INTERVAL, PeerOptions.DEFAULT_HEARTBEAT_INTERVAL, LEAST_INTERVAL),
                    values.duration(SESSION_TIMEOUT, PeerOptions.DEFAULT_SESSION_TIMEOUT, LEAST_TIMEOUT),
                    values.duration(ELECTION_TIMEOUT, PeerOptions.DEFAULT_ELECTION_TIMEOUT, LEAST_TIMEOUT));
        } catch (WrongConfiguration wrong) {
            throw new IllegalArgumentException(wrong.getMessage(), wrong);
        }
    }
}
