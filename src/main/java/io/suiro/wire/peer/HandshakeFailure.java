package io.suiro.wire.peer;

import java.io.IOException;

/** A handshake came to nothing. Without a stack, since the other side's bytes cause it. */
sealed class HandshakeFailure extends IOException permits RefusedByPeer {
    private static final long serialVersionUID = 1;

    private final Refusal refusal;

    /** The text is a predicate: of the other side if it is {@link Refusal#MALFORMED}, else of this one. */
    HandshakeFailure(Refusal refusal, String text) {
        super(text);
        this.refusal = refusal;
    }

    final Refusal refusal() {
        return refusal;
    }

    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
