package io.suiro.coordinator.txn;

import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/**
 * A transactional id as people are told of it.
 *
 * @param startMs wall clock, -1 if there is no transaction
 * @param partitions of the transaction that is ongoing, or being ended
 */
public record TransactionDescription(
        String transactionalId,
        TransactionState state,
        ProducerIdAndEpoch producer,
        int timeoutMs,
        long startMs,
        Set<TopicPartition> partitions) {
    static TransactionDescription of(String transactionalId, Transaction transaction) {
        boolean busy = !transaction.state().isIdle();
        return new TransactionDescription(
                transactionalId,
                transaction.state(),
                transaction.producer(),
                transaction.timeoutMs(),
                busy ? transaction.startMs() : -1,
                transaction.partitions());
    }
}
