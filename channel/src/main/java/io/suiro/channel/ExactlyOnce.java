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
        boolean ends;
        synchronized (this) {
            number++;
            timed = false;
            doomed = null;
            state = waiting.isEmpty() ? State.OPEN : State.CLOSING;
            ends = isToEnd();
        }
        if (ends) {
            end();
        } else {
            channel.signal();
        }
    }

    /**
     * Takes records that are about to be handed out, none unless the transaction is open, which does not end meanwhile; those refused before are settled, and not in
     * the answer.
     */
    List<PartitionProgress.Handed> take(Supplier<List<PartitionProgress.Handed>> source) {
        if (!enter()) {
            return List.of();
        }
        try {
            return admit(source.get());
        } finally {
            finished(1);
        }
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
        CompletionStage<Void> handled = failures.handle(record, refusal.reason, refusal.told);
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
        boolean ends;
        synchronized (this) {
            inHand--;
            failing = failing == null ? reason : failing;
            ends = closing();
        }
        if (ends) {
            end();
        }
    }

    /** Stores a record that was made of one that is being processed. */
    CompletionStage<Stored> send(OutgoingRecord record) {
        return producer.send(record);
    }

    /** The application has finished with so many records. */
    void finished(int records) {
        boolean ends;
        synchronized (this) {
            inHand -= records;
            ends = isToEnd();
        }
        if (ends) {
            end();
        }
    }

    /** The application cannot do a record. */
    void refused(IncomingRecord<?> record, Throwable reason, @Nullable Metadata told) {
        boolean ends;
        synchronized (this) {
            refusals.computeIfAbsent(record.topicPartition(), partition -> new HashMap<>())
                    .put(record.offset(), new Refusal(reason, told));
            doomed = reason;
            inHand--;
            ends = closing();
        }
        if (ends) {
            end();
        }
    }

    /** The group has taken partitions away: what was made of their records may be another member's to make. */
    synchronized void lost() {
        if (state != State.ENDING) {
            doomed = new IllegalStateException("its partitions are another member's");
        }
    }

    /** Ends the transaction soon, with what was done of these; completes once it has ended. */
    CompletionStage<?> giveUp(Map<TopicPartition, PartitionProgress> gone) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        boolean ends;
        synchronized (this) {
            if (state == State.FAILED) {
                done.complete(null);
                return done;
            }
            leaving.putAll(gone);
            waiting.add(done);
            ends = closing();
        }
        if (ends) {
            end();
        }
        return done;
    }

    private void close(long which) {
        boolean ends;
        synchronized (this) {
            ends = which == number && closing();
        }
        if (ends) {
            end();
        }
    }

    private boolean closing() {
        if (state == State.OPEN) {
            state = State.CLOSING;
        }
        return isToEnd();
    }

    /** At most once for each transaction: whoever is told so ends it. */
    private boolean isToEnd() {
        if (state != State.CLOSING || inHand > 0) {
            return false;
        }
        state = State.ENDING;
        return true;
    }

    private void end() {
        Map<TopicPartition, Long> offsets = new HashMap<>();
        Throwable why;
        synchronized (this) {
            why = doomed;
            if (why == null) {
                Map<TopicPartition, PartitionProgress> all = new HashMap<>(buffer.progress());
                all.putAll(leaving);
                all.forEach((partition, one) -> one.takeCommit().ifPresent(next -> offsets.put(partition, next)));
            }
        }
        if (why == null) {
            var _ = producer.commit(consumer, offsets).whenComplete((done, failure) -> ended(offsets, failure));
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
