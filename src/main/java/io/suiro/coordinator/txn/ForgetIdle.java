package io.suiro.coordinator.txn;

import io.suiro.coordinator.Command;
import io.suiro.coordinator.Decision;
import io.suiro.coordinator.Moment;
import java.util.List;

/** Transactional ids that nobody has used for long are forgotten ({@code transactional.id.expiration.ms}). */
record ForgetIdle(TransactionMachine machine, long expirationMs, int atMost)
        implements Command<TransactionRecord, Void> {
    @Override
    public Decision<TransactionRecord, Void> decide(Moment now) {
        List<TransactionRecord> forgotten = machine.all().entrySet().stream()
                .filter(entry -> entry.getValue().state().isIdle()
                        && now.nowMs() - entry.getValue().updateMs() >= expirationMs)
                .limit(atMost)
                .<TransactionRecord>map(entry -> new TransactionRecord.Forgotten(entry.getKey()))
                .toList();
        return new Decision<>(forgotten, List.of(), List.of());
    }
}
