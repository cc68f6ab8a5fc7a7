package io.suiro.base;

/**
 * Who asks, whichever door they came through.
 *
 * @param apiVersion version of the request, which decides what the answer may contain
 * @param clientId as the client names itself, empty if it does not
 * @param clientHost the client's address, shown to operators
 * @param connectionId the connection it came on, unique for the life of the process; {@link #NO_CONNECTION} in-process
 * @param peerId the broker that has proved on the connection that it is one, {@link #NO_PEER} for clients
 */
public record RequestContext(short apiVersion, String clientId, String clientHost, long connectionId, int peerId) {
    public static final long NO_CONNECTION = -1;
    public static final int NO_PEER = -1;

    public RequestContext(short apiVersion, String clientId, String clientHost, long connectionId) {
        this(apiVersion, clientId, clientHost, connectionId, NO_PEER);
    }

    public RequestContext(short apiVersion, String clientId, String clientHost) {
        this(apiVersion, clientId, clientHost, NO_CONNECTION);
    }
}
