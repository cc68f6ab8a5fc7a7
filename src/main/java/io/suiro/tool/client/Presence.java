package io.suiro.tool.client;

import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Tells a command that waits that there is nothing to wait for, which Kafka's clients do not: once when no broker of the
 * bootstrap addresses takes a connection any more, and once when one does again. Used by one thread.
 */
public final class Presence {
    private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(3);

    private final String addresses;
    private final Consumer<String> complaints;
    private long lookedNanos = System.nanoTime();
    private boolean missing;

    /**
     * Takes it that there is one now.
     *
     * @param addresses {@code HOST:PORT} with commas between
     */
    public Presence(String addresses, Consumer<String> complaints) {
        this.addresses = addresses;
        this.complaints = complaints;
    }

    /** To be called whenever nothing has come; looks every three seconds. */
    public void look() {
        if (System.nanoTime() - lookedNanos < INTERVAL_NANOS) {
            return;
        }
        lookedNanos = System.nanoTime();
        boolean wasMissing = missing;
        try {
            BootstrapCheck.reach(addresses);
            missing = false;
        } catch (CommandFailed e) {
            missing = true;
        }
        if (missing != wasMissing) {
            complaints.accept(
                    missing
                            ? "no broker at " + addresses + " any more; waiting for one"
                            : "there is a broker at " + addresses + " again");
        }
    }
}
