package io.suiro.cluster.raft;

/**
 * What a node is in its term.
 *
 * <pre>
 *            no leader heard            majority would vote        majority voted
 * FOLLOWER ──────────────────▶ PROSPECT ──────────────────▶ CANDIDATE ──────────▶ LEADER
 *     ▲                           │                             │                    │
 *     └── leader heard, newer term, no answers, no contact to a majority ────────────┘
 * </pre>
 *
 * A node that is no voter stays FOLLOWER. From each a failure leads to FAILED, and {@link Raft#stop} to STOPPED.
 */
public enum Role {
    FOLLOWER,
    /** Asks whether it would be elected, before it raises the term (pre-vote). */
    PROSPECT,
    CANDIDATE,
    LEADER,
    FAILED,
    STOPPED
}
