package io.suiro.wire;

import java.time.Duration;

/**
 * Settings of the Kafka listener; Kafka's name in brackets.
 *
 * @param host address to bind
 * @param port 0 for any free one
 * @param maxRequestBytes a larger frame closes its connection [socket.request.max.bytes]
 * @param maxConnections more are closed as they come [max.connections]
 * @param maxConnectionsPerIp of one client address [max.connections.per.ip]
 * @param maxIdle a connection without traffic is closed after this [connections.max.idle.ms]
 * @param receiveBufferBytes SO_RCVBUF of its sockets; negative leaves it to the operating system [socket.receive.buffer.bytes]
 * @param sendBufferBytes SO_SNDBUF, likewise [socket.send.buffer.bytes]
 * @param maxInFlightRequests of one connection; reading pauses at this number
 * @param maxInFlightBytes request frames of one connection; reading pauses once they sum up to this
 */
public record WireConfig(
        String host,
        int port,
        int maxRequestBytes,
        int maxConnections,
        int maxConnectionsPerIp,
        Duration maxIdle,
        int receiveBufferBytes,
        int sendBufferBytes,
        int maxInFlightRequests,
        long maxInFlightBytes) {

    public static final int DEFAULT_MAX_REQUEST_BYTES = 100 << 20;
    public static final Duration DEFAULT_MAX_IDLE = Duration.ofMinutes(10);
    public static final int DEFAULT_SOCKET_BUFFER_BYTES = 100 << 10;
    public static final int DEFAULT_MAX_IN_FLIGHT_REQUESTS = 64;
    public static final long DEFAULT_MAX_IN_FLIGHT_BYTES = 32 << 20;

    public WireConfig {
        atLeast(0, port, "port");
        atLeast(1, maxRequestBytes, "maxRequestBytes");
        atLeast(1, maxConnections, "maxConnections");
        atLeast(0, maxConnectionsPerIp, "maxConnectionsPerIp");
        atLeast(1, maxIdle.toMillis(), "maxIdle");
        atLeast(1, maxInFlightRequests, "maxInFlightRequests");
        atLeast(1, maxInFlightBytes, "maxInFlightBytes");
    }

    /** Kafka's defaults: no limit of connections, 100 MiB of request, 10 minutes of silence. */
    public static WireConfig defaults(String host, int port) {
        return new WireConfig(
                host,
                port,
                DEFAULT_MAX_REQUEST_BYTES,
                Integer.MAX_VALUE,
                Integer.MAX_VALUE,
                DEFAULT_MAX_IDLE,
                DEFAULT_SOCKET_BUFFER_BYTES,
                DEFAULT_SOCKET_BUFFER_BYTES,
                DEFAULT_MAX_IN_FLIGHT_REQUESTS,
                DEFAULT_MAX_IN_FLIGHT_BYTES);
    }

    private static void atLeast(long least, long value, String name) {
        if (value < least) {
            throw new IllegalArgumentException(name + " is " + value + ", it must be at least " + least);
        }
    }
}
