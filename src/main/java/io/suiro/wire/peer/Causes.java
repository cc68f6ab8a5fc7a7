package io.suiro.wire.peer;

import io.suiro.base.Stages;
import java.io.IOException;

/** What is told of a failure. */
final class Causes {
    private Causes() {}

    static String text(Throwable failure) {
        Throwable cause = Stages.cause(failure);
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }

    /** A new one with the stack of whoever waits, and the cause of the failure. */
    static IOException io(String what, Throwable failure) {
        return new IOException(what + ": " + text(failure), failure);
    }
}
