package io.suiro.client;

import io.suiro.base.Stages;
import io.suiro.broker.Broker;
import io.suiro.broker.Produce.Acks;
import io.suiro.coordinator.txn.ProducerIdAndEpoch;
import io.suiro.error.Refused;
import io.suiro.record.Codec;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * Writes in transactions to topics of the broker in this process, or of its cluster, together with the offsets of what a consumer has read (KIP-98, KIP-447, KIP-890).
 *
 * <pre>
 * begin ──▶ sends ──▶ commit or abort ──▶ begin …
 * </pre>
 *
 * <p>One transaction at a time; its owner calls begin, commit and abort one after another. Sends may come from any thread, at any time: what comes between two transactions
 * waits for the next. Whoever begins with the same transactional id fences this one.
 */
public final class TransactionalProducer {
    private static final int RETRY_MS = 50;

    private final Broker broker;
    private final PartitionWrites log;
    private final TransactionRequests coordinator;
    private final String transactionalId;
    private final int timeoutMs;
    /** Guarded by this, as is what follows. Null until it has begun, and after a failure. */
    private @Nullable ProducerIdAndEpoch identity;

    /** Null between two transactions. */
    private @Nullable Open open;
    /** What comes between two transactions, in the order it came. */
    private final Queue<Waiting> waiting = new ArrayDeque<>();

    /** A record for the next transaction, and whoever waits for it. */
    private record Waiting(OutgoingRecord record, CompletableFuture<Stored> stored) {}

    /** The transaction under way. */
    private static final class Open {
        private final ProducerIdAndEpoch identity;
        private final LocalProducer records;
        /** Guarded by this, as is what follows: sends that are not answered. */
        private int pending;

        private boolean used;
        private @Nullable Throwable failure;
        private @Nullable CompletableFuture<Void> ending;

        Open(ProducerIdAndEpoch identity, LocalProducer records) {
            this.identity = identity;
            this.records = records;
        }

        /** It does not end before the record that is about to be sent is answered. */
        synchronized Open entered() {
            pending++;
            used = true;
            return this;
        }

        CompletionStage<Stored> send(OutgoingRecord record) {
            return records.send(record).whenComplete((stored, refused) -> answered(refused));
        }

        private void answered(@Nullable Throwable refused) {
            CompletableFuture<Void> done = null;
            synchronized (this) {
                pending--;
                if (refused != null && failure == null) {
                    failure = Stages.cause(refused);
                }
                if (pending == 0) {
                    done = ending;
                }
            }
            if (done != null) {
                done.complete(null);
            }
        }

        /** Completes once all sends are answered; exceptionally if one was refused. */
        CompletionStage<Void> settled() {
            CompletableFuture<Void> done = new CompletableFuture<>();
            synchronized (this) {
                if (pending == 0) {
                    done.complete(null);
                } else {
                    ending = done;
                }
            }
            return done.thenRun(() -> {
                Throwable refused = failure();
                if (refused != null) {
                    throw new TransactionFailed(refused);
                }
            });
        }

        private synchronized @Nullable Throwable failure() {
            return failure;
        }

        private synchronized boolean isUsed() {
            return used;
        }
    }

    /** A record of the transaction could not be stored, so that all of it is to be aborted. */
    static final class TransactionFailed extends RuntimeException {
        TransactionFailed(Throwable cause) {
            super(cause.getMessage(), cause);
        }
    }

    /** @param timeoutMs after which a transaction is aborted by its coordinator: {@code transaction.timeout.ms} */
    public TransactionalProducer(Broker broker, String transactionalId, int timeoutMs) {
        this.broker = broker;
        this.log = PartitionWrites.of(broker);
        this.coordinator = new TransactionRequests(broker, transactionalId);
        this.transactionalId = transactionalId;
        this.timeoutMs = timeoutMs;
    }

    /** Opens a transaction. Completes exceptionally with Kafka's code if there is no coordinator, or it does not take the timeout. */
    public CompletionStage<Void> begin() {
        return identify().thenAccept(who -> {
            LocalProducer records = new LocalProducer(
                    broker,
                    log,
                    Acks.ALL,
                    Codec.NONE,
                    Runnable::run,
                    new InTransaction(transactionalId, who.producerId(), who.producerEpoch()),
                    System::nanoTime);
            open(new Open(who, records));
        });
    }

    /** Sends what waits one by one, and out of the lock: whoever is answered may send again. */
    private void open(Open begun) {
        for (Waiting next = next(begun); next != null; next = next(begun)) {
            CompletableFuture<Stored> stored = next.stored;
            begun.send(next.record).whenComplete((done, refused) -> {
                if (refused == null) {
                    stored.complete(done);
                } else {
                    stored.completeExceptionally(refused);
                }
            });
        }
    }

    private synchronized @Nullable Waiting next(Open begun) {
        Waiting next = waiting.poll();
        if (next == null) {
            open = begun;
        } else {
            begun.entered();
        }
        return next;
    }

    private CompletionStage<ProducerIdAndEpoch> identify() {
        ProducerIdAndEpoch known = identity();
        return known == null ? coordinator.begin(timeoutMs) : CompletableFuture.completedFuture(known);
    }

    private synchronized @Nullable ProducerIdAndEpoch identity() {
        return identity;
    }

    /** Stores the record in the transaction that is open, or in the next; errors as {@link LocalProducer#send}. */
    public CompletionStage<Stored> send(OutgoingRecord record) {
        Open now;
        synchronized (this) {
            if (open == null) {
                Waiting one = new Waiting(record, new CompletableFuture<>());
                waiting.add(one);
                return one.stored;
            }
            now = open.entered();
        }
        return now.send(record);
    }

    /**
     * Commits what was sent, and the offsets with it, or nothing of either: completes exceptionally once it is aborted.
     *
     * @param consumer whose group has read
     * @param nextOffsets what it is to read next of each partition
     */
    public CompletionStage<Void> commit(LocalConsumer consumer, Map<TopicPartition, Long> nextOffsets) {
        Open ended = close();
        if (!ended.isUsed() && nextOffsets.isEmpty()) {
            remember(ended.identity);
            return CompletableFuture.completedStage(null);
        }
        return ended.settled()
                .thenCompose(settled -> consumer.commit(
                        nextOffsets, transactionalId, ended.identity.producerId(), ended.identity.producerEpoch()))
                .thenCompose(stored -> end(ended, true))
                .exceptionallyCompose(failure -> end(ended, false)
                        .handle((aborted, ignored) -> null)
                        .thenCompose(
                                done -> CompletableFuture.failedStage(new TransactionFailed(Stages.cause(failure)))));
    }

    /** Nothing of it will be seen by those who read what is committed. Completes in any case; the next begin fences what is left of it. */
    public CompletionStage<Void> abort() {
        Open ended = close();
        if (!ended.isUsed()) {
            remember(ended.identity);
            return CompletableFuture.completedStage(null);
        }
        return ended.settled()
                .handle((settled, refused) -> null)
                .thenCompose(settled -> end(ended, false))
                .handle((done, failure) -> null);
    }

    private synchronized Open close() {
        Open ended = Objects.requireNonNull(open, "no transaction is open");
        open = null;
        identity = null;
        return ended;
    }

    private CompletionStage<Void> end(Open ended, boolean commit) {
        return end(ended, commit, System.nanoTime()).thenAccept(this::remember);
    }

    /** For as long as the transaction may last, if the coordinator moves or does not answer. */
    private CompletionStage<ProducerIdAndEpoch> end(Open ended, boolean commit, long sinceNanos) {
        return coordinator
                .end(ended.identity, commit)
                .exceptionallyCompose(failure -> Stages.cause(failure) instanceof Refused refused
                                && isPassing(refused.code())
                                && System.nanoTime() - sinceNanos < TimeUnit.MILLISECONDS.toNanos(timeoutMs)
                        ? CompletableFuture.supplyAsync(
                                        () -> end(ended, commit, sinceNanos),
                                        CompletableFuture.delayedExecutor(RETRY_MS, TimeUnit.MILLISECONDS))
                                .thenCompose(again -> again)
                        : CompletableFuture.failedStage(failure));
    }

    /** Whether a record could not be stored because of its transaction, which is over, or another's; also if that is only a failure's cause. */
    public static boolean isOver(Throwable failure) {
        for (Throwable each = failure; each != null; each = each.getCause()) {
            if (isOver(each instanceof Refused refused ? refused.code() : Errors.forException(each))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isOver(Errors code) {
        return switch (code) {
            case INVALID_PRODUCER_EPOCH,
                    PRODUCER_FENCED,
                    INVALID_PRODUCER_ID_MAPPING,
                    INVALID_TXN_STATE,
                    TRANSACTION_ABORTABLE,
                    CONCURRENT_TRANSACTIONS -> true;
            default -> false;
        };
    }

    private static boolean isPassing(Errors code) {
        return switch (code) {
            case NETWORK_EXCEPTION,
                    REQUEST_TIMED_OUT,
                    NOT_COORDINATOR,
                    COORDINATOR_NOT_AVAILABLE,
                    COORDINATOR_LOAD_IN_PROGRESS,
                    CONCURRENT_TRANSACTIONS -> true;
            default -> false;
        };
    }

    private synchronized void remember(ProducerIdAndEpoch next) {
        identity = next;
    }
}
