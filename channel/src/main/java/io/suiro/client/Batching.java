package io.suiro.client;

import io.suiro.broker.Produce.Acks;
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
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * Appends records to one partition, in the order of the calls: the first as soon as the executor has a turn for it, and what comes until it
 * is answered for as the next batch. So there is no lingering, and batches grow by themselves under load. Where nothing has come for a while
 * the first is appended on the calling thread: to wake another would take longer. Any thread.
 *
 * <p>A batch that is refused for a reason that passes, or in a cluster is not answered, is repeated before anything that came later, with the same numbers.
 */
final class Batching {
    /** What a batch is closed at. */
    private static final int MAX_BYTES = 256 << 10;
    /** Lengths and deltas of a record, and of a batch's header for the first: generous. */
    private static final int OVERHEAD_BYTES = 32;
    /** About what it takes to wake a thread. */
    static final long QUIET_NS = 50_000;

    private final PartitionWrites log;
    private final TopicPartition topicPartition;
    private final Acks acks;
    private final int timeoutMs;
    private final Codec codec;
    private final BatchNumbers numbers;
    private final Redelivery redelivery;
    private final Executor executor;
    private final LongSupplier nanoTime;

    /** Guarded by this, as are all that follow. Closed batches that wait for the one before them. */
    private final Deque<Sent> closed = new ArrayDeque<>();

    private List<Waiting> open = new ArrayList<>();
    private int openBytes;
    private boolean busy;
    private long idleSince;
    /** Of the record that came last; all before it are answered for before it is. */
    private CompletableFuture<?> last = CompletableFuture.completedFuture(null);

    /** A record and whoever waits for it. */
    private record Waiting(OutgoingRecord record, CompletableFuture<Stored> stored) {}

    /** A batch, and what became of it so far. Used by whoever appends. */
    private static final class Sent {
        private final List<Waiting> records;
        private final long closedNanos = System.nanoTime();
        private int refusals;
        /** Whether an attempt may have stored it, or may yet. */
        private boolean maybeStored;

        Sent(List<Waiting> records) {
            this.records = records;
        }
    }

    Batching(
            PartitionWrites log,
            TopicPartition topicPartition,
            Acks acks,
            int timeoutMs,
            Codec codec,
            BatchNumbers numbers,
            Redelivery redelivery,
            Executor executor,
            LongSupplier nanoTime) {
        this.log = log;
        this.topicPartition = topicPartition;
        this.acks = acks;
        this.timeoutMs = timeoutMs;
        this.codec = codec;
        this.numbers = numbers;
        this.redelivery = redelivery;
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
        closed.add(new Sent(open));
        open = new ArrayList<>();
        openBytes = 0;
    }

    private @Nullable Sent take() {
        if (closed.isEmpty() && !open.isEmpty()) {
            close();
        }
        return closed.poll();
    }

    /** Goes on for as long as answers come before the call has returned, without recursion. */
    private void append(@Nullable Sent first) {
        Sent batch = first;
        while (batch != null) {
            Sent sent = batch;
            CompletableFuture<Outcome<Appended>> answer = send(sent);
            if (!answer.isDone()) {
                var _ = answer.thenAcceptAsync(outcome -> append(after(sent, outcome)), executor);
                return;
            }
            batch = after(sent, answer.join());
        }
    }

    private synchronized @Nullable Sent next() {
        Sent next = take();
        if (next == null) {
            busy = false;
            idleSince = nanoTime.getAsLong();
        }
        return next;
    }

    private CompletableFuture<Outcome<Appended>> send(Sent batch) {
        CompletionStage<Outcome<Long>> lacking = numbers.lacking();
        CompletionStage<Outcome<Appended>> answer = lacking == null
                ? sendNow(batch)
                : lacking.thenComposeAsync(
                        found -> switch (found) {
                            case Outcome.Ok<Long> ok -> sendNow(batch);
                            case Outcome.Failed<Long>(Errors code, String detail) ->
                                CompletableFuture.completedFuture(Outcome.<Appended>failed(code, detail));
                        },
                        executor);
        return answer.toCompletableFuture();
    }

    private CompletionStage<Outcome<Appended>> sendNow(Sent batch) {
        BatchBuilder builder = new BatchBuilder(codec);
        for (Waiting waiting : batch.records) {
            OutgoingRecord record = waiting.record;
            builder.append(record.timestampMs(), record.key(), record.value(), record.headers());
        }
        numbers.mark(builder);
        return log.append(topicPartition, builder.build(), numbers.transaction(), acks, timeoutMs);
    }

    /** What is to be sent next; nothing yet if this one is repeated later. */
    private @Nullable Sent after(Sent sent, Outcome<Appended> outcome) {
        switch (outcome) {
            case Outcome.Ok<Appended>(Appended appended) -> stored(sent.records, appended);
            case Outcome.Failed<Appended>(Errors code, String detail) -> {
                sent.maybeStored |= Redelivery.mayBeStored(code);
                if (code == Errors.MESSAGE_TOO_LARGE && sent.records.size() > 1) {
                    split(sent.records);
                } else if (isRepeated(sent, code)) {
                    int delayMs = redelivery.delayMs(sent.refusals++);
                    CompletableFuture.delayedExecutor(delayMs, TimeUnit.MILLISECONDS, executor)
                            .execute(() -> append(sent));
                    return null;
                } else {
                    refuse(sent, code, detail);
                }
            }
        }
        return next();
    }

    private boolean isRepeated(Sent sent, Errors code) {
        long waitedMs = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - sent.closedNanos);
        return waitedMs < timeoutMs
                && (redelivery.isPassing(code, topicPartition)
                        || (Redelivery.isGap(code) && numbers.restart())
                        || (numbers.opensTransaction() && Redelivery.isOvertaken(code, sent.refusals)));
    }

    private void stored(List<Waiting> batch, Appended appended) {
        numbers.stored(batch.size());
        for (int i = 0; i < batch.size(); i++) {
            Waiting waiting = batch.get(i);
            long timestampMs =
                    appended.logAppendTimeMs() < 0 ? waiting.record.timestampMs() : appended.logAppendTimeMs();
            waiting.stored.complete(new Stored(topicPartition, appended.firstOffset() + i, timestampMs));
        }
    }

    /** If it may be in the log, or come there yet, its numbers are used up. */
    private void refuse(Sent sent, Errors code, String detail) {
        if (sent.maybeStored) {
            numbers.restart();
        }
        sent.records.forEach(waiting -> waiting.stored.completeExceptionally(new Refused(code, detail)));
    }

    /** The topic takes smaller batches than these: each record by itself, before all that came later. */
    private synchronized void split(List<Waiting> batch) {
        for (Waiting waiting : batch.reversed()) {
            closed.addFirst(new Sent(List.of(waiting)));
        }
    }
}
