package io.suiro.wire;

/** The peer sent what cannot be read as a request: its connection ends. Stackless, since the peer's input causes it. */
public final class MalformedRequest extends RuntimeException {
    /** The reason is a predicate of the peer. */
    public MalformedRequest(String reason) {
        super(reason, null, false, false);
    }

    public String reason() {
        return String.valueOf(getMessage());
    }
}
