package io.suiro.coordinator;

import io.suiro.base.Lane;
import io.suiro.error.Refused;
import io.suiro.log.MemoryProducers;
import io.suiro.log.VerificationGuard;
import io.suiro.record.Batch;
import io.suiro.record.TransactionMarker;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * An internal partition in memory, whose records commit when the test says so. As in a real one, transactions begin once they are verified.
 * Lane only.
 */
public final class MemoryStateLog implements StateLog {
    private final int partition;
    private final Lane lane;
    private final List<ByteBuffer> appends;
    private final List<Waiter> waiters = new ArrayList<>();
    private final MemoryProducers producers = new MemoryProducers();
    private long endOffset;
    private long committedOffset;
    private boolean commitsAtOnce = true;
    private boolean cutOff;
    private @Nullable Refused refusal;

    private record Waiter(long endOffset, CompletableFuture<Void> done) {}

    public MemoryStateLog(int partition, Lane lane) {
        this(partition, lane, List.of());
    }

    private MemoryStateLog(int partition, Lane lane, List<ByteBuffer> appends) {
        this.partition = partition;
        this.lane = lane;
        this.appends = new ArrayList<>(appends);
        for (ByteBuffer append : appends) {
            endOffset = stamp(append, endOffset);
            producers.update(append);
        }
        committedOffset = endOffset;
    }

    /** What another broker would load, were it elected now. */
    public MemoryStateLog copy(Lane lane) {
        return new MemoryStateLog(partition, lane, appends);
    }

    /** What is left for the next leader if this one is lost: what is committed. */
    public MemoryStateLog committedCopy(Lane lane) {
        List<ByteBuffer> kept = appends.stream()
                .filter(append -> Batch.baseOffset(append, append.position()) < committedOffset)
                .toList();
        return new MemoryStateLog(partition, lane, kept);
    }

    /** What is left when compaction has removed one of the appends. */
    public MemoryStateLog copyWithout(int append, Lane lane) {
        List<ByteBuffer> kept = new ArrayList<>(appends);
        kept.remove(append);
        return new MemoryStateLog(partition, lane, kept);
    }

    /** From now on another broker may lead it. */
    public void cutOff() {
        cutOff = true;
    }

    @Override
    public boolean isCutOff() {
        return cutOff;
    }

    /** From now on records wait for {@link #commit}. */
    public void holdCommits() {
        commitsAtOnce = false;
    }

    /** Commits all that is appended, and whatever follows at once. */
    public void releaseCommits() {
        commitsAtOnce = true;
        commit(endOffset);
    }

    public void commit(long offset) {
        committedOffset = Math.max(committedOffset, offset);
        List<Waiter> reached = waiters.stream()
                .filter(waiter -> waiter.endOffset() <= committedOffset)
                .toList();
        waiters.removeAll(reached);
        reached.forEach(waiter -> waiter.done().complete(null));
    }

    /** What waits for its commit is told that this log commits it no more. */
    public void loseLeadership() {
        List<Waiter> lost = List.copyOf(waiters);
        waiters.clear();
        CompletionException failure = new CompletionException(new Refused(Errors.NOT_LEADER_OR_FOLLOWER));
        lost.forEach(waiter -> waiter.done().completeExceptionally(failure));
    }

    /** Appends fail with this until it is null again. */
    public void refuseWith(@Nullable Refused refusal) {
        this.refusal = refusal;
    }

    @Override
    public long endOffset() {
        return endOffset;
    }

    @Override
    public void prune(long beforeOffset) {
        lane.assertCurrent();
        appends.removeIf(append -> lastOffset(append) < Math.min(beforeOffset, committedOffset));
    }

    private static long lastOffset(ByteBuffer batches) {
        long last = -1;
        for (int at = batches.position(); at < batches.limit(); at += Batch.sizeInBytes(batches, at)) {
            last = Batch.lastOffset(batches, at);
        }
        return last;
    }

    public long committedOffset() {
        return committedOffset;
    }

    /** The batches of each append, oldest first. */
    public List<ByteBuffer> appends() {
        return appends.stream().map(ByteBuffer::duplicate).toList();
    }

    @Override
    public int partition() {
        return partition;
    }

    @Override
    public Lane lane() {
        return lane;
    }

    @Override
    public long append(ByteBuffer batches) {
        lane.assertCurrent();
        if (refusal != null) {
            throw refusal;
        }
        producers.check(batches);
        endOffset = stamp(batches, endOffset);
        producers.update(batches);
        appends.add(batches);
        if (commitsAtOnce) {
            commit(endOffset);
        }
        return endOffset;
    }

    @Override
    public void verified(VerificationGuard guard) {
        lane.assertCurrent();
        producers.verified(guard);
    }

    @Override
    public long endTransaction(TransactionMarker marker) {
        return append(marker.toBatch(0));
    }

    @Override
    public CompletionStage<Void> committed(long offset) {
        lane.assertCurrent();
        CompletableFuture<Void> done = new CompletableFuture<>();
        if (offset <= committedOffset) {
            done.complete(null);
        } else {
            waiters.add(new Waiter(offset, done));
        }
        return done;
    }

    @Override
    public void replay(Consumer<ByteBuffer> batches) {
        lane.assertCurrent();
        appends.forEach(append -> batches.accept(append.duplicate()));
    }

    private static long stamp(ByteBuffer batches, long offset) {
        long next = offset;
        for (int at = batches.position(); at < batches.limit(); at += Batch.sizeInBytes(batches, at)) {
            Batch.stamp(batches, at, next, 0);
            next = Batch.lastOffset(batches, at) + 1;
        }
        return next;
    }
}
