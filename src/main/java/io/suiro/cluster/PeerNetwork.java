package io.suiro.cluster;

import java.util.concurrent.CompletionStage;

/**
 * The way to the other brokers: one-way messages and questions, each to a node id. The network seam of the simulator.
 * Any thread may call; nothing blocks.
 */
public interface PeerNetwork {
    /** One way and best effort; in order while the connection lasts. Dropped when too much waits for that node already. */
    void tell(int nodeId, byte[] message);

    /**
     * The answer of the other side's {@link Receiver#asked}. Fails with an IOException when the connection cannot be made
     * or is lost, when too much waits for that node already, and when the other side could not answer. Has no timeout of
     * its own; completing it gives up.
     */
    CompletionStage<byte[]> ask(int nodeId, byte[] request);

    /** Hears what other brokers say. Called on event loops: hands on and never blocks. */
    interface Receiver {
        void told(int from, byte[] message);

        CompletionStage<byte[]> asked(int from, byte[] request);

        /** A connection with this node, which either side had made, has ended; there may be another one by now. */
        void disconnected(int nodeId);

        /**
         * An attempt to reach the node failed. One is made at once after a connection has ended.
         *
         * @param refused whether its machine answered that nobody listens there: the process is gone
         */
        default void unreachable(int nodeId, boolean refused) {}

        /** A connection to this node has been made by this side. */
        default void connected(int nodeId) {}
    }
}
