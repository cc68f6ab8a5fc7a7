package io.suiro.coordinator.group;

import java.util.concurrent.CompletableFuture;

/** An answer that may be still to come. */
record Reply<T>(CompletableFuture<T> future) {
    boolean isThere() {
        return future.isDone();
    }

    /** Fails if it is not there. */
    T get() {
        if (!future.isDone()) {
            throw new AssertionError("not answered yet");
        }
        return future.join();
    }
}
