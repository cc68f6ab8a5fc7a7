package io.suiro.base;

import java.util.concurrent.CompletableFuture;

/** A fixed set of lanes; each partition is given one for life. */
public interface Lanes {
    /** The lane of everything that hashes to this. */
    Lane laneFor(int hash);

    /** Waits for what lanes of this set are about to complete; not on one of them. Fails as it does. */
    default <T> T await(CompletableFuture<T> done) {
        return done.join();
    }
}
