package io.suiro.replica;

import io.suiro.log.Appended;
import java.util.concurrent.CompletableFuture;

/**
 * The two stages of an append. Both complete on the partition's lane, exceptionally only with {@link
 * io.suiro.error.Refused}.
 *
 * @param appended the batches are in the leader's log and their buffer is free again: what acks=1 waits for
 * @param acknowledged the high watermark has passed them: what acks=all waits for
 */
public record PendingAppend(CompletableFuture<Appended> appended, CompletableFuture<Appended> acknowledged) {
    public PendingAppend() {
        this(new CompletableFuture<>(), new CompletableFuture<>());
    }
}
