package io.suiro.coordinator.txn;

import static io.suiro.coordinator.txn.ProducerIdAndEpoch.NO_ID;

import io.suiro.coordinator.Answer;
import io.suiro.coordinator.Command;
import io.suiro.coordinator.Decision;
import io.suiro.coordinator.Moment;
import io.suiro.error.Refused;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.protocol.Errors;

/**
 * EndTxn: the client commits or aborts. Answered once the end is decided for good; the partitions are told afterwards. With
 * transactions v2 the answer names the epoch of the next transaction, and a repeated request is told from the next one by it.
 *
 * <p>Errors: INVALID_PRODUCER_ID_MAPPING, PRODUCER_FENCED, CONCURRENT_TRANSACTIONS (decided, and not complete yet), INVALID_TXN_STATE.
 * Source: KIP-98, KIP-890.
 *
 * @param clientVersion of transactions, 0 or 2
 * @param freshId -1 until it is asked for
 */
record EndTxn(
        TransactionMachine machine,
        String transactionalId,
        ProducerIdAndEpoch producer,
        boolean commit,
        int clientVersion,
        long freshId,
        Ending ending,
        CompletableFuture<ProducerIdAndEpoch> asker)
        implements Command<TransactionRecord, Void> {
    @Override
    public Decision<TransactionRecord, Void> decide(Moment now) {
        Transaction known = machine.find(transactionalId);
        if (known == null) {
            throw ProducerCheck.unknown(transactionalId, producer);
        }
        boolean repeated = clientVersion >= Transaction.V2 && isRepeated(known);
        check(known, repeated);
        return switch (known.state()) {
            case ONGOING -> end(known, now);
            case PREPARE_COMMIT -> stillEnding(commit);
            case PREPARE_ABORT -> stillEnding(!commit);
            case COMPLETE_COMMIT -> ended(known, repeated, commit, now);
            case COMPLETE_ABORT -> ended(known, repeated, !commit, now);
            case EMPTY -> endNothing(known, now);
            case DEAD, PREPARE_EPOCH_FENCE -> throw invalid(known);
        };
    }

    private void check(Transaction known, boolean repeated) {
        if (repeated) {
            return;
        }
        if (known.producerId() != producer.producerId()) {
            throw ProducerCheck.unknown(transactionalId, producer);
        }
        boolean decided = known.state().isPrepared() && clientVersion >= Transaction.V2;
        if (known.producerEpoch() != producer.producerEpoch() || decided) {
            throw ProducerCheck.fenced(known, producer);
        }
    }

    /** The epoch has been bumped by the end that this request asks for: its answer was lost. */
    private boolean isRepeated(Transaction known) {
        if (known.version() < Transaction.V2 || known.state() == TransactionState.EMPTY) {
            return false;
        }
        boolean bumped = known.state() != TransactionState.ONGOING
                && known.producerId() == producer.producerId()
                && known.producerEpoch() == producer.producerEpoch() + 1;
        boolean rotated = known.state().isIdle()
                && known.previousProducerId() == producer.producerId()
                && producer.isExhausted()
                && known.producerEpoch() == 0;
        return bumped || rotated;
    }

    private Decision<TransactionRecord, Void> end(Transaction known, Moment now) {
        Transaction prepared = known.prepared(
                commit, clientVersion, known.needsNextProducerId(clientVersion) ? fresh() : NO_ID, now.nowMs());
        return ending.decision(transactionalId, prepared, new Answer<>(asker, prepared.producerToCome()));
    }

    private long fresh() {
        if (freshId == NO_ID) {
            throw new NeedsProducerId();
        }
        return freshId;
    }

    private Decision<TransactionRecord, Void> stillEnding(boolean asAsked) {
        throw new Refused(asAsked ? Errors.CONCURRENT_TRANSACTIONS : Errors.INVALID_TXN_STATE);
    }

    private Decision<TransactionRecord, Void> ended(Transaction known, boolean repeated, boolean asAsked, Moment now) {
        boolean answersRepeat = clientVersion >= Transaction.V2 ? repeated : true;
        if (asAsked && answersRepeat) {
            return new Decision<>(List.of(), List.of(), List.of(new Answer<>(asker, known.producer())));
        }
        if (repeated) {
            throw invalid(known);
        }
        return endNothing(known, now);
    }

    /** With transactions v2 a client may abort before any partition has come to be part of the transaction. */
    private Decision<TransactionRecord, Void> endNothing(Transaction known, Moment now) {
        if (commit || clientVersion < Transaction.V2) {
            throw invalid(known);
        }
        return end(known, now);
    }

    private Refused invalid(Transaction known) {
        return new Refused(
                Errors.INVALID_TXN_STATE,
                "The transaction of " + transactionalId + " cannot be " + (commit ? "committed" : "aborted")
                        + ": its state is " + known.state().displayName() + ".");
    }
}
