package io.suiro.cluster;

import io.suiro.cluster.raft.RaftOptions;
import java.util.Set;
import java.util.function.Supplier;

/**
 * How this broker lives with others.
 *
 * @param peers the way to them
 * @param configured ids of those that were found at the configured addresses, this broker's own among them
 * @param peerHost as others are told to connect to; empty if it listens for none
 * @param peerPort -1 if it listens for none
 * @param voters how many are to vote on metadata, if there are so many
 * @param heartbeatMs between two of this broker's to the controller
 * @param sessionMs a broker that is silent for so long is fenced
 * @param electionMs voters that hear nothing of a leader for so long, and up to as long again, elect another
 */
public record ClusterOptions(
        PeerNetwork peers,
        Supplier<Set<Integer>> configured,
        String peerHost,
        int peerPort,
        int voters,
        long heartbeatMs,
        long sessionMs,
        long electionMs) {
    /** For a broker that knows no other. */
    public static final ClusterOptions ALONE =
            new ClusterOptions(NoPeers.INSTANCE, Set::of, "", -1, 1, 200, 2_500, 1_000);

    public boolean isAlone() {
        return peerPort < 0;
    }

    /** The pace of consensus that follows from the election timeout; the rest as usual. */
    RaftOptions consensus() {
        RaftOptions defaults = RaftOptions.DEFAULTS;
        return new RaftOptions(
                Math.max(1, electionMs / 10),
                electionMs,
                electionMs,
                defaults.turnMs(),
                defaults.learnerSilenceMs(),
                defaults.appendBytes(),
                defaults.appendsInFlight(),
                defaults.chunkBytes(),
                defaults.keptEntries());
    }
}
