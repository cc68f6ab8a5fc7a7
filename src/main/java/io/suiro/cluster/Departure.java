package io.suiro.cluster;

import io.suiro.base.Clock;
import io.suiro.base.Scheduler;
import io.suiro.cluster.MetadataCommand.BeginShutdown;
import io.suiro.cluster.raft.Voters;
import io.suiro.error.Outcome;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * This broker leaves: what it leads goes to others, and after that the metadata if it decides on them. Once, on the controller's lane.
 *
 * <pre>
 * partitions ── none is led here, or nobody else can lead them, or it has taken too long ──▶ metadata ──▶ left
 *   │  ▲ asked again: followers come in sync                                                    │
 *   └──┴──────────────── nobody is there who could take over ───────────────────────────────────┴─────▶ left
 * </pre>
 */
final class Departure {
    private static final Logger LOG = System.getLogger(Departure.class.getName());
    private static final long CHECK_MS = 100;
    private static final long RETRY_MS = 200;
    /** Longer than a controller takes that hands over to another. */
    private static final long PATIENCE_MS = 2_000;

    private final MetadataController controller;
    private final Clock clock;
    private final Scheduler scheduler;
    private final Set<Integer> gone;
    private final CompletableFuture<Void> left = new CompletableFuture<>();
    private long partitionsUntilMs;
    /** Whether the partitions are done with, since when. */
    private boolean handingOver;

    private long handingOverSinceMs;

    /** @param gone brokers whose process has ended; may change */
    Departure(MetadataController controller, Clock clock, Scheduler scheduler, Set<Integer> gone) {
        this.controller = controller;
        this.clock = clock;
        this.scheduler = scheduler;
        this.gone = gone;
    }

    /**
     * Begins.
     *
     * @param brokerEpoch -1 if it is not registered, and leads nothing
     * @param graceMs what it all may take; a little more is possible
     */
    void begin(long brokerEpoch, long graceMs) {
        partitionsUntilMs = uptimeMs() + Math.max(0, graceMs - PATIENCE_MS);
        if (brokerEpoch < 0) {
            handOver();
        } else {
            ask(brokerEpoch);
        }
        check();
    }

    /** Completes when there is nothing more to be done; never fails. */
    CompletionStage<Void> left() {
        return left;
    }

    boolean isOver() {
        return left.isDone();
    }

    private void ask(long brokerEpoch) {
        if (isOver() || handingOver) {
            return;
        }
        controller
                .submit(new BeginShutdown(self(), brokerEpoch))
                .whenComplete((outcome, failure) -> controller.lane().execute(() -> asked(brokerEpoch, outcome)));
    }

    private void asked(long brokerEpoch, @Nullable Outcome<Integer> outcome) {
        boolean again = outcome instanceof Outcome.Ok<Integer>(Integer led)
                && led > 0
                && uptimeMs() < partitionsUntilMs
                && othersMayLead();
        if (again) {
            scheduler.schedule(RETRY_MS, () -> controller.lane().execute(() -> ask(brokerEpoch)));
        } else {
            handOver();
        }
    }

    /** Whether a partition that is led here has a replica that may yet come in sync. */
    private boolean othersMayLead() {
        return controller.image().topics().values().stream()
                .map(TopicImage::partitions)
                .flatMap(Collection::stream)
                .anyMatch(partition -> partition.leader() == self()
                        && partition.replicas().stream().anyMatch(this::isThere));
    }

    private boolean isThere(int id) {
        BrokerImage broker = controller.image().broker(id);
        return id != self() && broker != null && !broker.fenced() && !broker.shuttingDown() && !gone.contains(id);
    }

    private void handOver() {
        if (!handingOver) {
            handingOver = true;
            handingOverSinceMs = uptimeMs();
            controller.handOver().whenComplete((done, failure) -> left.complete(null));
        }
    }

    private void check() {
        if (isOver()) {
            return;
        }
        if (isInVain()) {
            LOG.log(Level.INFO, "this broker ends without handing over: nobody is there to take over");
            left.complete(null);
            return;
        }
        scheduler.schedule(CHECK_MS, () -> controller.lane().execute(this::check));
    }

    private boolean isInVain() {
        Voters voters = controller.raft().voters();
        long running = voters.all().stream()
                .filter(voter -> !gone.contains(voter.id()))
                .count();
        return running < voters.majority()
                || controller.controllerMissedMs() >= PATIENCE_MS
                || (handingOver && uptimeMs() - handingOverSinceMs >= PATIENCE_MS);
    }

    private int self() {
        return controller.raft().self().id();
    }

    private long uptimeMs() {
        return TimeUnit.NANOSECONDS.toMillis(clock.nanoTime());
    }
}
