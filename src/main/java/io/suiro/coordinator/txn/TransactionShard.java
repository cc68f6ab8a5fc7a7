package io.suiro.coordinator.txn;

import static io.suiro.coordinator.txn.ProducerIdAndEpoch.NO_ID;

import io.suiro.base.Clock;
import io.suiro.base.Scheduler;
import io.suiro.base.Stages;
import io.suiro.coordinator.Answer;
import io.suiro.coordinator.Command;
import io.suiro.coordinator.CoordinatorShard;
import io.suiro.coordinator.CoordinatorShard.Phase;
import io.suiro.coordinator.Decision;
import io.suiro.coordinator.Moment;
import io.suiro.coordinator.StateLog;
import io.suiro.record.TransactionMarker;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.protocol.Errors;

/**
 * The transactional ids of one partition of {@code __transaction_state}, at work: decides requests, aborts transactions that have timed
 * out, and sees to it that the partitions of each transaction whose end is decided are told, however long that takes. Any thread may
 * call; all else happens on the partition's lane.
 */
final class TransactionShard {
    private static final Logger LOG = System.getLogger(TransactionShard.class.getName());

    private static final long COMMIT_TIMEOUT_MS = 5_000;
    /** Between attempts at what was refused: a marker, or a record. */
    private static final long RETRY_MS = 100;

    private static final int FORGOTTEN_AT_ONCE = 1_000;

    private final StateLog log;
    private final int leaderEpoch;
    private final CoordinatorShard<TransactionRecord, Void> shard;
    private final TransactionMachine machine;
    private final Ending ending = new Ending(this::onceCommitted);
    private final MarkerWriter markers;
    private final Supplier<CompletionStage<Long>> producerIds;
    private final TransactionSettings settings;
    private final Clock clock;
    private final Scheduler scheduler;
    /** Who waits for the end of a transaction, by transactional id; lane only. */
    private final Map<String, List<CompletableFuture<Void>>> waiting = new HashMap<>();

    /** A command that needs a producer id that nobody has had, or may need one; -1 until it says so. */
    interface WithFreshId<T> {
        Command<TransactionRecord, Void> command(
                TransactionMachine machine, Ending ending, long freshId, CompletableFuture<T> asker);
    }

    /**
     * Serves nothing before {@link #load}.
     *
     * @param leaderEpoch of the partition: the coordinator epoch that markers carry
     * @param producerIds hands out ids that nobody has had
     */
    TransactionShard(
            StateLog log,
            int leaderEpoch,
            TransactionSettings settings,
            MarkerWriter markers,
            Supplier<CompletionStage<Long>> producerIds,
            Clock clock,
            Scheduler scheduler) {
        this.log = log;
        this.leaderEpoch = leaderEpoch;
        this.settings = settings;
        this.markers = markers;
        this.producerIds = producerIds;
        this.clock = clock;
        this.scheduler = scheduler;
        this.machine = new TransactionMachine(this::loaded);
        this.shard =
                new CoordinatorShard<>(log, machine, new TransactionRecordCodec(), clock, scheduler, COMMIT_TIMEOUT_MS);
    }

    CompletionStage<Void> load() {
        return shard.load();
    }

    void resign() {
        shard.resign();
        log.lane().execute(() -> List.copyOf(waiting.keySet()).forEach(this::ended));
    }

    Phase phase() {
        return shard.phase();
    }

    /** Transactional ids. */
    int size() {
        return machine.size();
    }

    /** Decides a request against this shard's transactions; if it turns out to need a producer id, once more with one. */
    <T> CompletionStage<T> submit(WithFreshId<T> command) {
        return this.<T>submit(command, NO_ID).exceptionallyCompose(failure -> {
            if (!(Stages.cause(failure) instanceof NeedsProducerId)) {
                return CompletableFuture.failedStage(failure);
            }
            return producerIds.get().thenCompose(id -> submit(command, id));
        });
    }

    private <T> CompletionStage<T> submit(WithFreshId<T> command, long freshId) {
        return shard.submit(asker -> command.command(machine, ending, freshId, asker));
    }

    /** Completes once no end of its transaction is under way, or after the time limit. */
    CompletionStage<Void> endOf(String transactionalId, long limitMs) {
        CompletableFuture<Void> end = new CompletableFuture<>();
        log.lane().execute(() -> {
            Transaction known = machine.find(transactionalId);
            if (shard.phase() != Phase.SERVING
                    || known == null
                    || !known.state().isPrepared()) {
                end.complete(null);
                return;
            }
            waiting.computeIfAbsent(transactionalId, id -> new ArrayList<>()).add(end);
            Scheduler.Timer limit = scheduler.schedule(limitMs, () -> log.lane().execute(() -> {
                end.complete(null);
                waiting.computeIfPresent(transactionalId, (id, all) -> {
                    all.removeIf(CompletableFuture::isDone);
                    return all.isEmpty() ? null : all;
                });
            }));
            var _ = end.whenComplete((nothing, failure) -> limit.cancel());
        });
        return end;
    }

    private void loaded(Moment now) {
        machine.all().forEach((id, transaction) -> {
            if (transaction.state().isPrepared()) {
                confirm(id, transaction);
            }
        });
        every(settings.timeoutCheckIntervalMs(), this::abortTimedOut);
        every(settings.expirationCheckIntervalMs(), this::forgetIdle);
    }

    /** On the lane, again and again while it serves. */
    private void every(long intervalMs, Runnable task) {
        scheduler.schedule(intervalMs, () -> log.lane().execute(() -> {
            if (shard.phase() == Phase.SERVING) {
                task.run();
                every(intervalMs, task);
            }
        }));
    }

    private void abortTimedOut() {
        long nowMs = clock.nowMs();
        List<String> late = new ArrayList<>();
        machine.all().forEach((id, transaction) -> {
            if (transaction.hasTimedOut(nowMs)) {
                late.add(id);
            }
        });
        for (String id : late) {
            // Refused, it is late at the next check, too.
            this.<Boolean>submit((state, how, freshId, asker) -> new AbortTimedOut(state, id, freshId, how, asker))
                    .whenComplete((aborted, failure) -> {
                        if (failure == null && aborted) {
                            LOG.log(Level.INFO, "the transaction of {0} has timed out and is aborted", id);
                        }
                    });
        }
    }

    private void forgetIdle() {
        int before = machine.size();
        shard.run(new ForgetIdle(machine, settings.idExpirationMs(), FORGOTTEN_AT_ONCE), () -> {});
        log.lane().execute(() -> {
            if (shard.phase() == Phase.SERVING && before - machine.size() == FORGOTTEN_AT_ONCE) {
                forgetIdle();
            }
        });
    }

    /** What is to be completed when the decided end of a transaction is committed: then its partitions are told. */
    private CompletableFuture<Transaction> onceCommitted(String transactionalId, Transaction prepared) {
        CompletableFuture<Transaction> committed = new CompletableFuture<>();
        var _ = committed.whenComplete((same, failure) -> {
            if (failure == null) {
                tell(transactionalId, prepared, prepared.partitions());
            } else {
                later(() -> confirm(transactionalId, prepared));
            }
        });
        return committed;
    }

    /** It is in the log, and may not be committed: nobody is told of what could still be lost. */
    private void confirm(String transactionalId, Transaction prepared) {
        shard.run(
                now -> prepared.equals(machine.find(transactionalId))
                        ? new Decision<>(
                                List.of(),
                                List.of(),
                                List.of(new Answer<>(onceCommitted(transactionalId, prepared), prepared)))
                        : Decision.nothing(),
                () -> later(() -> confirm(transactionalId, prepared)));
    }

    private void tell(String transactionalId, Transaction prepared, Collection<TopicPartition> partitions) {
        if (partitions.isEmpty()) {
            complete(transactionalId, prepared);
            return;
        }
        TransactionMarker marker = new TransactionMarker(
                prepared.producerId(),
                prepared.producerEpoch(),
                prepared.state() == TransactionState.PREPARE_COMMIT,
                leaderEpoch,
                prepared.version());
        markers.write(marker, partitions).whenComplete((results, failure) -> {
            if (failure != null) {
                LOG.log(Level.ERROR, "the markers of " + transactionalId + " could not be written", failure);
            }
            Collection<TopicPartition> untold =
                    failure == null ? untold(transactionalId, partitions, results) : partitions;
            if (untold.isEmpty()) {
                complete(transactionalId, prepared);
            } else {
                later(() -> tell(transactionalId, prepared, untold));
            }
        });
    }

    private static List<TopicPartition> untold(
            String transactionalId, Collection<TopicPartition> partitions, Map<TopicPartition, Errors> results) {
        List<TopicPartition> untold = new ArrayList<>();
        for (TopicPartition partition : partitions) {
            Errors code = results.getOrDefault(partition, Errors.UNKNOWN_SERVER_ERROR);
            switch (code) {
                case NONE -> {}
                case INVALID_PRODUCER_EPOCH ->
                    // A later epoch has written there, which none does before this transaction is over.
                    LOG.log(
                            Level.WARNING,
                            "the transaction of {0} is over in {1} by somebody else''s marker",
                            transactionalId,
                            partition);
                default -> untold.add(partition);
            }
        }
        return untold;
    }

    private void complete(String transactionalId, Transaction prepared) {
        shard.run(
                new CompleteTransaction(machine, transactionalId, prepared),
                () -> later(() -> complete(transactionalId, prepared)));
        log.lane().execute(() -> {
            Transaction known = machine.find(transactionalId);
            if (known == null || !known.state().isPrepared()) {
                ended(transactionalId);
            }
        });
    }

    private void ended(String transactionalId) {
        List<CompletableFuture<Void>> all = waiting.remove(transactionalId);
        if (all != null) {
            all.forEach(end -> end.complete(null));
        }
    }

    /** Unless it has resigned by then. */
    private void later(Runnable task) {
        scheduler.schedule(RETRY_MS, () -> log.lane().execute(() -> {
            if (shard.phase() == Phase.SERVING) {
                task.run();
            }
        }));
    }
}
