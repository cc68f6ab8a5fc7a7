package io.suiro.share;

import io.suiro.base.Scheduler;
import io.suiro.error.Outcome;
import io.suiro.error.Refused;
import io.suiro.share.LogPiece.Enough;
import io.suiro.share.ShareReads.Limits;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.apache.kafka.common.protocol.Errors;

/**
 * A share fetch: it looks at its partitions, and if there is too little again whenever they advance, records are given back, or its time
 * is over. One look at a time; whoever comes meanwhile has it look once more.
 */
final class ParkedShareFetch {
    /** Of a partition in one look; a first batch that is larger is read all the same. */
    private static final int READ_BYTES = 1 << 20;

    private final ShareSession session;
    private final List<SharedPartition> wanted;
    private final Limits limits;
    private final Function<SharedPartition, Outcome<SharePartition>> find;
    private final Executor reads;
    private final AtomicInteger looks = new AtomicInteger();
    private final Runnable onAdvance = this::run;
    private final Runnable onGivenBack;
    private final CompletableFuture<Map<SharedPartition, Outcome<Fetched>>> answer = new CompletableFuture<>();
    private final Set<SharePartition> watched = new HashSet<>(); // of whoever looks
    private volatile boolean isParked;
    private volatile boolean isExpired;

    private record Read(SharedPartition partition, SharePartition share, LogPiece piece) {}

    /**
     * Does nothing yet.
     *
     * @param wanted partitions, in order
     * @param find the share partition as it is now, which may be another than before
     * @param reads runs what a deadline, or a record that was given back, wakes
     */
    ParkedShareFetch(
            ShareSession session,
            List<SharedPartition> wanted,
            Limits limits,
            Function<SharedPartition, Outcome<SharePartition>> find,
            Executor reads) {
        this.session = session;
        this.wanted = wanted;
        this.limits = limits;
        this.find = find;
        this.reads = reads;
        this.onGivenBack = () -> reads.execute(this::run);
    }

    /** Completes with something for each partition that has anything to tell. */
    CompletionStage<Map<SharedPartition, Outcome<Fetched>>> park(Scheduler scheduler) {
        isExpired = limits.maxWaitMs() <= 0;
        run();
        if (answer.isDone()) {
            return answer;
        }
        isParked = true;
        Scheduler.Timer deadline = scheduler.schedule(
                limits.maxWaitMs(),
                () -> reads.execute(() -> {
                    isExpired = true;
                    run();
                }));
        var _ = answer.whenComplete((fetched, failure) -> deadline.cancel());
        run();
        return answer;
    }

    private void run() {
        if (looks.getAndIncrement() > 0) {
            return;
        }
        int seen = 1;
        do {
            lookSafely();
            seen = looks.addAndGet(-seen);
        } while (seen > 0);
    }

    /** Throws nothing: on a lane it would be the append that woke this fetch which fails, after it has been done. */
    private void lookSafely() {
        try {
            boolean again = !answer.isDone();
            while (again) {
                again = look();
            }
        } catch (RuntimeException | Error e) {
            answer.completeExceptionally(e);
        }
        if (answer.isDone()) {
            watched.forEach(share -> {
                share.partition().unwatch(onAdvance);
                share.watchers().remove(onGivenBack);
            });
            watched.clear();
        }
    }

    /** Whether to look once more at once: there was something, and somebody else has it now, or nobody. */
    private boolean look() {
        Map<SharedPartition, Outcome<Fetched>> told = new LinkedHashMap<>();
        if (session.isClosed()) {
            answer.complete(told);
            return false;
        }
        boolean isLast = isExpired;
        List<Read> found = new ArrayList<>();
        int bytes = 0;
        for (SharedPartition partition : wanted) {
            switch (find.apply(partition)) {
                case Outcome.Ok<SharePartition>(SharePartition share) -> {
                    watch(share);
                    try {
                        LogPiece piece = read(share, limits.maxBytes() - bytes, bytes);
                        if (!piece.isEmpty()) {
                            found.add(new Read(partition, share, piece));
                            bytes += piece.bytes().remaining();
                        }
                    } catch (Refused refused) {
                        if (!isPassing(refused)) {
                            told.put(partition, Outcome.failed(refused.code(), refused.detail()));
                        }
                    }
                }
                case Outcome.Failed<SharePartition>(Errors code, String detail) ->
                    told.put(partition, Outcome.failed(code, detail));
            }
        }
        boolean isUrgent = isLast || !told.isEmpty();
        if (!isUrgent && (found.isEmpty() || bytes < limits.minBytes())) {
            return false;
        }
        boolean any = acquire(found, told);
        if (any || isUrgent) {
            answer.complete(told);
            return false;
        }
        return true;
    }

    private void watch(SharePartition share) {
        if (isParked && watched.add(share)) {
            share.watchers().add(onGivenBack);
            share.partition().watch(onAdvance);
        }
    }

    /** @param before bytes of other partitions */
    private LogPiece read(SharePartition share, int budget, int before) {
        long from = share.readFrom();
        if (from < 0 || (budget <= 0 && before > 0)) {
            return LogPiece.NONE;
        }
        try {
            return LogPiece.read(
                    share.partition(),
                    from,
                    new Enough(limits.maxRecords() + share.under(from), limits.minBytes() - before),
                    Math.clamp(budget, 1, READ_BYTES),
                    share.terms().isReadCommitted());
        } catch (Refused refused) {
            if (refused.code() == Errors.OFFSET_OUT_OF_RANGE) {
                return LogPiece.NONE; // deleted in between; the next look begins where the log does
            }
            throw refused;
        }
    }

    /** What its state needs is away for now: there may be records later, and members know no such error. */
    private static boolean isPassing(Refused refused) {
        return refused.code() == Errors.COORDINATOR_NOT_AVAILABLE;
    }

    private boolean acquire(List<Read> found, Map<SharedPartition, Outcome<Fetched>> told) {
        long left = limits.maxRecords();
        boolean any = false;
        for (Read read : found) {
            if (left <= 0) {
                break;
            }
            try {
                List<Acquired> acquired = read.share.acquire(
                        session.memberId(),
                        read.piece.fromOffset(),
                        read.piece.batches(),
                        left,
                        limits.batchSize(),
                        limits.isStrict());
                if (session.isClosed()) {
                    read.share.release(session.memberId(), acquired);
                } else if (!acquired.isEmpty()) {
                    any = true;
                    left -= acquired.stream().mapToLong(Acquired::count).sum();
                    told.put(read.partition, Outcome.ok(new Fetched(read.piece.with(acquired), acquired)));
                }
            } catch (Refused refused) {
                if (!isPassing(refused)) {
                    told.put(read.partition, Outcome.failed(refused.code(), refused.detail()));
                    any = true;
                }
            }
        }
        return any;
    }
}
