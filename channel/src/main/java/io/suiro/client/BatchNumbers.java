package io.suiro.client;

import io.suiro.broker.ProducedInTransaction;
import io.suiro.error.Outcome;
import io.suiro.record.BatchBuilder;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Whose batches those of one partition are, and how its log tells one that is repeated from the next (KIP-98). Used by whoever appends, one at a time: batches are marked,
 * and counted once they are stored.
 */
sealed interface BatchNumbers {
    /** Null if batches can be marked; else they can once this has completed well. */
    default @Nullable CompletionStage<Outcome<Long>> lacking() {
        return null;
    }

    void mark(BatchBuilder batch);

    void stored(int records);

    /** Counts from 0 again, as another epoch, which fences whatever of this one is still under way; whether that is possible. */
    default boolean restart() {
        return false;
    }

    /** Whether the next batch opens its transaction in the partition. */
    default boolean opensTransaction() {
        return false;
    }

    default ProducedInTransaction transaction() {
        return ProducedInTransaction.NONE;
    }

    /** Of a broker that is alone: what it may have stored is not repeated. */
    record Unnumbered() implements BatchNumbers {
        @Override
        public void mark(BatchBuilder batch) {
            // nothing to tell
        }

        @Override
        public void stored(int records) {
            // nothing to count
        }
    }

    /** Of a transaction: its epoch is its own (KIP-890), and so the first batch has the sequence 0. */
    final class Transactional implements BatchNumbers {
        private final InTransaction within;
        private int nextSequence;

        Transactional(InTransaction within) {
            this.within = within;
        }

        @Override
        public void mark(BatchBuilder batch) {
            within.mark(batch, nextSequence);
        }

        @Override
        public void stored(int records) {
            nextSequence = plus(nextSequence, records);
        }

        @Override
        public boolean opensTransaction() {
            return nextSequence == 0;
        }

        @Override
        public ProducedInTransaction transaction() {
            return within.asked();
        }
    }

    /** Of a producer id of the partition's own, so that its epochs are, too. */
    final class Idempotent implements BatchNumbers {
        private static final long UNKNOWN = -1;

        private final Supplier<CompletionStage<Outcome<Long>>> ids;
        private long producerId = UNKNOWN;
        private short epoch;
        private int nextSequence;

        /** @param ids makes producer ids that nobody else has */
        Idempotent(Supplier<CompletionStage<Outcome<Long>>> ids) {
            this.ids = ids;
        }

        @Override
        public @Nullable CompletionStage<Outcome<Long>> lacking() {
            return producerId == UNKNOWN ? ids.get().thenApply(id -> id.map(value -> producerId = value)) : null;
        }

        @Override
        public void mark(BatchBuilder batch) {
            batch.producer(producerId, epoch, nextSequence);
        }

        @Override
        public void stored(int records) {
            nextSequence = plus(nextSequence, records);
        }

        @Override
        public boolean restart() {
            nextSequence = 0;
            if (epoch == Short.MAX_VALUE) {
                epoch = 0;
                producerId = UNKNOWN;
            } else {
                epoch++;
            }
            return true;
        }
    }

    /** After the highest comes 0. */
    private static int plus(int sequence, int records) {
        return (int) ((sequence + (long) records) % (Integer.MAX_VALUE + 1L));
    }
}
