package io.suiro.cluster;

import io.suiro.base.Lane;
import io.suiro.base.Scheduler;
import io.suiro.cluster.raft.Raft;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * Whether the metadata that is here was known to be current once since the start. Looked at whenever something was applied or another
 * leads, and now and then, since a leader may say that there is no more without either. Any thread may call; what is looked at is looked
 * at on the lane.
 */
final class CatchUp {
    private static final long LOOK_MS = 50;

    private final Raft raft;
    private final Lane lane;
    private final Scheduler scheduler;
    private final Supplier<MetadataImage> image;
    private final CompletableFuture<MetadataImage> current = new CompletableFuture<>();

    CatchUp(Raft raft, Lane lane, Scheduler scheduler, Supplier<MetadataImage> image) {
        this.raft = raft;
        this.lane = lane;
        this.scheduler = scheduler;
        this.image = image;
    }

    /** The first image that is known to be current. */
    CompletionStage<MetadataImage> stage() {
        return current;
    }

    boolean isDone() {
        return current.isDone() && !current.isCompletedExceptionally();
    }

    /** Nothing will be, unless it is done. */
    void fail(Throwable cause) {
        current.completeExceptionally(cause);
    }

    /** Once what is happening has happened. */
    void look() {
        if (!current.isDone()) {
            lane.execute(() -> {
                if (raft.isCurrent()) {
                    current.complete(image.get());
                }
            });
        }
    }

    /** Until it is done. */
    void lookNowAndThen() {
        if (!current.isDone()) {
            scheduler.schedule(LOOK_MS, () -> {
                look();
                lane.execute(this::lookNowAndThen);
            });
        }
    }
}
