package io.suiro.share;

import org.jspecify.annotations.Nullable;

/** What a member says of a record that it has acquired; the numbers are those of the protocol. */
public enum AcknowledgeType {
    /** There was no record at the offset. */
    GAP(0),
    ACCEPT(1),
    RELEASE(2),
    REJECT(3),
    /** It needs more time (KIP-1222). */
    RENEW(4);

    private final int id;

    AcknowledgeType(int id) {
        this.id = id;
    }

    /** Null if there is none of that number. */
    public static @Nullable AcknowledgeType of(int id) {
        for (AcknowledgeType type : values()) {
            if (type.id == id) {
                return type;
            }
        }
        return null;
    }
}
