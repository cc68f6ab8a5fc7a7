package io.suiro.base;

/** Waits that an interrupt does not cut short, but which the caller finds set afterwards. */
public final class Uninterrupted {
    private Uninterrupted() {}

    /** Something that waits and may be interrupted. */
    @FunctionalInterface
    public interface Wait {
        void run() throws InterruptedException;
    }

    /** Returns once the wait has come to its end, begun anew after each interrupt. */
    public static void await(Wait wait) {
        boolean interrupted = false;
        while (true) {
            try {
                wait.run();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
