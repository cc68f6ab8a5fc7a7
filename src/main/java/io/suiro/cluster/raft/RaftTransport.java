package io.suiro.cluster.raft;

/** The way to other nodes: best effort; messages may be lost, late, repeated or out of order. Never blocks. */
@FunctionalInterface
public interface RaftTransport {
    void send(int nodeId, RaftMessage message);
}
