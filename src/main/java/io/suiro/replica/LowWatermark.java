package io.suiro.replica;

import io.suiro.base.Lane;
import io.suiro.base.Scheduler;
import io.suiro.error.Refused;
import io.suiro.log.PartitionLog;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.IntToLongFunction;
import java.util.function.Supplier;
import org.apache.kafka.common.protocol.Errors;

/**
 * Up to where a partition's records are deleted for good, and who waits for that: the least log start offset of its live replicas, as
 * they tell with their fetches. A replica that lives and has not deleted them yet could lead next, and bring them back.
 *
 * <pre>
 * deleted here ──▶ a live replica begins below? ── no ──▶ the low watermark is the answer
 *                     │ yes                                  ▲
 *                     ▼                                      │
 *                  waiting ── it fetches from further on, or is fenced
 *                     └── not in time ──▶ REQUEST_TIMED_OUT
 * </pre>
 *
 * One that has not fetched from this leader yet, or not since it registered again, holds the mark at -1: a start may have brought
 * back what it had deleted before. Lane only. Source: KIP-107, Kafka's {@code DelayedDeleteRecords}.
 */
final class LowWatermark {
    private final PartitionLog log;
    private final Supplier<Collection<FollowerProgress>> followers;
    private final IntToLongFunction epochOf;
    private final Lane lane;
    private final Scheduler scheduler;
    private final List<Waiter> waiters = new ArrayList<>();

    private record Waiter(long offset, CompletableFuture<Long> reached) {}

    /** @param epochOf that of a broker's registration, -1 of one that is not alive */
    LowWatermark(
            PartitionLog log,
            Supplier<Collection<FollowerProgress>> followers,
            IntToLongFunction epochOf,
            Lane lane,
            Scheduler scheduler) {
        this.log = log;
        this.followers = followers;
        this.epochOf = epochOf;
        this.lane = lane;
        this.scheduler = scheduler;
    }

    /** Exclusive: what lies below is deleted. */
    private long offset() {
        long least = log.logStartOffset();
        for (FollowerProgress follower : followers.get()) {
            long epoch = epochOf.applyAsLong(follower.brokerId());
            if (epoch >= 0) {
                boolean known = follower.brokerEpoch() >= epoch;
                least = Math.min(least, known ? follower.logStartOffset() : FollowerProgress.UNKNOWN);
            }
        }
        return least;
    }

    /** The mark, on the lane, once it is at or above the offset; REQUEST_TIMED_OUT if it is not in time. */
    CompletionStage<Long> reaches(long offset, int timeoutMs) {
        CompletableFuture<Long> reached = new CompletableFuture<>();
        long now = offset();
        if (now >= offset) {
            reached.complete(now);
        } else if (timeoutMs <= 0) {
            timeOut(reached);
        } else {
            Waiter waiter = new Waiter(offset, reached);
            waiters.add(waiter);
            Scheduler.Timer timer = scheduler.schedule(
                    timeoutMs,
                    () -> lane.execute(() -> {
                        waiters.remove(waiter);
                        timeOut(reached);
                    }));
            var _ = reached.whenComplete((mark, failure) -> timer.cancel());
        }
        return reached;
    }

    private static void timeOut(CompletableFuture<Long> reached) {
        reached.completeExceptionally(new Refused(
                Errors.REQUEST_TIMED_OUT,
                "The leader has deleted the records; not every replica that is alive has done so in time."));
    }

    /** Tells those whose offset it has passed: followers have deleted more, or fewer are alive. */
    void advance() {
        if (!waiters.isEmpty()) {
            long now = offset();
            List<Waiter> told =
                    waiters.stream().filter(waiter -> waiter.offset <= now).toList();
            waiters.removeAll(told);
            told.forEach(waiter -> waiter.reached.complete(now));
        }
    }

    /** Nobody who waits will be told any more. */
    void close(Errors code) {
        List<Waiter> left = List.copyOf(waiters);
        waiters.clear();
        left.forEach(waiter -> waiter.reached.completeExceptionally(new Refused(code)));
    }
}
