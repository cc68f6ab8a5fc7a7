package io.suiro.app;

/** A start that ends because the application is to stop; nothing is wrong. */
final class StoppedWhileStarting extends RuntimeException {
    private static final long serialVersionUID = 1;

    StoppedWhileStarting() {
        super("stopped while starting");
    }
}
