package io.suiro.replica;

/**
 * What this broker is to a partition.
 *
 * <pre>
 *              metadata names another leader, or a later epoch
 *            ┌──────────────────────────────────────────────┐
 *            ▼                                              │
 *         Follower ── metadata names this broker ──▶ Leader ┤
 *            │                                              │
 *            └── it is no replica any more, or stops ──▶ Closed
 * </pre>
 */
sealed interface Role permits Leader, Follower, Closed {
    /** Of the leader that this role obeys, or is. */
    int leaderEpoch();
}
