package io.suiro.client;

import io.suiro.broker.Produce;
import io.suiro.broker.Produce.Acks;
import io.suiro.broker.ProducedInTransaction;
import io.suiro.error.Outcome;
import io.suiro.error.Refused;
import io.suiro.log.Appended;
import io.suiro.record.BatchBuilder;
import io.suiro.record.Codec;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * Appends records to one partition, in the order of the calls: the first as soon as the executor has a turn for it, and what comes until it
 * is answered for as the next batch. So there is no lingering, and batches grow by themselves under load. Where nothing has come for a while
 * the first is appended on the calling thread: to wake another would take longer. Any thread.
 */
final class Batching {
    /** What a batch is closed at. */
    private static final int MAX_BYTES = 256 << 10;
    /** Lengths and deltas of a record, and of a batch's header for the first: generous. */
    private static final int OVERHEAD_BYTES = 32;
    /** About what it takes to wake a thread. */
    static final long QUIET_NS = 50_000;

    private final Produce produce;
    private final TopicPartition topicPartition;
    private final Acks acks;
    private final int timeoutMs;
    private final Codec codec;
    private final @Nullable InTransaction transaction;
    private final Executor executor;
    private final LongSupplier nanoTime;
    /** Used by whoever appends, one at a time. */
    private int nextSequence;

    /** Guarded by this, as are all that follow. Closed batches that wait for the one before them. */
    private final Deque<List<Waiting>> closed = new ArrayDeque<>();

    private List<Waiting> open = new ArrayList<>();
    private int openBytes;
    private boolean busy;
    private long idleSince;
    /** Of the record that came last; all before it are answered for before it is. */
    private CompletableFuture<?> last = CompletableFuture.completedFuture(null);

    /** A record and whoever waits for it. */
    private record Waiting(OutgoingRecord record, CompletableFuture<Stored> stored) {}

    Batching(
            Produce produce,
            TopicPartition topicPartition,
            Acks acks,
            int timeoutMs,
            Codec codec,
            @Nullable InTransaction transaction,
            Executor executor,
            LongSupplier nanoTime) {
        this.produce = produce;
        this.topicPartition = topicPartition;
        this.acks = acks;
        this.timeoutMs = timeoutMs;
        this.codec = codec;
        this.transaction = transaction;
        this.executor = executor;
        this.nanoTime = nanoTime;
        this.idleSince = nanoTime.getAsLong();
    }

    void add(OutgoingRecord record, CompletableFuture<Stored> stored) {
        int bytes = record.payloadBytes() + OVERHEAD_BYTES;
        boolean quiet;
        synchronized (this) {
            if (openBytes + bytes > MAX_BYTES && !open.isEmpty()) {
                close();
            }
            open.add(new Waiting(record, stored));
            openBytes += bytes;
            last = stored;
            if (busy) {
                return;
            }
            busy = true;
            quiet = nanoTime.getAsLong() - idleSince > QUIET_NS;
        }
        if (quiet) {
            append(next());
        } else {
            executor.execute(() -> append(next()));
        }
    }

    /** Completes, in whichever way, once all records so far have been answered for. */
    synchronized CompletableFuture<?> answered() {
        return last;
    }

    private void close() {
        closed.add(open);
        open = new ArrayList<>();
        openBytes = 0;
    }

    private @Nullable List<Waiting> take() {
        if (closed.isEmpty() && !open.isEmpty()) {
            close();
        }
        return closed.poll();
    }

    /** Goes on for as long as answers come before the call has returned, without recursion. */
    private void append(@Nullable List<Waiting> first) {
        List<Waiting> batch = first;
        while (batch != null) {
            List<Waiting> sent = batch;
            CompletableFuture<Outcome<Appended>> answer = send(sent);
            if (!answer.isDone()) {
                var _ = answer.thenAcceptAsync(
                        outcome -> {
                            answered(sent, outcome);
                            append(next());
                        },
                        executor);
                return;
            }
            answered(sent, answer.join());
            batch = next();
        }
    }

    private synchronized @Nullable List<Waiting> next() {
        List<Waiting> next = take();
        if (next == null) {
            busy = false;
            idleSince = nanoTime.getAsLong();
        }
        return next;
    }

    private CompletableFuture<Outcome<Appended>> send(List<Waiting> batch) {
        BatchBuilder builder = new BatchBuilder(codec);
        for (Waiting waiting : batch) {
            OutgoingRecord record = waiting.record;
            builder.append(record.timestampMs(), record.key(), record.value(), record.headers());
        }
        InTransaction within = transaction;
        if (within != null) {
            within.mark(builder, nextSequence);
        }
        ProducedInTransaction asked = within == null ? ProducedInTransaction.NONE : within.asked();
        return produce.append(topicPartition, builder.build(), asked, acks, timeoutMs)
                .toCompletableFuture();
    }

    private void answered(List<Waiting> batch, Outcome<Appended> outcome) {
        switch (outcome) {
            case Outcome.Ok<Appended>(Appended appended) -> {
                nextSequence += batch.size();
                for (int i = 0; i < batch.size(); i++) {
                    Waiting waiting = batch.get(i);
                    long timestampMs =
                            appended.logAppendTimeMs() < 0 ? waiting.record.timestampMs() : appended.logAppendTimeMs();
                    waiting.stored.complete(new Stored(topicPartition, appended.firstOffset() + i, timestampMs));
                }
            }
            case Outcome.Failed<Appended>(Errors code, String detail) -> {
                if (code == Errors.MESSAGE_TOO_LARGE && batch.size() > 1) {
                    split(batch);
                } else {
                    batch.forEach(waiting -> waiting.stored.completeExceptionally(new Refused(code, detail)));
                }
            }
        }
    }

    /** The topic takes smaller batches than these: each record by itself, before all that came later. */
    private synchronized void split(List<Waiting> batch) {
        for (Waiting waiting : batch.reversed()) {
            closed.addFirst(List.of(waiting));
        }
    }
}
