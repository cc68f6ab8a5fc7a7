package io.suiro.channel;

import io.suiro.base.Scheduler;
import io.suiro.base.Stages;
import io.suiro.client.LocalConsumer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;

/** Tells a consumer's group how far the application is with its partitions, as often as the strategy says. Any thread. */
final class OffsetCommits {
    private static final Logger LOG = Logger.getLogger(OffsetCommits.class);

    private final IncomingSettings settings;
    private final CommitStrategy strategy;
    private final LocalConsumer consumer;
    private final Supplier<Map<TopicPartition, PartitionProgress>> progress;
    private final Scheduler timer;
    private volatile boolean ended;

    /** @param progress of all partitions that are assigned */
    OffsetCommits(
            IncomingSettings settings,
            CommitStrategy strategy,
            LocalConsumer consumer,
            Supplier<Map<TopicPartition, PartitionProgress>> progress,
            Scheduler timer) {
        this.settings = settings;
        this.strategy = strategy;
        this.consumer = consumer;
        this.progress = progress;
        this.timer = timer;
    }

    void begin() {
        if (strategy == CommitStrategy.THROTTLED) {
            later();
        }
    }

    private void later() {
        timer.schedule(
                settings.commitInterval().toMillis(),
                () -> consumer.execute(() -> commit(progress.get()).whenComplete((done, refused) -> {
                    if (!ended) {
                        later();
                    }
                })));
    }

    /** Up to where everything is finished. */
    CompletionStage<Void> now() {
        return commit(progress.get());
    }

    /** The application has finished with these; completes once that is committed, if it is to be at once. */
    CompletionStage<Void> finished(List<? extends IncomingRecord<?>> records) {
        if (strategy != CommitStrategy.LATEST) {
            return CompletableFuture.completedFuture(null);
        }
        Map<TopicPartition, Long> offsets = new HashMap<>();
        for (IncomingRecord<?> record : records) {
            if (record.handed().takeCommit()) {
                offsets.put(record.topicPartition(), record.offset() + 1);
            }
        }
        return offsets.isEmpty() ? CompletableFuture.completedFuture(null) : consumer.commit(offsets);
    }

    /** Completes once the application has answered for what it has of these, and that is committed. */
    CompletionStage<?> giveUp(Map<TopicPartition, PartitionProgress> gone) {
        CompletableFuture<?>[] ends = gone.values().stream()
                .map(one -> one.end().toCompletableFuture())
                .toArray(CompletableFuture[]::new);
        CompletableFuture<Void> committed = new CompletableFuture<>();
        CompletableFuture<Void> answered = CompletableFuture.allOf(ends);
        if (ended) {
            Duration grace = settings.grace();
            answered.completeOnTimeout(null, grace.toMillis(), TimeUnit.MILLISECONDS);
        }
        var _ = answered.whenComplete((done, none) ->
                consumer.execute(() -> commit(gone).whenComplete((ok, refused) -> committed.complete(null))));
        return committed;
    }

    /** What is given up from now on waits for the application for at most {@link IncomingSettings#grace}. */
    void end() {
        ended = true;
    }

    private CompletionStage<Void> commit(Map<TopicPartition, PartitionProgress> of) {
        if (strategy == CommitStrategy.IGNORE) {
            return CompletableFuture.completedStage(null);
        }
        Map<TopicPartition, Long> offsets = new HashMap<>();
        of.forEach((partition, one) -> one.takeCommit().ifPresent(next -> offsets.put(partition, next)));
        return consumer.commit(offsets).whenComplete((done, refused) -> {
            if (refused != null) {
                LOG.warnf(
                        "channel %s: offsets %s of group %s are not committed: %s",
                        settings.channel(),
                        offsets,
                        consumer.groupId(),
                        Stages.cause(refused).getMessage());
            }
        });
    }
}
