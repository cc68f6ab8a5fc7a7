package io.suiro.wire;

import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/** Hears what happens at the Kafka door. Called on event loops: implementations count and hand on, and never block. */
public interface WireObserver {
    WireObserver NONE = new WireObserver() {};

    default void connectionOpened(long connectionId) {}

    /** Once for each that was opened, whoever ended it. */
    default void connectionClosed(long connectionId) {}

    /** A connection limit was reached; neither opened nor closed is reported. */
    default void connectionRefused() {}

    /** What the client says it is (KIP-511). */
    default void clientIdentified(long connectionId, String softwareName, String softwareVersion) {}

    /** The connection is about to be closed because it sent what is not Kafka's protocol. */
    default void protocolViolated(long connectionId) {}

    /**
     * A request left the connection's queue: its answer is with the socket, or it needed none.
     *
     * @param requestBytes the frame without its length prefix
     * @param answerBytes the answer with its length prefix, 0 for none
     * @param nanos from the whole request being received to the answer being written
     */
    default void requestCompleted(ApiKeys api, short version, long requestBytes, long answerBytes, long nanos) {}

    /** A request was refused as a whole; may come from any thread. */
    default void requestRefused(ApiKeys api, Errors code) {}
}
