package io.suiro.coordinator;

import io.suiro.base.Clock;
import io.suiro.base.Scheduler;
import io.suiro.base.Stages;
import io.suiro.error.Refused;
import io.suiro.log.Unverified;
import io.suiro.log.VerificationGuard;
import io.suiro.record.TransactionMarker;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * Runs a {@link StateMachine} on one internal partition: decide, append, apply, and answer once committed.
 *
 * <pre>
 *            replayed             resign
 *  LOADING ───────────► SERVING ─────────► RESIGNED
 *     └── replay fails ──► FAILED ──resign──►┘
 * </pre>
 *
 * Every answer, also one without records, waits until all that was appended before it is committed: nobody learns of
 * state that could still be lost. It waits for a bounded time; what it would have told stays decided, and may be committed later. Any thread may call; everything happens on the partition's lane.
 *
 * <p>Errors, as {@link Refused}: COORDINATOR_LOAD_IN_PROGRESS while loading, NOT_COORDINATOR when resigned, cut off, or
 * when the log no longer takes writes, COORDINATOR_NOT_AVAILABLE if loading failed, or the write may be tried again: too few replicas
 * are in sync, or it was not committed in time.
 */
public final class CoordinatorShard<R, C> {
    private static final Logger LOG = System.getLogger(CoordinatorShard.class.getName());

    /** Where a shard is in its life. */
    public enum Phase {
        LOADING,
        SERVING,
        FAILED,
        RESIGNED
    }

    private final StateLog log;
    private final StateMachine<R, C> machine;
    private final StateBatches<R> batches;
    private final Clock clock;
    private final Waiting waiting = new Waiting();
    private final Uncommitted uncommitted;
    private volatile Phase phase = Phase.LOADING;
    private long endOffset; // after the last record that the state contains

    /**
     * Serves nothing before {@link #load}.
     *
     * @param commitTimeoutMs how long a decided answer waits for its records to be committed
     */
    public CoordinatorShard(
            StateLog log,
            StateMachine<R, C> machine,
            RecordCodec<R> codec,
            Clock clock,
            Scheduler scheduler,
            long commitTimeoutMs) {
        this.log = log;
        this.machine = machine;
        this.batches = new StateBatches<>(codec, log.partition());
        this.clock = clock;
        this.uncommitted = new Uncommitted(log, clock, scheduler, commitTimeoutMs, this::release);
    }

    public int partition() {
        return log.partition();
    }

    public Phase phase() {
        return phase;
    }

    /** Replays the log and starts to serve; fails if a record cannot be read, and then serves nothing. */
    public CompletionStage<Void> load() {
        CompletableFuture<Void> done = new CompletableFuture<>();
        log.lane().execute(() -> load(done));
        return done;
    }

    private void load(CompletableFuture<Void> done) {
        if (phase != Phase.LOADING) {
            done.completeExceptionally(new Refused(Errors.NOT_COORDINATOR));
            return;
        }
        try {
            log.replay(buffer -> endOffset = batches.read(buffer, machine));
            phase = Phase.SERVING;
            machine.loaded(Moment.of(clock));
        } catch (RuntimeException | Error e) {
            phase = Phase.FAILED;
            LOG.log(
                    Level.ERROR,
                    "partition " + partition() + " of the coordinator's topic cannot be loaded, is not served",
                    e);
            done.completeExceptionally(e);
            return;
        }
        done.complete(null);
    }

    /** Stops serving: timers end, and whoever waits is told to look for the new coordinator. */
    public void resign() {
        log.lane().execute(() -> {
            if (phase == Phase.RESIGNED) {
                return;
            }
            phase = Phase.RESIGNED;
            machine.resigned();
            Refused reason = new Refused(Errors.NOT_COORDINATOR);
            waiting.failAll(reason);
            uncommitted.clear();
        });
    }

    /**
     * Decides a request. The future is completed when the command's answer to it is released, which may be many
     * commands later (a join waits for the others), or exceptionally with {@link Refused}.
     *
     * @param command given the future, so that it can be parked or answered
     */
    public <T> CompletionStage<T> submit(Function<CompletableFuture<T>, Command<R, C>> command) {
        return submit(command, () -> {
            throw new IllegalStateException("a transaction that nobody can be asked about");
        });
    }

    /**
     * As {@link #submit(Function)}, for a command whose records belong to a transaction. If that has none here yet its coordinator is
     * asked, and then the command is decided anew, on the state as it is by then.
     *
     * @param admission asks; what it says, unless it is NONE, is the answer's error
     */
    public <T> CompletionStage<T> submit(
            Function<CompletableFuture<T>, Command<R, C>> command, Supplier<CompletionStage<Errors>> admission) {
        CompletableFuture<T> asker = new CompletableFuture<>();
        answering(asker, () -> {
            waiting.add(asker);
            Command<R, C> asked = command.apply(asker);
            try {
                perform(asked);
            } catch (Unverified unverified) {
                CompletionStage<Void> unused = admission
                        .get()
                        .thenAccept(code -> answering(asker, () -> admitted(code, unverified.guard(), asker, asked)))
                        .exceptionally(failure -> {
                            answering(asker, () -> {
                                throw new IllegalStateException("a transaction's coordinator was not asked", failure);
                            });
                            return null;
                        });
            }
        });
        return asker;
    }

    /** The log learns of the admission in its turn, and then the command's has come. */
    private void admitted(Errors code, VerificationGuard guard, CompletableFuture<?> asker, Command<R, C> command) {
        if (code != Errors.NONE) {
            throw new Refused(code);
        }
        log.verified(guard);
        answering(asker, () -> {
            try {
                perform(command);
            } catch (Unverified ended) {
                // The transaction that it was admitted to has ended meanwhile; the client may mean the next one.
                throw new Refused(Errors.COORDINATOR_NOT_AVAILABLE, ended.getMessage());
            }
        });
    }

    /** Runs it on the lane, if the shard still serves and has not answered yet; what it throws is the answer. */
    private void answering(CompletableFuture<?> asker, Runnable task) {
        log.lane().execute(() -> {
            if (asker.isDone()) {
                return;
            }
            @Nullable Refused refused = refusal();
            try {
                if (refused != null) {
                    throw refused;
                }
                task.run();
            } catch (RuntimeException | Error e) {
                waiting.remove(asker);
                asker.completeExceptionally(e instanceof Refused r ? translated(r) : e);
            }
        });
    }

    /**
     * Ends a producer's transaction: its records count from now on, or never did. Completes once the marker is committed; repeated, it
     * changes nothing more.
     *
     * <p>Errors, beside those of all requests: INVALID_PRODUCER_EPOCH, TRANSACTION_COORDINATOR_FENCED.
     */
    public CompletionStage<Void> endTransaction(TransactionMarker marker) {
        CompletableFuture<Long> asker = new CompletableFuture<>();
        answering(asker, () -> {
            waiting.add(asker);
            endOffset = log.endTransaction(marker);
            machine.endTransaction(marker.producerId(), marker.committed());
            uncommitted.hold(endOffset, List.of(new Answer<>(asker, endOffset)));
        });
        return asker.thenAccept(end -> {});
    }

    /** Decides what nobody asked for, such as an expired timer; {@code refused} is told if the log refuses it. */
    public void run(Command<R, C> command, Runnable refused) {
        log.lane().execute(() -> {
            if (phase != Phase.SERVING) {
                return;
            }
            try {
                perform(command);
            } catch (Refused e) {
                LOG.log(Level.WARNING, "partition {0} did not take what a timer decided: {1}", partition(), e.detail());
                refused.run();
            }
        });
    }

    private void perform(Command<R, C> command) {
        Moment now = Moment.of(clock);
        Decision<R, C> decision = command.decide(now);
        if (!decision.records().isEmpty()) {
            endOffset = log.append(batches.write(decision.records(), decision.transaction(), now.nowMs()));
            apply(decision.records(), decision.transaction());
        }
        for (C change : decision.changes()) {
            machine.adopt(change, now);
        }
        if (!decision.answers().isEmpty()) {
            uncommitted.hold(endOffset, decision.answers());
        }
    }

    /** They are the last ones in the log. */
    private void apply(List<R> records, @Nullable OpenTransaction transaction) {
        long offset = endOffset - records.size();
        for (R record : records) {
            if (transaction == null) {
                machine.apply(record, offset);
            } else {
                machine.applyInTransaction(transaction.producerId(), record, offset);
            }
            offset++;
        }
    }

    private void release(List<Answer<?>> answers, @Nullable Throwable failure) {
        Throwable cause = failure == null ? null : Stages.cause(failure);
        Throwable reason = cause instanceof Refused refused ? translated(refused) : cause;
        for (Answer<?> answer : answers) {
            waiting.remove(answer.asker());
            if (reason == null) {
                answer.release();
            } else {
                answer.fail(reason);
            }
        }
    }

    private @Nullable Refused refusal() {
        return switch (phase) {
            case LOADING -> new Refused(Errors.COORDINATOR_LOAD_IN_PROGRESS);
            case SERVING -> log.isCutOff() ? new Refused(Errors.NOT_COORDINATOR) : null;
            case FAILED -> new Refused(Errors.COORDINATOR_NOT_AVAILABLE);
            case RESIGNED -> new Refused(Errors.NOT_COORDINATOR);
        };
    }

    /** The log's refusals, in the words a group's client understands. */
    private static Refused translated(Refused refused) {
        Errors code = refused.code();
        if (code == Errors.NOT_LEADER_OR_FOLLOWER || code == Errors.KAFKA_STORAGE_ERROR) {
            return new Refused(Errors.NOT_COORDINATOR, refused.detail());
        }
        if (code == Errors.NOT_ENOUGH_REPLICAS
                || code == Errors.NOT_ENOUGH_REPLICAS_AFTER_APPEND
                || code == Errors.UNKNOWN_TOPIC_OR_PARTITION
                || code == Errors.REQUEST_TIMED_OUT) {
            return new Refused(Errors.COORDINATOR_NOT_AVAILABLE, refused.detail());
        }
        if (code == Errors.MESSAGE_TOO_LARGE || code == Errors.RECORD_LIST_TOO_LARGE) {
            return new Refused(Errors.UNKNOWN_SERVER_ERROR, refused.detail());
        }
        return refused;
    }
}
