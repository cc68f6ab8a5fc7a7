package io.suiro.share;

import io.suiro.coordinator.share.StateBatch;

/**
 * What has become of a record in a share group.
 *
 * <pre>
 *             fetched                  accepted
 * AVAILABLE ───────────▶ ACQUIRED ──────────────────▶ ACKNOWLEDGED
 *     ▲                   │    └── rejected, or nothing there, or given up ──▶ ARCHIVED
 *     └── released, or its time is over ──┘
 * </pre>
 *
 * A record that is given back for the last time that the delivery limit allows is archived instead. What a reader of committed records
 * must not see is archived without being delivered.
 */
enum DeliveryState {
    AVAILABLE(StateBatch.AVAILABLE),
    ACQUIRED((byte) 1),
    ACKNOWLEDGED(StateBatch.ACKNOWLEDGED),
    ARCHIVED(StateBatch.ARCHIVED);

    private final byte id;

    DeliveryState(byte id) {
        this.id = id;
    }

    byte id() {
        return id;
    }

    /** Nothing more happens to the record. */
    boolean isFinal() {
        return this == ACKNOWLEDGED || this == ARCHIVED;
    }

    /** As it is stored. */
    static DeliveryState of(byte id) {
        for (DeliveryState state : values()) {
            if (state.id == id && state != ACQUIRED) {
                return state;
            }
        }
        throw new IllegalArgumentException("a record in delivery state " + id);
    }
}
