package io.suiro.wire.peer;

import java.time.Duration;

/**
 * Settings of the network between brokers.
 *
 * @param host address to bind
 * @param port 0 for any free one
 * @param maxDataFrameBytes the largest answer to a fetch that is taken from a leader, and the largest request
 * @param receiveBufferBytes SO_RCVBUF of its sockets; negative leaves it to the operating system
 * @param sendBufferBytes SO_SNDBUF, likewise
 * @param maxQueuedBytes of messages to one broker that its connection has not taken; beyond it, new ones are dropped
 * @param maxUnauthenticated connections in the middle of their handshake; more are closed as they come
 * @param connectTimeout of TCP
 * @param handshakeTimeout from the connection to the end of its handshake
 * @param fetchGrace a leader that answers later than this, after what the fetch asked it to wait, is given up
 */
public record PeerConfig(
        String host,
        int port,
        int maxDataFrameBytes,
        int receiveBufferBytes,
        int sendBufferBytes,
        long maxQueuedBytes,
        int maxUnauthenticated,
        Duration connectTimeout,
        Duration handshakeTimeout,
        Duration fetchGrace) {

    public static final int DEFAULT_MAX_DATA_FRAME_BYTES = 100 << 20;
    public static final long DEFAULT_MAX_QUEUED_BYTES = 32 << 20;
    public static final int DEFAULT_MAX_UNAUTHENTICATED = 64;
    public static final Duration DEFAULT_CONNECT_TIMEOUT = Duration.ofSeconds(1);
    public static final Duration DEFAULT_HANDSHAKE_TIMEOUT = Duration.ofSeconds(5);
    public static final Duration DEFAULT_FETCH_GRACE = Duration.ofSeconds(10);

    public PeerConfig {
        atLeast(0, port, "port");
        atLeast(1, maxDataFrameBytes, "maxDataFrameBytes");
        atLeast(1, maxQueuedBytes, "maxQueuedBytes");
        atLeast(1, maxUnauthenticated, "maxUnauthenticated");
        atLeast(1, connectTimeout.toMillis(), "connectTimeout");
        atLeast(1, handshakeTimeout.toMillis(), "handshakeTimeout");
        atLeast(1, fetchGrace.toMillis(), "fetchGrace");
    }

    /** Sockets as the operating system makes them, 100 MiB of answer, 32 MiB of queue. */
    public static PeerConfig defaults(String host, int port) {
        return new PeerConfig(
                host,
                port,
                DEFAULT_MAX_DATA_FRAME_BYTES,
                -1,
                -1,
                DEFAULT_MAX_QUEUED_BYTES,
                DEFAULT_MAX_UNAUTHENTICATED,
                DEFAULT_CONNECT_TIMEOUT,
                DEFAULT_HANDSHAKE_TIMEOUT,
                DEFAULT_FETCH_GRACE);
    }

    private static void atLeast(long least, long value, String name) {
        if (value < least) {
            throw new IllegalArgumentException(name + " is " + value + ", it must be at least " + least);
        }
    }
}
