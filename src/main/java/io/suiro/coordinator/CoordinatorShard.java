package io.suiro.coordinator;

import io.suiro.base.Clock;
import io.suiro.base.Scheduler;
import io.suiro.base.Stages;
import io.suiro.error.Refused;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
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
            log.replay(buffer -> endOffset = batches.read(buffer, machine::apply));
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
        CompletableFuture<T> asker = new CompletableFuture<>();
        log.lane().execute(() -> {
            @Nullable Refused refused = refusal();
            if (refused != null) {
                asker.completeExceptionally(refused);
                return;
            }
            waiting.add(asker);
            try {
                perform(command.apply(asker));
            } catch (RuntimeException | Error e) {
                waiting.remove(asker);
                asker.completeExceptionally(e instanceof Refused r ? translated(r) : e);
            }
        });
        return asker;
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
            ByteBuffer appended = batches.write(decision.records(), now.nowMs());
            endOffset = log.append(appended);
            decision.records().forEach(machine::apply);
        }
        for (C change : decision.changes()) {
            machine.adopt(change, now);
        }
        if (!decision.answers().isEmpty()) {
            uncommitted.hold(endOffset, decision.answers());
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
