package io.suiro.share;

import io.suiro.base.Clock;
import io.suiro.base.Scheduler;
import io.suiro.base.Watchers;
import io.suiro.coordinator.Moment;
import io.suiro.coordinator.share.Persister;
import io.suiro.coordinator.share.Persister.Change;
import io.suiro.coordinator.share.ShareKey;
import io.suiro.coordinator.share.StateBatch;
import io.suiro.error.Refused;
import io.suiro.replica.Partition;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * A partition as one share group reads it, at its leader: its {@link Window}, and what of that is being stored.
 *
 * <pre>
 * LOADING ── its state is read, and its start is known ──▶ ACTIVE ── another leader or state, or nobody reads it ──▶ OVER
 *    └── cannot be read ────────────────────────────────────────────────────────────────────────────────────────────▲
 * </pre>
 *
 * What is decided is stored in the order of the decisions, one change at a time; what is decided meanwhile gathers and is stored
 * together next. A lock that ends, and a member that goes, give records back at once, whether or not that can be stored.
 *
 * <p>Any thread: guarded by its own monitor, which nobody holds while waiting for a disk, a lane or another broker.
 */
final class SharePartition {
    private final ShareKey key;
    private final Partition partition;
    private final int leaderEpoch;
    private final LoadState loader;
    private final Persister persister;
    private final Supplier<ShareTerms> terms;
    private final Clock clock;
    private final Scheduler scheduler;
    private final Executor reads;
    private final ShareTraffic traffic;
    private final Runnable onOver;
    private final Watchers watchers = new Watchers();

    private enum Phase {
        LOADING,
        ACTIVE,
        OVER
    }

    /** Something to store, and what a member has said to that end; {@code told} is null where nobody has, and waits for it. */
    private record Pending(
            long changeId,
            List<StateBatch> changed,
            List<Acknowledgement> said,
            @Nullable CompletableFuture<Void> told) {}

    // guarded by this
    private Phase phase = Phase.LOADING;
    private Refused end = new Refused(Errors.NOT_LEADER_OR_FOLLOWER);
    private Window window = new Window(0);
    private int stateEpoch;
    private List<Pending> pending = new ArrayList<>();
    private boolean isStoring;
    private boolean isAbandoned;
    private long lastChangeId;
    private Scheduler.@Nullable Timer timer;
    private long timerMs = Long.MAX_VALUE;

    /**
     * Not usable before {@link #load}.
     *
     * @param reads runs what may wait for a disk
     * @param onOver told once it is over, whatever the reason
     */
    SharePartition(
            ShareKey key,
            Partition partition,
            int leaderEpoch,
            Persister persister,
            Supplier<ShareTerms> terms,
            Clock clock,
            Scheduler scheduler,
            Executor reads,
            ShareTraffic traffic,
            Runnable onOver) {
        this.key = key;
        this.partition = partition;
        this.leaderEpoch = leaderEpoch;
        this.persister = persister;
        this.terms = terms;
        this.clock = clock;
        this.scheduler = scheduler;
        this.reads = reads;
        this.traffic = traffic;
        this.loader = new LoadState(key, partition, leaderEpoch, persister, terms, clock, reads);
        this.onOver = onOver;
    }

    ShareKey key() {
        return key;
    }

    Partition partition() {
        return partition;
    }

    int leaderEpoch() {
        return leaderEpoch;
    }

    ShareTerms terms() {
        return terms.get();
    }

    /** Told when it becomes usable, when records are given back, and when it is over. */
    Watchers watchers() {
        return watchers;
    }

    void load() {
        loader.load().whenComplete((state, failure) -> {
            if (failure == null) {
                loaded(state.stateEpoch(), state.window());
            } else {
                end(LoadState.told(failure));
            }
        });
    }

    private void loaded(int epoch, Window restored) {
        synchronized (this) {
            if (phase != Phase.LOADING) {
                return;
            }
            stateEpoch = epoch;
            window = restored;
            phase = Phase.ACTIVE;
        }
        watchers.signal();
    }

    /** Who asks from now on is refused with the reason, and so is who waits for something to be stored that is not on its way. */
    void end(Refused reason) {
        List<Pending> never;
        synchronized (this) {
            if (phase == Phase.OVER) {
                return;
            }
            phase = Phase.OVER;
            end = reason;
            never = pending;
            pending = new ArrayList<>();
            if (timer != null) {
                timer.cancel();
            }
        }
        never.forEach(one -> {
            if (one.told != null) {
                one.told.completeExceptionally(reason);
            }
        });
        onOver.run();
        watchers.signal();
    }

    /** Nobody reads it any more: it ends once all is stored, and whoever comes then reads that. */
    void abandon() {
        synchronized (this) {
            isAbandoned = true;
        }
        endIfAbandoned();
    }

    private void endIfAbandoned() {
        synchronized (this) {
            if (!isAbandoned || phase != Phase.ACTIVE || isStoring || !pending.isEmpty() || !window.isIdle()) {
                return;
            }
        }
        end(new Refused(Errors.NOT_LEADER_OR_FOLLOWER));
    }

    /** Throws what it was ended with; true once it is usable. */
    private boolean isActive() {
        if (phase == Phase.OVER) {
            throw end;
        }
        return phase == Phase.ACTIVE;
    }

    /** Offsets from the first that is not done with to the last that was delivered. */
    synchronized long inFlight() {
        return phase == Phase.ACTIVE ? window.endOffset() - window.startOffset() : 0;
    }

    /** Offsets from that one on which have been delivered before, so that somebody may have them. */
    synchronized long under(long offset) {
        return Math.max(0, window.endOffset() - offset);
    }

    /** From where to read what a member could have; -1 if there is nothing, or not yet. */
    synchronized long readFrom() {
        isAbandoned = false;
        if (!isActive()) {
            return -1;
        }
        ShareTerms now = terms.get();
        window.startFrom(partition.log().logStartOffset());
        long readableEnd = now.isReadCommitted() ? partition.lastStableOffset() : partition.highWatermark();
        return window.isOpen(readableEnd, now.maxLocks()) ? window.nextOffset() : -1;
    }

    /** Gives the member what nobody has of the batches that were read from the offset on. */
    List<Acquired> acquire(
            String memberId, long fromOffset, List<FoundBatch> found, long maxRecords, int batchSize, boolean strict) {
        synchronized (this) {
            if (!isActive()) {
                return List.of();
            }
            ShareTerms now = terms.get();
            List<Acquired> acquired = new Acquire(
                            memberId,
                            maxRecords,
                            batchSize,
                            now.maxLocks(),
                            strict,
                            now.deliveryLimit(),
                            uptimeMs() + now.lockDurationMs())
                    .in(window, fromOffset, found);
            setTimer();
            return acquired;
        }
    }

    /**
     * What the member says of records that it has; completes once that is stored.
     *
     * @throws Refused INVALID_RECORD_STATE, NOT_LEADER_OR_FOLLOWER, COORDINATOR_NOT_AVAILABLE, ...; which it also fails with
     */
    CompletionStage<Void> acknowledge(String memberId, List<Acknowledgement> acknowledgements) {
        CompletableFuture<Void> told = new CompletableFuture<>();
        synchronized (this) {
            if (!isActive()) {
                throw new Refused(Errors.INVALID_RECORD_STATE, "Nothing has been delivered yet.");
            }
            ShareTerms now = terms.get();
            if (!now.canRenew()
                    && acknowledgements.stream().anyMatch(one -> one.types().contains(AcknowledgeType.RENEW))) {
                throw new Refused(Errors.INVALID_RECORD_STATE, "Members of this group cannot ask for more time.");
            }
            long changeId = ++lastChangeId;
            List<StateBatch> changed = new Decide(
                            memberId, changeId, now.deliveryLimit(), uptimeMs() + now.lockDurationMs())
                    .in(window, acknowledgements);
            setTimer();
            if (changed.isEmpty()) {
                traffic.acknowledged(acknowledgements);
                told.complete(null);
                return told;
            }
            pending.add(new Pending(changeId, changed, acknowledgements, told));
        }
        store();
        return told;
    }

    /** The member is gone: others may have what it has not decided about. */
    void release(String memberId) {
        giveBack(() -> window.release(memberId));
    }

    /** As {@link #release(String)}, of what was acquired in vain. */
    void release(String memberId, List<Acquired> acquired) {
        giveBack(() -> {
            List<StateBatch> changed = new ArrayList<>();
            for (Acquired one : acquired) {
                changed.addAll(window.release(memberId, one.firstOffset(), one.lastOffset()));
            }
            return changed;
        });
    }

    private void expire() {
        giveBack(() -> {
            timer = null;
            timerMs = Long.MAX_VALUE;
            List<StateBatch> changed = window.expire(uptimeMs(), terms.get().deliveryLimit());
            traffic.expired(changed.stream()
                    .mapToLong(batch -> batch.lastOffset() - batch.firstOffset() + 1)
                    .sum());
            setTimer();
            return changed;
        });
    }

    private void giveBack(Supplier<List<StateBatch>> work) {
        synchronized (this) {
            if (phase != Phase.ACTIVE) {
                return;
            }
            List<StateBatch> changed = work.get();
            if (changed.isEmpty()) {
                return;
            }
            pending.add(new Pending(0, changed, List.of(), null));
        }
        store();
        watchers.signal();
    }

    /** Looked at when the first lock ends, or before. */
    private void setTimer() {
        long nextMs = window.nextDeadlineMs();
        if (nextMs < timerMs) {
            if (timer != null) {
                timer.cancel();
            }
            timerMs = nextMs;
            timer = scheduler.schedule(Math.max(0, nextMs - uptimeMs()), () -> reads.execute(this::expire));
        }
    }

    private long uptimeMs() {
        return Moment.of(clock).uptimeMs();
    }

    private void store() {
        List<Pending> stored;
        Change change;
        synchronized (this) {
            if (isStoring || pending.isEmpty() || phase != Phase.ACTIVE) {
                return;
            }
            isStoring = true;
            stored = pending;
            pending = new ArrayList<>();
            Window.Outlook outlook = window.outlook();
            List<StateBatch> changed = new ArrayList<>();
            stored.forEach(one -> changed.addAll(one.changed));
            change = new Change(
                    stateEpoch,
                    leaderEpoch,
                    outlook.startOffset(),
                    outlook.completeCount(),
                    StateBatch.merged(List.of(), changed, outlook.startOffset()));
        }
        persister.write(key, change).whenComplete((nothing, failure) -> stored(stored, failure));
    }

    private void stored(List<Pending> written, @Nullable Throwable failure) {
        Refused reason = failure == null ? null : LoadState.told(failure);
        synchronized (this) {
            isStoring = false;
            for (Pending one : written) {
                if (one.told != null) {
                    window.settle(one.changeId, one.changed, reason == null);
                }
            }
            if (phase == Phase.ACTIVE) {
                setTimer();
            }
        }
        for (Pending one : written) {
            if (one.told != null && reason == null) {
                traffic.acknowledged(one.said);
                one.told.complete(null);
            } else if (one.told != null) {
                one.told.completeExceptionally(reason);
            }
        }
        if (reason != null && reason.code() != Errors.COORDINATOR_NOT_AVAILABLE) {
            end(reason);
            return;
        }
        watchers.signal();
        store();
        endIfAbandoned();
    }
}
