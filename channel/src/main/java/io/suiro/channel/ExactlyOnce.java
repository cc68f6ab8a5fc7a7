package io.suiro.channel;

import io.smallrye.reactive.messaging.providers.locals.LocalContextMetadata;
import io.suiro.base.Scheduler;
import io.suiro.base.Stages;
import io.suiro.client.LocalConsumer;
import io.suiro.client.OutgoingRecord;
import io.suiro.client.Stored;
import io.suiro.client.TransactionalProducer;
import io.vertx.core.Vertx;
import io.vertx.core.impl.ContextInternal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.apache.kafka.common.TopicPartition;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Metadata;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Lets an incoming channel commit what it has read and what the application has made of it together: a transaction is open while records are handed out, and
 * everything that is sent while one of them is being processed belongs to it. After a while no more are handed out; once the application has answered for all that
 * it has, offsets and records are committed, and the next transaction begins.
 *
 * <pre>
 * beginning ──▶ open ── time is up, a record was refused, partitions go ──▶ closing ── all are answered for ──▶ ending ──▶ beginning
 * </pre>
 *
 * <p>A record that is refused takes the transaction with it, for the application may have sent half of what it makes of it. The channel reads again from where its group is, and
 * that record then goes where the failure strategy says, without the application. Any thread.
 */
final class ExactlyOnce {
    private static final Logger LOG = Logger.getLogger(ExactlyOnce.class);
    private static final int RETRY_MS = 200;

    private final IncomingChannel channel;
    private final TransactionalProducer producer;
    private final LocalConsumer consumer;
    private final RecordBuffer buffer;
    private final FailureStrategy failures;
    private final Scheduler timer;
    private final int intervalMs;

    /** Guarded by this, as is what follows. */
    private State state = State.BEGINNING;
    /** Records that the application has, and one more while some are being taken for it. */
    private int inHand;
    /** Whether a timer will close the transaction. */
    private boolean timed;
    /** Counts transactions, so that a timer knows its own. */
    private long number;
    /** Why the transaction is to be aborted, null while it is to be committed. */
    private @Nullable Throwable doomed;
    /** Why the channel fails after this transaction. */
    private @Nullable Throwable failing;
    /** Partitions that are given up with this transaction, and who waits for that. */
    private final Map<TopicPartition, PartitionProgress> leaving = new HashMap<>();

    private final List<CompletableFuture<Void>> waiting = new ArrayList<>();
    /** Records that the application has refused, until they are behind. */
    private final Map<TopicPartition, Map<Long, Refusal>> refusals = new HashMap<>();

    private enum State {
        BEGINNING,
        OPEN,
        CLOSING,
        ENDING,
        FAILED
    }

    private record Refusal(Throwable reason, @Nullable Metadata told) {}

    /** How a transaction ends: with these offsets, or aborted for a reason. */
    private record Ending(
            Map<TopicPartition, Long> offsets, @Nullable Throwable why) {}

    ExactlyOnce(
            IncomingChannel channel,
            TransactionalProducer producer,
            LocalConsumer consumer,
            RecordBuffer buffer,
            FailureStrategy failures,
            Scheduler timer,
            int intervalMs) {
        this.channel = channel;
        this.producer = producer;
        this.consumer = consumer;
        this.buffer = buffer;
        this.failures = failures;
        this.timer = timer;
        this.intervalMs = intervalMs;
    }

    /** Opens a transaction, however long it takes. */
    void begin() {
        var _ = producer.begin().whenComplete((begun, failure) -> {
            if (failure == null) {
                opened();
            } else {
                LOG.warnf(
                        "channel %s cannot begin a transaction, and tries again: %s",
                        channel.settings().channel(), Stages.cause(failure).getMessage());
                timer.schedule(RETRY_MS, this::begin);
            }
        });
    }

    private void opened() {
        Ending ending;
        synchronized (this) {
            number++;
            timed = false;
            doomed = null;
            state = waiting.isEmpty() ? State.OPEN : State.CLOSING;
            ending = ending();
        }
        end(ending);
        channel.signal();
    }

    /**
     * Takes records that are about to be handed out, none unless the transaction is open, which does not end meanwhile; those refused before are settled, and not in
     * the answer.
     */
    List<PartitionProgress.Handed> take(Supplier<List<PartitionProgress.Handed>> source) {
        while (enter()) {
            try {
                List<PartitionProgress.Handed> taken = source.get();
                List<PartitionProgress.Handed> admitted = admit(taken);
                if (!admitted.isEmpty() || taken.isEmpty()) {
                    return admitted;
                }
            } finally {
                finished(1);
            }
        }
        return List.of();
    }

    private synchronized boolean enter() {
        if (state != State.OPEN) {
            return false;
        }
        inHand++;
        return true;
    }

    private List<PartitionProgress.Handed> admit(List<PartitionProgress.Handed> taken) {
        if (taken.isEmpty()) {
            return taken;
        }
        schedule();
        List<PartitionProgress.Handed> admitted = new ArrayList<>(taken.size());
        for (PartitionProgress.Handed one : taken) {
            Refusal refusal = count(one);
            if (refusal == null) {
                admitted.add(one);
            } else if (!settle(one, refusal)) {
                break;
            }
        }
        return admitted;
    }

    private synchronized void schedule() {
        if (!timed) {
            timed = true;
            long mine = number;
            timer.schedule(intervalMs, () -> close(mine));
        }
    }

    private synchronized @Nullable Refusal count(PartitionProgress.Handed taken) {
        inHand++;
        Map<Long, Refusal> ofPartition = refusals.get(taken.record().topicPartition());
        return ofPartition == null ? null : ofPartition.get(taken.record().offset());
    }

    /** Whether records behind it may be handed out. */
    private boolean settle(PartitionProgress.Handed taken, Refusal refusal) {
        IncomingRecord<?> record = new IncomingRecord<>(channel, taken, null, Metadata::empty);
        CompletionStage<Void> handled = IncomingChannel.handle(failures, record, refusal.reason, refusal.told);
        handled.whenComplete((done, failure) -> {
            if (failure == null) {
                var _ = channel.acknowledged(List.of(record));
            } else {
                fail(Stages.cause(failure));
            }
        });
        return !handled.toCompletableFuture().isCompletedExceptionally();
    }

    /** What comes before is committed, and then the channel stops. */
    private void fail(Throwable reason) {
        Ending ending;
        synchronized (this) {
            inHand--;
            failing = failing == null ? reason : failing;
            ending = closing();
        }
        end(ending);
    }

    /** Stores a record that was made of one that is being processed. */
    CompletionStage<Stored> send(OutgoingRecord record) {
        return producer.send(record);
    }

    /** The application has finished with so many records. */
    void finished(int records) {
        Ending ending;
        synchronized (this) {
            inHand -= records;
            ending = ending();
        }
        end(ending);
    }

    /** The application cannot do a record, or what it made of it cannot be stored because the transaction is over: that says nothing against the record. */
    void refused(IncomingRecord<?> record, Throwable reason, @Nullable Metadata told) {
        Ending ending;
        synchronized (this) {
            if (!TransactionalProducer.isOver(reason)) {
                refusals.computeIfAbsent(record.topicPartition(), partition -> new HashMap<>())
                        .put(record.offset(), new Refusal(reason, told));
            }
            doomed = reason;
            inHand--;
            ending = closing();
        }
        end(ending);
    }

    /**
     * The group has taken partitions away, or nobody waits for them to be given up any more: what was made of their records may be another member's to make. A
     * transaction that is ending is the group's to refuse.
     */
    synchronized void lost(Set<TopicPartition> partitions) {
        buffer.close(partitions);
        if (state == State.OPEN || state == State.CLOSING) {
            doomed = new IllegalStateException("its partitions are another member's");
        }
    }

    /** Ends the transaction soon, with what was done of these; completes once it has ended. Between two of them there is nothing to commit. */
    CompletionStage<?> giveUp(Set<TopicPartition> partitions) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        Ending ending;
        synchronized (this) {
            Map<TopicPartition, PartitionProgress> gone = buffer.close(partitions);
            if (state == State.FAILED) {
                done.complete(null);
                return done;
            }
            if (state == State.OPEN || state == State.CLOSING) {
                leaving.putAll(gone);
            }
            waiting.add(done);
            ending = closing();
        }
        end(ending);
        return done;
    }

    private void close(long which) {
        Ending ending;
        synchronized (this) {
            ending = which == number ? closing() : null;
        }
        end(ending);
    }

    private @Nullable Ending closing() {
        if (state == State.OPEN) {
            state = State.CLOSING;
        }
        return ending();
    }

    /** Null unless it is to end; at most once for each transaction: whoever gets it ends it. */
    private @Nullable Ending ending() {
        if (state != State.CLOSING || inHand > 0) {
            return null;
        }
        state = State.ENDING;
        Map<TopicPartition, Long> offsets = new HashMap<>();
        if (doomed == null) {
            Map<TopicPartition, PartitionProgress> all = new HashMap<>(buffer.progress());
            all.putAll(leaving);
            all.forEach((partition, one) -> one.takeCommit().ifPresent(next -> offsets.put(partition, next)));
        }
        return new Ending(offsets, doomed);
    }

    private void end(@Nullable Ending how) {
        if (how == null) {
            return;
        }
        Throwable why = how.why;
        if (why == null) {
            var _ = producer.commit(consumer, how.offsets).whenComplete((done, failure) -> ended(how.offsets, failure));
        } else {
            var _ = producer.abort().whenComplete((done, failure) -> ended(Map.of(), why));
        }
    }

    private void ended(Map<TopicPartition, Long> offsets, @Nullable Throwable failure) {
        Throwable stop;
        List<CompletableFuture<Void>> told;
        synchronized (this) {
            offsets.forEach((partition, next) -> {
                Map<Long, Refusal> ofPartition = refusals.get(partition);
                if (ofPartition != null && failure == null) {
                    ofPartition.keySet().removeIf(offset -> offset < next);
                }
            });
            leaving.clear();
            told = List.copyOf(waiting);
            waiting.clear();
            stop = failing;
            state = stop == null ? State.BEGINNING : State.FAILED;
        }
        told.forEach(one -> one.complete(null));
        if (stop != null) {
            channel.failed(stop);
        } else if (failure == null) {
            begin();
        } else {
            LOG.warnf(
                    "channel %s has aborted a transaction, and reads again: %s",
                    channel.settings().channel(), Stages.cause(failure).getMessage());
            consumer.rewind().thenRun(this::begin);
        }
    }

    /** Where what an application sends belongs: with the record that it is made of, or that is being processed; null if with none. */
    static @Nullable ExactlyOnce of(Message<?> message) {
        return message.getMetadata(ExactlyOnce.class).orElseGet(ExactlyOnce::current);
    }

    private static @Nullable ExactlyOnce current() {
        return Vertx.currentContext() instanceof ContextInternal context && context.isDuplicate()
                ? (ExactlyOnce) context.localContextData().get(ExactlyOnce.class)
                : null;
    }

    /** Marks a message that is about to be handed out, and the context that it is processed on. */
    Metadata mark(Metadata metadata) {
        metadata.get(LocalContextMetadata.class)
                .ifPresent(own ->
                        ((ContextInternal) own.context()).localContextData().put(ExactlyOnce.class, this));
        return metadata.with(this);
    }
}
