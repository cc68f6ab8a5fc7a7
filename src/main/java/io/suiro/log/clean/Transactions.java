package io.suiro.log.clean;

import io.suiro.record.Batch;
import io.suiro.record.EndTransaction;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Which batches belong to aborted transactions, and which markers have nothing left to end; for one pass over the batches of
 * a log in order of offset. A marker is needed as long as a batch of its transaction is there. One thread. Source: Kafka's
 * {@code CleanedTransactionMetadata}.
 */
final class Transactions {
    private final Deque<AbortedTransaction> toCome;
    private final Map<Long, Open> aborted = new HashMap<>();
    private final Set<Long> committed = new HashSet<>();
    private final Consumer<AbortedTransaction> needed;

    private static final class Open {
        private final AbortedTransaction transaction;
        private boolean hasBatch;

        private Open(AbortedTransaction transaction) {
            this.transaction = transaction;
        }
    }

    /**
     * @param from the first offset that is passed over
     * @param aborted all of the log; those that end before are not looked at
     * @param needed told of each whose marker must stay
     */
    Transactions(long from, Iterable<AbortedTransaction> aborted, Consumer<AbortedTransaction> needed) {
        List<AbortedTransaction> sorted = new ArrayList<>();
        aborted.forEach(transaction -> {
            if (transaction.lastOffset() >= from) {
                sorted.add(transaction);
            }
        });
        sorted.sort(Comparator.comparingLong(AbortedTransaction::firstOffset));
        this.toCome = new ArrayDeque<>(sorted);
        this.needed = needed;
    }

    /** Whether nothing depends on the records of this batch: those of an aborted transaction, or a marker without one. */
    boolean isIdle(ByteBuffer buffer, int at) {
        openUpTo(Batch.lastOffset(buffer, at));
        if (Batch.isControl(buffer, at)) {
            Optional<EndTransaction> end = EndTransaction.in(buffer, at);
            return end.isPresent() && endsNothing(Batch.producerId(buffer, at), end.get());
        }
        if (!Batch.isTransactional(buffer, at)) {
            return false;
        }
        Open open = aborted.get(Batch.producerId(buffer, at));
        if (open == null) {
            committed.add(Batch.producerId(buffer, at));
            return false;
        }
        open.hasBatch = true;
        return true;
    }

    private boolean endsNothing(long producerId, EndTransaction end) {
        if (end.committed()) {
            return !committed.remove(producerId);
        }
        Open open = aborted.remove(producerId);
        if (open != null && open.hasBatch) {
            needed.accept(open.transaction);
            return false;
        }
        return true;
    }

    private void openUpTo(long offset) {
        for (AbortedTransaction next = toCome.peek();
                next != null && next.firstOffset() <= offset;
                next = toCome.peek()) {
            aborted.putIfAbsent(next.producerId(), new Open(toCome.remove()));
        }
    }
}
