package io.suiro.coordinator.txn;

import static io.suiro.coordinator.txn.ProducerIdAndEpoch.NO_EPOCH;
import static io.suiro.coordinator.txn.ProducerIdAndEpoch.NO_ID;

import io.suiro.coordinator.Answer;
import io.suiro.coordinator.Command;
import io.suiro.coordinator.Decision;
import io.suiro.coordinator.Moment;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A transaction goes on for longer than its client has said it would: it is aborted, and the client fenced. */
record AbortTimedOut(
        TransactionMachine machine,
        String transactionalId,
        long freshId,
        Ending ending,
        CompletableFuture<Boolean> asker)
        implements Command<TransactionRecord, Void> {
    @Override
    public Decision<TransactionRecord, Void> decide(Moment now) {
        Transaction known = machine.find(transactionalId);
        if (known == null || !known.hasTimedOut(now.nowMs())) {
            return new Decision<>(List.of(), List.of(), List.of(new Answer<>(asker, false)));
        }
        if (known.needsNextProducerId(known.version()) && freshId == NO_ID) {
            throw new NeedsProducerId();
        }
        return ending.decision(
                transactionalId, known.fenced(NO_EPOCH, freshId, now.nowMs()), new Answer<>(asker, true));
    }
}
