package io.suiro.broker;

import io.suiro.base.Clock;
import io.suiro.base.Scheduler;
import io.suiro.cluster.Controller;
import io.suiro.cluster.MetadataCommand.AddVoter;
import io.suiro.cluster.MetadataCommand.RemoveVoter;
import io.suiro.cluster.QuorumState;
import io.suiro.cluster.QuorumWatch;
import io.suiro.cluster.raft.Voter;
import io.suiro.error.Outcome;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.protocol.Errors;

/** Who votes on metadata, and how far each has got (KIP-595, KIP-853). Any thread. */
public final class Quorum {
    private static final long RETRY_MS = 100;

    private final Controller controller;
    private final QuorumWatch watch;
    private final Clock clock;
    private final Scheduler scheduler;

    Quorum(Controller controller, QuorumWatch watch, Clock clock, Scheduler scheduler) {
        this.controller = controller;
        this.watch = watch;
        this.clock = clock;
        this.scheduler = scheduler;
    }

    /** As the controller knows it. */
    public CompletionStage<Outcome<QuorumState>> state() {
        return Outcomes.of(watch.state());
    }

    /**
     * Adds a broker, named by its metadata or its log directory. Waits for it to catch up. DUPLICATE_VOTER if the id votes
     * already, INVALID_REQUEST if it is not registered, or has another directory; REQUEST_TIMED_OUT if it does not catch up.
     */
    public CompletionStage<Outcome<Void>> add(Voter voter, int timeoutMs) {
        return Outcomes.flat(add(voter, clock.nowMs() + timeoutMs));
    }

    private CompletionStage<Outcome<Void>> add(Voter voter, long untilMs) {
        return controller.submit(new AddVoter(voter)).thenCompose(outcome -> {
            if (outcome.code() != Errors.REQUEST_TIMED_OUT || clock.nowMs() + RETRY_MS > untilMs) {
                return CompletableFuture.completedFuture(outcome);
            }
            CompletableFuture<Outcome<Void>> later = new CompletableFuture<>();
            scheduler.schedule(RETRY_MS, () -> add(voter, untilMs).whenComplete((added, failure) -> {
                if (failure != null) {
                    later.completeExceptionally(failure);
                } else {
                    later.complete(added);
                }
            }));
            return later;
        });
    }

    /** Takes a broker out, named likewise, and keeps it out until it is added or starts anew. VOTER_NOT_FOUND if it does not vote. */
    public CompletionStage<Outcome<Void>> remove(Voter voter) {
        return Outcomes.flat(controller.submit(new RemoveVoter(voter)));
    }
}
