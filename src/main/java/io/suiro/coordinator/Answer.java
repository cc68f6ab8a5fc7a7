package io.suiro.coordinator;

import java.util.concurrent.CompletableFuture;

/**
 * A response that was decided and waits for its records to commit.
 *
 * @param asker completed by the shard, never by whoever decides
 */
public record Answer<T>(CompletableFuture<T> asker, T response) {
    void release() {
        asker.complete(response);
    }

    void fail(Throwable cause) {
        asker.completeExceptionally(cause);
    }
}
