package io.suiro.coordinator.txn;

import org.jspecify.annotations.Nullable;

/**
 * Where a transactional id stands.
 *
 * <pre>
 *          partitions                  EndTxn                      markers written
 * EMPTY ──────────────▶ ONGOING ──┬──────────▶ PREPARE_COMMIT ──────────────────────▶ COMPLETE_COMMIT ──┐
 *   ▲                      ▲      └──────────▶ PREPARE_ABORT  ──────────────────────▶ COMPLETE_ABORT ───┤
 *   │                      │        EndTxn, timeout, InitProducerId of a successor                       │
 *   │                      └────────────────────────────── partitions ───────────────────────────────────┤
 *   └──────────────────────────────────────────────────── InitProducerId ─────────────────────────────────┘
 * </pre>
 *
 * Source: Kafka's TransactionState; the numbers are those of {@code __transaction_state}.
 */
public enum TransactionState {
    EMPTY(0, "Empty"),
    ONGOING(1, "Ongoing"),
    PREPARE_COMMIT(2, "PrepareCommit"),
    PREPARE_ABORT(3, "PrepareAbort"),
    COMPLETE_COMMIT(4, "CompleteCommit"),
    COMPLETE_ABORT(5, "CompleteAbort"),
    /** Kafka's, while it forgets an id; never stored, and no id is in it. */
    DEAD(6, "Dead"),
    /** Kafka's, while it fences a producer; never stored, and no id is in it. */
    PREPARE_EPOCH_FENCE(7, "PrepareEpochFence");

    private final int id;
    private final String displayName;

    TransactionState(int id, String displayName) {
        this.id = id;
        this.displayName = displayName;
    }

    int id() {
        return id;
    }

    /** As the admin client knows it. */
    public String displayName() {
        return displayName;
    }

    /** Whether its end is decided, and its partitions are being told. */
    public boolean isPrepared() {
        return this == PREPARE_COMMIT || this == PREPARE_ABORT;
    }

    /** Whether there is no transaction that anything could happen to. */
    boolean isIdle() {
        return this == EMPTY || this == COMPLETE_COMMIT || this == COMPLETE_ABORT;
    }

    /** Null if there is none of that name. */
    public static @Nullable TransactionState named(String displayName) {
        for (TransactionState state : values()) {
            if (state.displayName.equals(displayName)) {
                return state;
            }
        }
        return null;
    }

    static TransactionState of(int id) {
        for (TransactionState state : values()) {
            if (state.id == id) {
                return state;
            }
        }
        throw new IllegalArgumentException("a transaction in state " + id);
    }
}
