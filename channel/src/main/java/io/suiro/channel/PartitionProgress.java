package io.suiro.channel;

import io.suiro.client.ConsumedRecord;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;

/**
 * What an application has done of one partition: records are handed out in order, and finished in any. A partition that was given up and
 * came back has another one. Any thread.
 */
final class PartitionProgress {
    /** Guarded by this, as are all that follow. In log order; finished ones stay until all before them are. */
    private final Deque<Handed> handed = new ArrayDeque<>();

    private int outstanding;
    private long nextOffset = -1;
    private long taken = -1;
    private final CompletableFuture<Void> idle = new CompletableFuture<>();
    private boolean ending;

    /** A record that the application has. */
    final class Handed {
        private static final AtomicIntegerFieldUpdater<Handed> ANSWERS =
                AtomicIntegerFieldUpdater.newUpdater(Handed.class, "answers");

        private final ConsumedRecord record;

        @SuppressWarnings("UnusedVariable") // ANSWERS reads it
        private volatile int answers;

        private boolean finished;

        private Handed(ConsumedRecord record) {
            this.record = record;
        }

        ConsumedRecord record() {
            return record;
        }

        /** Whether this answer is the first one. */
        boolean answer() {
            return ANSWERS.compareAndSet(this, 0, 1);
        }

        void finish() {
            PartitionProgress.this.finish(this);
        }

        /** Whether the offset behind it is to be committed whatever comes before: one beyond it has not been. */
        boolean takeCommit() {
            return PartitionProgress.this.takeCommit(this);
        }
    }

    synchronized Handed handOut(ConsumedRecord record) {
        Handed one = new Handed(record);
        handed.add(one);
        outstanding++;
        return one;
    }

    private void finish(Handed one) {
        boolean done;
        synchronized (this) {
            one.finished = true;
            outstanding--;
            while (!handed.isEmpty() && handed.getFirst().finished) {
                nextOffset = handed.removeFirst().record.offset() + 1;
            }
            done = ending && outstanding == 0;
        }
        if (done) {
            idle.complete(null);
        }
    }

    private synchronized boolean takeCommit(Handed one) {
        long next = one.record.offset() + 1;
        boolean isBeyond = next > taken;
        if (isBeyond) {
            taken = next;
        }
        return isBeyond;
    }

    /** What to commit if it is beyond what was last taken: all below is finished. */
    synchronized OptionalLong takeCommit() {
        if (nextOffset <= taken) {
            return OptionalLong.empty();
        }
        taken = nextOffset;
        return OptionalLong.of(nextOffset);
    }

    /** Nothing more is handed out; completes once everything is finished. */
    CompletionStage<Void> end() {
        boolean done;
        synchronized (this) {
            ending = true;
            done = outstanding == 0;
        }
        if (done) {
            idle.complete(null);
        }
        return idle;
    }
}
