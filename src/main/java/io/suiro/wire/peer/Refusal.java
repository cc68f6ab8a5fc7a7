package io.suiro.wire.peer;

/** Why a handshake is refused; the code goes to the other side with a text. */
enum Refusal {
    UNKNOWN(0),
    /** What came is no handshake. */
    MALFORMED(1),
    UNSUPPORTED_VERSION(2),
    WRONG_SECRET(3),
    OTHER_CLUSTER(4),
    /** One of the two belongs to no cluster yet. */
    NO_CLUSTER(5),
    /** Both claim the same node id. */
    OWN_NODE_ID(6),
    /** Another broker than the one that was asked for. */
    OTHER_NODE(7),
    TIMEOUT(8);

    private final int code;

    Refusal(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }

    static Refusal of(int code) {
        for (Refusal refusal : values()) {
            if (refusal.code == code) {
                return refusal;
            }
        }
        return UNKNOWN;
    }
}
