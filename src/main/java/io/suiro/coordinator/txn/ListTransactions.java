package io.suiro.coordinator.txn;

import io.suiro.coordinator.Answer;
import io.suiro.coordinator.Command;
import io.suiro.coordinator.Decision;
import io.suiro.coordinator.Moment;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** ListTransactions, of one partition's ids. */
record ListTransactions(
        TransactionMachine machine, TransactionFilter filter, CompletableFuture<List<TransactionDescription>> asker)
        implements Command<TransactionRecord, Void> {
    @Override
    public Decision<TransactionRecord, Void> decide(Moment now) {
        List<TransactionDescription> found = machine.all().entrySet().stream()
                .filter(entry -> filter.matches(entry.getKey(), entry.getValue(), now.nowMs()))
                .map(entry -> TransactionDescription.of(entry.getKey(), entry.getValue()))
                .toList();
        return new Decision<>(List.of(), List.of(), List.of(new Answer<>(asker, found)));
    }
}
