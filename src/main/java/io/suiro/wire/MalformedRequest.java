package io.suiro.wire;

/** The peer sent what cannot be read as a request: its connection ends. Stackless, since the peer's input causes it. */
final class MalformedRequest extends RuntimeException {
    MalformedRequest(String reason) {
        super(reason, null, false, false);
    }

    String reason() {
        return String.valueOf(getMessage());
    }
}
