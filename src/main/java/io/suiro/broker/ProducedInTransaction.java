package io.suiro.broker;

import io.suiro.coordinator.TransactionAdmission.Kind;
import io.suiro.error.Outcome;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * What a produce request says of the transaction that its transactional batches belong to.
 *
 * @param transactionalId null if it names none
 * @param kind {@link Kind#ADD} from clients of transactions v2, which know the coordinator's errors
 * @param knowsAbortable whether the client knows TRANSACTION_ABORTABLE
 */
public record ProducedInTransaction(@Nullable String transactionalId, Kind kind, boolean knowsAbortable) {
    /** Of a request without transactional batches. */
    public static final ProducedInTransaction NONE = new ProducedInTransaction(null, Kind.ADD, true);

    /**
     * What the client is told when the coordinator does not admit its batch, in errors that it understands. NOT_ENOUGH_REPLICAS is one
     * that any client tries again after, without asking for metadata first. Source: Kafka's {@code ReplicaManager}, KIP-890.
     */
    Outcome<Void> told(Errors code) {
        return switch (code) {
            case NONE -> Outcome.done();
            case COORDINATOR_NOT_AVAILABLE, NOT_COORDINATOR, COORDINATOR_LOAD_IN_PROGRESS -> later(code);
            case CONCURRENT_TRANSACTIONS -> kind == Kind.ADD ? Outcome.failed(code) : later(code);
            case TRANSACTION_ABORTABLE, INVALID_TXN_STATE ->
                Outcome.failed(
                        knowsAbortable ? code : Errors.INVALID_TXN_STATE,
                        "The partition was not added to the transaction.");
            case PRODUCER_FENCED -> Outcome.failed(Errors.INVALID_PRODUCER_EPOCH);
            default -> Outcome.failed(code);
        };
    }

    private static Outcome<Void> later(Errors code) {
        return Outcome.failed(
                Errors.NOT_ENOUGH_REPLICAS,
                "The transaction's coordinator cannot tell yet whether the partition belongs to it: " + code + ".");
    }
}
