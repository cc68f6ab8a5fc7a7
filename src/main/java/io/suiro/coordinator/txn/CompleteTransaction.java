package io.suiro.coordinator.txn;

import io.suiro.coordinator.Command;
import io.suiro.coordinator.Decision;
import io.suiro.coordinator.Moment;
import java.util.List;

/** All partitions of a transaction whose end was decided have been told. */
record CompleteTransaction(TransactionMachine machine, String transactionalId, Transaction prepared)
        implements Command<TransactionRecord, Void> {
    @Override
    public Decision<TransactionRecord, Void> decide(Moment now) {
        return prepared.equals(machine.find(transactionalId))
                ? new Decision<>(
                        List.of(new TransactionRecord.Stored(transactionalId, prepared.completed(now.nowMs()))),
                        List.of(),
                        List.of())
                : Decision.nothing();
    }
}
