package io.suiro.broker;

import io.suiro.base.Scheduler;
import io.suiro.base.Stages;
import io.suiro.cluster.Controller;
import io.suiro.cluster.PeerDesk;
import io.suiro.cluster.PeerQuestion;
import io.suiro.cluster.TopicImage;
import io.suiro.coordinator.share.Persister;
import io.suiro.coordinator.share.ShareCoordinator;
import io.suiro.coordinator.share.ShareKey;
import io.suiro.coordinator.share.ShareState;
import io.suiro.error.Outcome;
import io.suiro.error.Refused;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.apache.kafka.common.protocol.Errors;

/**
 * Keeps the state of share partitions with the broker that coordinates each, here or elsewhere. Where that is not known, or not loaded
 * yet, it tries again for some seconds. Any thread.
 */
final class ShareStates implements Persister {
    private static final int ATTEMPTS = 10;
    private static final long FIRST_PAUSE_MS = 50;
    private static final long LONGEST_PAUSE_MS = 1_000;

    private final int brokerId;
    private final Controller controller;
    private final Topics topics;
    private final ShareCoordinator coordinator;
    private final RemoteShareStates remote;
    private final Scheduler scheduler;

    ShareStates(
            int brokerId,
            Controller controller,
            Topics topics,
            ShareCoordinator coordinator,
            PeerQuestions peers,
            Scheduler scheduler) {
        this.brokerId = brokerId;
        this.controller = controller;
        this.topics = topics;
        this.coordinator = coordinator;
        this.remote = new RemoteShareStates(peers);
        this.scheduler = scheduler;
    }

    @Override
    public CompletionStage<ShareState> read(ShareKey key, int leaderEpoch) {
        return patiently(
                key, () -> coordinator.read(key, leaderEpoch), leader -> remote.read(leader, key, leaderEpoch));
    }

    @Override
    public CompletionStage<Void> write(ShareKey key, Change change) {
        return patiently(key, () -> coordinator.write(key, change), leader -> remote.write(leader, key, change));
    }

    @Override
    public CompletionStage<Void> initialize(ShareKey key, int stateEpoch, long startOffset) {
        return patiently(
                key,
                () -> coordinator.initialize(key, stateEpoch, startOffset),
                leader -> remote.initialize(leader, key, stateEpoch, startOffset));
    }

    @Override
    public CompletionStage<Void> delete(ShareKey key) {
        return patiently(key, () -> coordinator.delete(key), leader -> remote.delete(leader, key));
    }

    @Override
    public CompletionStage<ShareState> summary(ShareKey key) {
        return patiently(key, () -> coordinator.summary(key), leader -> remote.summary(leader, key));
    }

    private <T> CompletionStage<T> patiently(
            ShareKey key, Supplier<CompletionStage<T>> here, IntFunction<CompletionStage<T>> there) {
        return attempt(1, FIRST_PAUSE_MS, () -> leaderOf(key)
                .thenCompose(leader -> leader == brokerId ? here.get() : there.apply(leader)));
    }

    private <T> CompletionStage<T> attempt(int number, long pauseMs, Supplier<CompletionStage<T>> work) {
        return work.get().exceptionallyCompose(failure -> {
            if (number >= ATTEMPTS || !isPassing(failure)) {
                return CompletableFuture.failedStage(failure);
            }
            CompletableFuture<Void> later = new CompletableFuture<>();
            scheduler.schedule(pauseMs, () -> later.complete(null));
            return later.thenCompose(nothing -> attempt(number + 1, Math.min(2 * pauseMs, LONGEST_PAUSE_MS), work));
        });
    }

    /** A broker that cannot be reached may not be the coordinator by the next time. */
    private static boolean isPassing(Throwable failure) {
        return !(Stages.cause(failure) instanceof Refused refused)
                || refused.code() == Errors.COORDINATOR_NOT_AVAILABLE
                || refused.code() == Errors.COORDINATOR_LOAD_IN_PROGRESS
                || refused.code() == Errors.NOT_COORDINATOR
                || refused.code() == Errors.REQUEST_TIMED_OUT;
    }

    private CompletionStage<Integer> leaderOf(ShareKey key) {
        return topics.ensureInternal(InternalTopics.SHARES).thenApply(ensured -> {
            if (!(ensured instanceof Outcome.Ok<TopicImage>(TopicImage topic))) {
                throw new Refused(Errors.COORDINATOR_NOT_AVAILABLE, ensured.detail());
            }
            return Groups.leader(
                            controller.image(),
                            topic,
                            key.partitionOf(topic.partitions().size()))
                    .orThrow()
                    .id();
        });
    }

    /** From now on this broker answers others, for what it coordinates. */
    void answerAt(PeerDesk desk) {
        desk.answer(PeerQuestion.SHARE_READ, RemoteShareStates.readAnswerer(coordinator));
        desk.answer(PeerQuestion.SHARE_WRITE, RemoteShareStates.writeAnswerer(coordinator));
        desk.answer(PeerQuestion.SHARE_INITIALIZE, RemoteShareStates.initializeAnswerer(coordinator));
        desk.answer(PeerQuestion.SHARE_DELETE, RemoteShareStates.deleteAnswerer(coordinator));
        desk.answer(PeerQuestion.SHARE_SUMMARY, RemoteShareStates.summaryAnswerer(coordinator));
    }
}
