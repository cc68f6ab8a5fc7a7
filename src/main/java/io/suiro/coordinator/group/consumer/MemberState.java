package io.suiro.coordinator.group.consumer;

/**
 * How far a member has got towards its target.
 *
 * <pre>
 *            partitions to give up                  given up, others still hold what it waits for
 *  STABLE ──────────────────────► UNREVOKED_PARTITIONS ──────────────► UNRELEASED_PARTITIONS
 *    ▲ ▲                               │ given up, nothing to wait for        │      ▲
 *    │ └───────────────────────────────┘                                      │      │
 *    └─────────────────────── all are free ◄──────────────────────────────────┘      │
 *    └────────────────────────── others hold what it waits for ──────────────────────┘
 * </pre>
 */
public enum MemberState {
    /** It has everything that its epoch's target gives it. */
    STABLE(0),
    /** It was told to give up partitions, and has not acknowledged that. */
    UNREVOKED_PARTITIONS(1),
    /** It waits for partitions that other members have not given up yet. */
    UNRELEASED_PARTITIONS(2);

    private final byte stored;

    MemberState(int stored) {
        this.stored = (byte) stored;
    }

    /** As it stands in a record. */
    byte stored() {
        return stored;
    }

    static MemberState of(byte stored) {
        for (MemberState state : values()) {
            if (state.stored == stored) {
                return state;
            }
        }
        throw new IllegalArgumentException("member state " + stored);
    }
}
