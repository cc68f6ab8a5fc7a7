package io.suiro.cluster;

import io.suiro.base.Clock;
import io.suiro.base.Scheduler;
import io.suiro.cluster.MetadataCommand.ChangeVoters;
import io.suiro.cluster.raft.PeerProgress;
import io.suiro.cluster.raft.Raft;
import io.suiro.cluster.raft.Voter;
import io.suiro.error.Refused;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * How far each broker has got with the metadata log; while this broker is the controller it also sees to it that the right
 * ones vote, see {@link VoterPlan}. On the controller's lane, but for {@link #state}.
 */
public final class QuorumWatch {
    private static final Logger LOG = System.getLogger(QuorumWatch.class.getName());
    private static final long CHECK_MS = 50;

    private final MetadataController controller;
    private final PeerNetwork peers;
    private final Clock clock;
    private final Scheduler scheduler;
    private final int wantedVoters;
    private boolean checking;
    private boolean changing;

    /** @param wantedVoters if there are brokers enough */
    public QuorumWatch(
            MetadataController controller, PeerNetwork peers, Clock clock, Scheduler scheduler, int wantedVoters) {
        this.controller = controller;
        this.peers = peers;
        this.clock = clock;
        this.scheduler = scheduler;
        this.wantedVoters = wantedVoters;
        controller.onLeading(this::lead);
    }

    /** As the controller sees it; NOT_CONTROLLER if none is known. Any thread. */
    public CompletionStage<QuorumState> state() {
        CompletableFuture<QuorumState> found = new CompletableFuture<>();
        controller.lane().execute(() -> {
            int controllerId = controller.controllerId();
            if (controller.isActive()) {
                found.complete(here());
            } else if (controllerId < 0) {
                found.completeExceptionally(new Refused(Errors.NOT_CONTROLLER, "No controller is known."));
            } else {
                peers.ask(controllerId, PeerMessages.quorum()).whenComplete((answer, failure) -> {
                    if (failure != null) {
                        found.completeExceptionally(
                                new Refused(Errors.NOT_CONTROLLER, "The controller cannot be reached."));
                    } else {
                        found.complete(decoded(answer));
                    }
                });
            }
        });
        return found;
    }

    private static QuorumState decoded(byte[] answer) {
        try {
            return QuorumState.decode(answer);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As this broker sees it, which has to be the controller. */
    QuorumState here() {
        Raft raft = controller.raft();
        long nowMs = clock.nowMs();
        List<QuorumState.Replica> replicas = new ArrayList<>();
        Voter self = raft.self();
        boolean votes = raft.voters().all().contains(self);
        replicas.add(new QuorumState.Replica(self.id(), self.directoryId(), votes, raft.lastIndex(), nowMs, nowMs));
        for (PeerProgress peer : raft.progress()) {
            long heardMs = nowMs - peer.silentMs();
            replicas.add(new QuorumState.Replica(
                    peer.nodeId(),
                    peer.directoryId(),
                    peer.isVoter(),
                    peer.matchIndex(),
                    heardMs,
                    peer.matchIndex() >= raft.commitIndex() ? heardMs : -1));
        }
        return new QuorumState(self.id(), raft.term(), raft.commitIndex(), replicas);
    }

    private void lead() {
        changing = false;
        if (!checking) {
            checking = true;
            scheduleCheck();
        }
    }

    private void scheduleCheck() {
        scheduler.schedule(CHECK_MS, () -> controller.lane().execute(this::check));
    }

    private void check() {
        checking = controller.isActive() && wantedVoters > 1;
        if (!checking) {
            return;
        }
        List<Voter> next = changing ? null : next();
        if (next != null) {
            LOG.log(Level.INFO, "voters are to be {0}", next);
            changing = true;
            controller
                    .submit(new ChangeVoters(next))
                    .whenComplete((done, failure) -> controller.lane().execute(() -> changing = false));
        }
        scheduleCheck();
    }

    private @Nullable List<Voter> next() {
        Raft raft = controller.raft();
        List<Voter> voters = controller.image().voters();
        Map<Integer, Long> matched = new HashMap<>();
        matched.put(raft.self().id(), raft.lastIndex());
        for (PeerProgress peer : raft.progress()) {
            BrokerImage broker = controller.image().broker(peer.nodeId());
            if (broker != null && broker.directoryId().equals(peer.directoryId())) {
                matched.put(peer.nodeId(), peer.matchIndex());
            }
        }
        return VoterPlan.next(
                voters,
                raft.self().id(),
                controller.image().brokers().values(),
                wantedVoters,
                matched,
                raft.commitIndex());
    }
}
