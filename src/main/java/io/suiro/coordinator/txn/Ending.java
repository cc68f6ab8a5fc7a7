package io.suiro.coordinator.txn;

import io.suiro.coordinator.Answer;
import io.suiro.coordinator.Decision;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * How commands end a transaction: its end is stored, and once that is committed its partitions are told.
 *
 * @param committed gives what is completed when the end of that transactional id's transaction is committed
 */
record Ending(BiFunction<String, Transaction, CompletableFuture<Transaction>> committed) {
    /** Stores a transaction whose end is decided. */
    Decision<TransactionRecord, Void> decision(
            String transactionalId, Transaction prepared, @Nullable Answer<?> answer) {
        Answer<Transaction> told = new Answer<>(committed.apply(transactionalId, prepared), prepared);
        return new Decision<>(
                List.of(new TransactionRecord.Stored(transactionalId, prepared)),
                List.of(),
                answer == null ? List.of(told) : List.of(told, answer));
    }
}
