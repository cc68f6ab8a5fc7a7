package io.suiro.coordinator.txn;

import io.suiro.coordinator.Answer;
import io.suiro.coordinator.Command;
import io.suiro.coordinator.Decision;
import io.suiro.coordinator.Moment;
import io.suiro.error.Refused;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.protocol.Errors;

/** DescribeTransactions, of one id. Errors: TRANSACTIONAL_ID_NOT_FOUND. */
record DescribeTransaction(
        TransactionMachine machine, String transactionalId, CompletableFuture<TransactionDescription> asker)
        implements Command<TransactionRecord, Void> {
    @Override
    public Decision<TransactionRecord, Void> decide(Moment now) {
        Transaction known = machine.find(transactionalId);
        if (known == null) {
            throw new Refused(Errors.TRANSACTIONAL_ID_NOT_FOUND);
        }
        return new Decision<>(
                List.of(), List.of(), List.of(new Answer<>(asker, TransactionDescription.of(transactionalId, known))));
    }
}
