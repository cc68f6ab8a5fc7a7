package io.suiro.coordinator;

import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.protocol.Errors;

/** Asks the coordinator of a transaction whether a partition belongs to it, before anything is written there. Any thread. Source: KIP-890. */
@FunctionalInterface
public interface TransactionAdmission {
    /** What to do with a partition that does not belong to the transaction. */
    enum Kind {
        /** Refuse it: the client says beforehand what belongs to it (transactions v0 and v1). */
        VERIFY,
        /** Add it: the client leaves that to the broker (transactions v2). */
        ADD
    }

    /**
     * Completes with NONE, or with what the coordinator says: INVALID_PRODUCER_ID_MAPPING, PRODUCER_FENCED, CONCURRENT_TRANSACTIONS,
     * TRANSACTION_ABORTABLE (it does not belong to the transaction), COORDINATOR_NOT_AVAILABLE, NOT_COORDINATOR,
     * COORDINATOR_LOAD_IN_PROGRESS (all three: try again later); never exceptionally.
     */
    CompletionStage<Errors> admit(
            String transactionalId, long producerId, short producerEpoch, TopicPartition partition, Kind kind);
}
