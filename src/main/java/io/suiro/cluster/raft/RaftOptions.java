package io.suiro.cluster.raft;

/**
 * Times and sizes of consensus.
 *
 * @param heartbeatMs a leader is silent no longer than this
 * @param electionTimeoutMs how long a leader that is silent is believed in, and how long one that reaches no majority
 *     believes in itself
 * @param electionJitterMs added at random before a node stands for election, below this
 * @param turnMs where the leader's connection was closed voters stand one after another, each so long after the one before, for
 *     two that stand at once share the votes
 * @param learnerSilenceMs after this a silent node that is no voter is forgotten until it says hello
 * @param appendBytes entries of one message, but for one that is larger
 * @param appendsInFlight messages to one node that wait for their answer
 * @param chunkBytes of a snapshot in one message
 * @param keptEntries that a snapshot covers and that are kept in memory for followers that are a little behind
 */
public record RaftOptions(
        long heartbeatMs,
        long electionTimeoutMs,
        long electionJitterMs,
        long turnMs,
        long learnerSilenceMs,
        int appendBytes,
        int appendsInFlight,
        int chunkBytes,
        int keptEntries) {
    public static final RaftOptions DEFAULTS =
            new RaftOptions(100, 1_000, 1_000, 100, 10_000, 1 << 18, 16, 1 << 20, 1_000);
}
