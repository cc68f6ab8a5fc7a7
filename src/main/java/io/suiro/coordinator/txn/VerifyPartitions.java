package io.suiro.coordinator.txn;

import io.suiro.coordinator.Answer;
import io.suiro.coordinator.Command;
import io.suiro.coordinator.Decision;
import io.suiro.coordinator.Moment;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.protocol.Errors;

/**
 * A broker asks which partitions belong to a transaction before it lets its first batch in: NONE, or TRANSACTION_ABORTABLE.
 *
 * <p>Errors: as {@link ProducerCheck}. Source: KIP-890.
 */
record VerifyPartitions(
        TransactionMachine machine,
        String transactionalId,
        ProducerIdAndEpoch producer,
        Collection<TopicPartition> partitions,
        CompletableFuture<Map<TopicPartition, Errors>> asker)
        implements Command<TransactionRecord, Void> {
    @Override
    public Decision<TransactionRecord, Void> decide(Moment now) {
        Transaction known = ProducerCheck.of(machine, transactionalId, producer);
        Map<TopicPartition, Errors> results = new HashMap<>();
        for (TopicPartition partition : partitions) {
            results.put(partition, known.partitions().contains(partition) ? Errors.NONE : Errors.TRANSACTION_ABORTABLE);
        }
        return new Decision<>(List.of(), List.of(), List.of(new Answer<>(asker, results)));
    }
}
