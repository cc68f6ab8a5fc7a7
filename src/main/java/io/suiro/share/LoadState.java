package io.suiro.share;

import io.suiro.base.Clock;
import io.suiro.base.Stages;
import io.suiro.coordinator.share.Persister;
import io.suiro.coordinator.share.Persister.Change;
import io.suiro.coordinator.share.ShareKey;
import io.suiro.coordinator.share.ShareState;
import io.suiro.error.Refused;
import io.suiro.replica.Partition;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.apache.kafka.common.protocol.Errors;

/**
 * Reads what is stored of a share partition, for a leader that begins with it. Where it has no start yet one is stored first: another leader
 * must not begin later.
 *
 * @param reads runs what may wait for a disk
 */
record LoadState(
        ShareKey key,
        Partition partition,
        int leaderEpoch,
        Persister persister,
        Supplier<ShareTerms> terms,
        Clock clock,
        Executor reads) {
    private static final Logger LOG = System.getLogger(LoadState.class.getName());

    /** @param stateEpoch which changes must name */
    record Loaded(int stateEpoch, Window window) {}

    /** What it fails with {@link #told} puts into codes that clients of leaders expect. */
    CompletionStage<Loaded> load() {
        return persister
                .read(key, leaderEpoch)
                .thenCompose(state -> state.startOffset() == ShareState.UNKNOWN
                        ? start().thenCompose(start -> begun(state, start))
                        : CompletableFuture.completedStage(restored(state)));
    }

    private CompletionStage<Long> start() {
        return CompletableFuture.supplyAsync(
                () -> StartOffset.of(partition, terms.get().start(), clock.nowMs()), reads);
    }

    private CompletionStage<Loaded> begun(ShareState state, long start) {
        return persister
                .write(key, new Change(state.stateEpoch(), leaderEpoch, start, 0, List.of()))
                .thenApply(nothing -> new Loaded(state.stateEpoch(), new Window(start)));
    }

    private Loaded restored(ShareState state) {
        try {
            return new Loaded(state.stateEpoch(), Window.restored(state.startOffset(), state.batches()));
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "the state of share partition " + key + " is not understood", e);
            throw new Refused(Errors.UNKNOWN_SERVER_ERROR);
        }
    }

    /** Why the share coordinator has not done something, not in codes of the coordinators' own, which clients of leaders do not expect. */
    static Refused told(Throwable failure) {
        if (!(Stages.cause(failure) instanceof Refused refused)) {
            LOG.log(Level.WARNING, "the state of a share partition cannot be had", failure);
            return new Refused(Errors.COORDINATOR_NOT_AVAILABLE);
        }
        return switch (refused.code()) {
            case FENCED_LEADER_EPOCH, FENCED_STATE_EPOCH ->
                new Refused(Errors.NOT_LEADER_OR_FOLLOWER, refused.detail());
            case NOT_COORDINATOR, COORDINATOR_LOAD_IN_PROGRESS, REQUEST_TIMED_OUT ->
                new Refused(Errors.COORDINATOR_NOT_AVAILABLE, refused.detail());
            case GROUP_ID_NOT_FOUND -> new Refused(Errors.UNKNOWN_TOPIC_OR_PARTITION, refused.detail());
            default -> refused;
        };
    }
}
