package io.suiro.coordinator.txn;

import static io.suiro.coordinator.txn.ProducerIdAndEpoch.NO_EPOCH;
import static io.suiro.coordinator.txn.ProducerIdAndEpoch.NO_ID;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/**
 * What is known of a transactional id.
 *
 * @param previousProducerId before the present one, -1 if there was none since the epochs of one were used up
 * @param nextProducerId the client knows it already, and uses it once this transaction is complete; -1 for none
 * @param producerEpoch of the transaction; with transactions v2, once its end is decided, the one after it
 * @param lastProducerEpoch the client may repeat a request with it that has bumped the epoch; -1 for none; not stored
 * @param timeoutMs from its start until the coordinator aborts it
 * @param partitions of the transaction; empty once it is complete
 * @param startMs wall clock, -1 if none was begun
 * @param updateMs wall clock, of the last change
 * @param version 2 if the client speaks transactions v2: the epoch is bumped when a transaction ends (KIP-890)
 */
record Transaction(
        long producerId,
        long previousProducerId,
        long nextProducerId,
        short producerEpoch,
        short lastProducerEpoch,
        int timeoutMs,
        TransactionState state,
        Set<TopicPartition> partitions,
        long startMs,
        long updateMs,
        int version) {
    /** From here on an end bumps the epoch. */
    static final int V2 = 2;

    Transaction {
        partitions = Set.copyOf(partitions);
    }

    static Transaction begin(long producerId, int timeoutMs, long nowMs) {
        return new Transaction(
                producerId,
                NO_ID,
                NO_ID,
                (short) 0,
                NO_EPOCH,
                timeoutMs,
                TransactionState.EMPTY,
                Set.of(),
                -1,
                nowMs,
                0);
    }

    ProducerIdAndEpoch producer() {
        return new ProducerIdAndEpoch(producerId, producerEpoch);
    }

    /** Whom the client takes itself for once the end is decided. */
    ProducerIdAndEpoch producerToCome() {
        return nextProducerId == NO_ID ? producer() : new ProducerIdAndEpoch(nextProducerId, (short) 0);
    }

    boolean hasTimedOut(long nowMs) {
        return state == TransactionState.ONGOING && startMs + timeoutMs < nowMs;
    }

    boolean isEpochExhausted() {
        return ProducerIdAndEpoch.isExhausted(producerEpoch);
    }

    /** Whether ending it takes a producer id for what comes after. */
    boolean needsNextProducerId(int clientVersion) {
        return clientVersion >= V2 && isEpochExhausted();
    }

    /** The next client with this transactional id, or the same after a restart. */
    Transaction bumped(short last, int newTimeoutMs, long nowMs) {
        return initialised(producerId, previousProducerId, (short) (producerEpoch + 1), last, newTimeoutMs, nowMs);
    }

    /** A request that has bumped the epoch is repeated: its answer was lost. */
    Transaction again(int newTimeoutMs, long nowMs) {
        return initialised(producerId, previousProducerId, producerEpoch, lastProducerEpoch, newTimeoutMs, nowMs);
    }

    /** The epochs of the present producer id are used up. */
    Transaction rotated(long newProducerId, short last, int newTimeoutMs, long nowMs) {
        return initialised(newProducerId, producerId, (short) 0, last, newTimeoutMs, nowMs);
    }

    private Transaction initialised(long id, long previous, short epoch, short last, int newTimeoutMs, long nowMs) {
        return new Transaction(
                id, previous, NO_ID, epoch, last, newTimeoutMs, TransactionState.EMPTY, Set.of(), -1, nowMs, version);
    }

    /** With more partitions; begins if none is ongoing. */
    Transaction with(Collection<TopicPartition> more, int clientVersion, long nowMs) {
        Set<TopicPartition> all = new LinkedHashSet<>(partitions);
        all.addAll(more);
        return new Transaction(
                producerId,
                previousProducerId,
                nextProducerId,
                producerEpoch,
                lastProducerEpoch,
                timeoutMs,
                TransactionState.ONGOING,
                all,
                state == TransactionState.ONGOING ? startMs : nowMs,
                nowMs,
                clientVersion);
    }

    /**
     * Its end is decided by the client.
     *
     * @param freshId where {@link #needsNextProducerId} says so, else -1
     */
    Transaction prepared(boolean commit, int clientVersion, long freshId, long nowMs) {
        boolean bumps = clientVersion >= V2;
        return decided(
                commit,
                bumps ? (short) (producerEpoch + 1) : producerEpoch,
                bumps ? producerEpoch : lastProducerEpoch,
                freshId,
                clientVersion,
                nowMs);
    }

    /**
     * It is aborted by the coordinator, and its producer fenced: by an epoch that it does not know.
     *
     * @param last the epoch that may ask for the new one, -1 if none may
     */
    Transaction fenced(short last, long freshId, long nowMs) {
        return decided(false, (short) (producerEpoch + 1), last, freshId, version, nowMs);
    }

    private Transaction decided(boolean commit, short epoch, short last, long freshId, int clientVersion, long nowMs) {
        return new Transaction(
                producerId,
                previousProducerId,
                freshId,
                epoch,
                last,
                timeoutMs,
                commit ? TransactionState.PREPARE_COMMIT : TransactionState.PREPARE_ABORT,
                partitions,
                state == TransactionState.ONGOING ? startMs : nowMs,
                nowMs,
                clientVersion);
    }

    /** All its partitions have their marker. */
    Transaction completed(long nowMs) {
        boolean rotates = nextProducerId != NO_ID;
        return new Transaction(
                rotates ? nextProducerId : producerId,
                rotates ? producerId : previousProducerId,
                NO_ID,
                rotates ? 0 : producerEpoch,
                lastProducerEpoch,
                timeoutMs,
                state == TransactionState.PREPARE_COMMIT
                        ? TransactionState.COMPLETE_COMMIT
                        : TransactionState.COMPLETE_ABORT,
                Set.of(),
                startMs,
                nowMs,
                version);
    }
}
