package io.suiro.coordinator.group;

/**
 * Where a group of the classic protocol is.
 *
 * <pre>
 *            a member joins                  all joined, or time is up         the leader's assignment
 *  EMPTY ──────────────────► PREPARING ────────────────────────► COMPLETING ─────────────────────────► STABLE
 *    ▲                        │   ▲ ▲                               │                                     │
 *    └── nobody is left ──────┘   │ └── a member joins, leaves, ────┘                                     │
 *                                 │     fails to sync                                                     │
 *                                 └──────────── a member joins, leaves, expires, changes ─────────────────┘
 * </pre>
 *
 * A deleted group has no state: it is not there, and is described as Dead.
 */
enum ClassicState {
    EMPTY("Empty"),
    PREPARING_REBALANCE("PreparingRebalance"),
    COMPLETING_REBALANCE("CompletingRebalance"),
    STABLE("Stable");

    /** As clients see a group that does not exist. */
    static final String DEAD = "Dead";

    private final String wireName;

    ClassicState(String wireName) {
        this.wireName = wireName;
    }

    String wireName() {
        return wireName;
    }
}
