package io.suiro.wire.peer;

import org.jspecify.annotations.Nullable;

/** What a connection is for, as its first message names it. */
enum Purpose {
    /** Tells and asks. */
    CONTROL(1),
    /** Kafka's protocol. */
    DATA(2),
    /** Nothing but to learn who the other side is: allowed whatever clusters the two belong to, and over with the handshake. */
    IDENTITY(3);

    private final int code;

    Purpose(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }

    static @Nullable Purpose of(int code) {
        for (Purpose purpose : values()) {
            if (purpose.code == code) {
                return purpose;
            }
        }
        return null;
    }
}
