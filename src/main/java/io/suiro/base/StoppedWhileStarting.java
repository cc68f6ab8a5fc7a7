package io.suiro.base;

/** A start that ends because the application is to stop; nothing is wrong. */
public final class StoppedWhileStarting extends RuntimeException {
    private static final long serialVersionUID = 1;

    StoppedWhileStarting() {
        super("stopped while starting");
    }
}
