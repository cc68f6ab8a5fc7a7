package io.suiro.coordinator.txn;

import static io.suiro.coordinator.txn.ProducerIdAndEpoch.NO_EPOCH;
import static io.suiro.coordinator.txn.ProducerIdAndEpoch.NO_ID;

import io.suiro.coordinator.Answer;
import io.suiro.coordinator.Command;
import io.suiro.coordinator.Decision;
import io.suiro.coordinator.Moment;
import io.suiro.error.Outcome;
import io.suiro.error.Refused;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.protocol.Errors;

/**
 * InitProducerId with a transactional id: a client begins, or goes on after an error, and all others with the same id are fenced. A
 * transaction that is ongoing is aborted first, and the client told to ask again: CONCURRENT_TRANSACTIONS.
 *
 * <p>Errors: CONCURRENT_TRANSACTIONS, PRODUCER_FENCED. Source: KIP-98, KIP-360, KIP-588.
 *
 * @param expected who the client takes itself for, to go on as such
 * @param freshId -1 until it is asked for
 */
record InitProducerId(
        TransactionMachine machine,
        String transactionalId,
        int timeoutMs,
        ProducerIdAndEpoch expected,
        long freshId,
        Ending ending,
        CompletableFuture<Outcome<ProducerIdAndEpoch>> asker)
        implements Command<TransactionRecord, Void> {
    @Override
    public Decision<TransactionRecord, Void> decide(Moment now) {
        Transaction known = machine.find(transactionalId);
        if (known == null) {
            return store(Transaction.begin(fresh(), timeoutMs, now.nowMs()));
        }
        if (known.state().isPrepared()) {
            throw new Refused(Errors.CONCURRENT_TRANSACTIONS);
        }
        boolean repeated = !expected.isNone() && isRepeated(known);
        boolean ongoing = known.state() == TransactionState.ONGOING;
        if (!expected.isNone() && !expected.equals(known.producer()) && (ongoing || !repeated)) {
            throw new Refused(
                    Errors.PRODUCER_FENCED,
                    "Another producer has taken over " + transactionalId + " since " + expected + ".");
        }
        short last = expected.isNone() ? NO_EPOCH : known.producerEpoch();
        if (ongoing) {
            Transaction fenced =
                    known.fenced(last, known.needsNextProducerId(known.version()) ? fresh() : NO_ID, now.nowMs());
            return ending.decision(
                    transactionalId, fenced, new Answer<>(asker, Outcome.failed(Errors.CONCURRENT_TRANSACTIONS)));
        }
        if (repeated) {
            return store(known.again(timeoutMs, now.nowMs()));
        }
        return store(
                known.isEpochExhausted()
                        ? known.rotated(fresh(), last, timeoutMs, now.nowMs())
                        : known.bumped(last, timeoutMs, now.nowMs()));
    }

    /** The answer was lost that told the client of its next epoch, or of its next id. */
    private boolean isRepeated(Transaction known) {
        boolean sameId = expected.producerId() == known.producerId();
        boolean idBefore = expected.producerId() == known.previousProducerId() && expected.isExhausted();
        return (sameId || idBefore) && expected.producerEpoch() == known.lastProducerEpoch();
    }

    private long fresh() {
        if (freshId == NO_ID) {
            throw new NeedsProducerId();
        }
        return freshId;
    }

    private Decision<TransactionRecord, Void> store(Transaction transaction) {
        return new Decision<>(
                List.of(new TransactionRecord.Stored(transactionalId, transaction)),
                List.of(),
                List.of(new Answer<>(asker, Outcome.ok(transaction.producer()))));
    }
}
