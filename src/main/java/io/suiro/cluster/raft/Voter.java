package io.suiro.cluster.raft;

import org.apache.kafka.common.Uuid;

/**
 * Who may vote: a node together with the metadata directory it stored its votes in (KIP-853). A node that lost its directory
 * has another one since, and is no voter, whatever its id.
 */
public record Voter(int id, Uuid directoryId) {}
