package io.suiro.coordinator;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Who asked and was not answered yet: parked, or until records commit. Lane only. */
final class Waiting {
    private final IdentityHashMap<CompletableFuture<?>, CompletableFuture<?>> askers = new IdentityHashMap<>();

    void add(CompletableFuture<?> asker) {
        askers.put(asker, asker);
    }

    void remove(CompletableFuture<?> asker) {
        askers.remove(asker);
    }

    void failAll(Throwable reason) {
        List<CompletableFuture<?>> all = new ArrayList<>(askers.values());
        askers.clear();
        all.forEach(asker -> asker.completeExceptionally(reason));
    }
}
