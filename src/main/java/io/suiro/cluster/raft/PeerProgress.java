package io.suiro.cluster.raft;

import org.apache.kafka.common.Uuid;

/**
 * What the leader knows of another node.
 *
 * @param directoryId that the node has now; a voter of the same id with another one is lost
 * @param isVoter whether node and directory are a voter's
 * @param matchIndex up to here its log is, durably, the leader's; -1 if nothing is known
 * @param silentMs since it was last heard of
 */
public record PeerProgress(int nodeId, Uuid directoryId, boolean isVoter, long matchIndex, long silentMs) {}
