package io.suiro.wire;

import java.util.function.LongConsumer;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/** Tells whoever keeps something for a connection when it ends, and another observer everything. */
public final class EndsOfConnections implements WireObserver {
    private final WireObserver next;
    private final LongConsumer closed;

    /** @param closed told the connection's id, on its event loop, which it must not block */
    public EndsOfConnections(WireObserver next, LongConsumer closed) {
        this.next = next;
        this.closed = closed;
    }

    @Override
    public void connectionOpened(long connectionId) {
        next.connectionOpened(connectionId);
    }

    @Override
    public void connectionClosed(long connectionId) {
        closed.accept(connectionId);
        next.connectionClosed(connectionId);
    }

    @Override
    public void connectionRefused() {
        next.connectionRefused();
    }

    @Override
    public void clientIdentified(long connectionId, String softwareName, String softwareVersion) {
        next.clientIdentified(connectionId, softwareName, softwareVersion);
    }

    @Override
    public void protocolViolated(long connectionId) {
        next.protocolViolated(connectionId);
    }

    @Override
    public void requestCompleted(ApiKeys api, short version, long requestBytes, long answerBytes, long nanos) {
        next.requestCompleted(api, version, requestBytes, answerBytes, nanos);
    }

    @Override
    public void requestRefused(ApiKeys api, Errors code) {
        next.requestRefused(api, code);
    }
}
