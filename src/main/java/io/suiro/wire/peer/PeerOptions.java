package io.suiro.wire.peer;

import io.suiro.cluster.PeerAddress;
import io.suiro.config.WrongConfiguration;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a broker finds, trusts and watches others.
 *
 * @param prefix of the keys that say so, for complaints
 * @param peers addresses (host:port) of the brokers that form the cluster, this one included
 * @param expected how many must have answered before one founds the cluster
 * @param host to listen on for other brokers; anything but loopback takes a secret
 * @param port 0 for a free one
 * @param advertisedHost that others are told to connect to; null for the one listened on, or this machine's name
 * @param advertisedPort null for the one listened on
 * @param secret of the cluster, null for none
 * @param voters how many are to vote on metadata, if there are so many
 * @param heartbeatInterval between two heartbeats to the controller
 * @param sessionTimeout a broker that is silent for so long is fenced
 * @param electionTimeout voters that hear nothing of the controller for so long, and up to as long again, elect another
 */
public record PeerOptions(
        String prefix,
        List<String> peers,
        int expected,
        String host,
        int port,
        @Nullable String advertisedHost,
        @Nullable Integer advertisedPort,
        @Nullable String secret,
        int voters,
        Duration heartbeatInterval,
        Duration sessionTimeout,
        Duration electionTimeout) {

    public static final String DEFAULT_HOST = "127.0.0.1";
    public static final int DEFAULT_PORT = 9292;
    public static final int DEFAULT_VOTERS = 3;
    public static final Duration DEFAULT_HEARTBEAT_INTERVAL = Duration.ofMillis(200);
    public static final Duration DEFAULT_SESSION_TIMEOUT = Duration.ofMillis(2_500);
    public static final Duration DEFAULT_ELECTION_TIMEOUT = Duration.ofSeconds(1);

    /** @throws WrongConfiguration if an address is none */
    public PeerOptions {
        peers = List.copyOf(peers);
        parsed(prefix, peers);
    }

    /** Of brokers on one machine, which need no secret, with defaults. */
    public static PeerOptions onLoopback(List<String> peers, int port) {
        return new PeerOptions(
                "",
                peers,
                1,
                DEFAULT_HOST,
                port,
                null,
                null,
                null,
                DEFAULT_VOTERS,
                DEFAULT_HEARTBEAT_INTERVAL,
                DEFAULT_SESSION_TIMEOUT,
                DEFAULT_ELECTION_TIMEOUT);
    }

    private static List<PeerAddress> parsed(String prefix, List<String> peers) {
        try {
            return peers.stream().map(PeerAddress::parse).toList();
        } catch (IllegalArgumentException e) {
            throw new WrongConfiguration(prefix + "peers=" + String.join(",", peers) + ": " + e.getMessage());
        }
    }

    List<PeerAddress> addresses() {
        return parsed(prefix, peers);
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return prefix + "{peers=" + peers + ", host=" + host + ", port=" + port + "}";
    }

    String key(String name) {
        return prefix + name;
    }

    String entry(String name, String value) {
        return prefix + name + "=" + value;
    }
}
