package io.suiro.cluster.raft;

import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/**
 * Who may vote: a node together with the metadata directory it stored its votes in (KIP-853). A node that lost its directory
 * has another one since, and is no voter, whatever its id.
 */
public record Voter(int id, Uuid directoryId) {
    // Not left to the compiler: what the JDK makes for the first comparison of a record takes a good part of a start.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Voter voter && voter.id == id && voter.directoryId.equals(directoryId);
    }

    @Override
    public int hashCode() {
        return 31 * id + directoryId.hashCode();
    }
}
