package io.suiro.coordinator.txn;

import io.suiro.coordinator.Answer;
import io.suiro.coordinator.Command;
import io.suiro.coordinator.Decision;
import io.suiro.coordinator.Moment;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.protocol.Errors;

/**
 * AddPartitionsToTxn and AddOffsetsToTxn, and what a broker adds for a client of transactions v2: partitions belong to the transaction,
 * which begins if none is ongoing.
 *
 * <p>Errors: as {@link ProducerCheck}. Source: KIP-98, KIP-890.
 *
 * @param clientVersion of transactions, 0 or 2
 */
record AddPartitions(
        TransactionMachine machine,
        String transactionalId,
        ProducerIdAndEpoch producer,
        Collection<TopicPartition> partitions,
        int clientVersion,
        CompletableFuture<Errors> asker)
        implements Command<TransactionRecord, Void> {
    @Override
    public Decision<TransactionRecord, Void> decide(Moment now) {
        Transaction known = ProducerCheck.of(machine, transactionalId, producer);
        List<Answer<?>> answers = List.of(new Answer<>(asker, Errors.NONE));
        if (known.state() == TransactionState.ONGOING && known.partitions().containsAll(partitions)) {
            return new Decision<>(List.of(), List.of(), answers);
        }
        return new Decision<>(
                List.of(new TransactionRecord.Stored(
                        transactionalId, known.with(partitions, clientVersion, now.nowMs()))),
                List.of(),
                answers);
    }
}
