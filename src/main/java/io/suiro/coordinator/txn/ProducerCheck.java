package io.suiro.coordinator.txn;

import io.suiro.error.Refused;
import org.apache.kafka.common.protocol.Errors;

/** Whether a producer is the one that may use a transactional id now. */
final class ProducerCheck {
    private ProducerCheck() {}

    /**
     * The producer's transaction, not one whose end is decided.
     *
     * @throws Refused INVALID_PRODUCER_ID_MAPPING, PRODUCER_FENCED, CONCURRENT_TRANSACTIONS
     */
    static Transaction of(TransactionMachine machine, String transactionalId, ProducerIdAndEpoch producer) {
        Transaction known = machine.find(transactionalId);
        if (known == null) {
            throw unknown(transactionalId, producer);
        }
        if (known.state().isPrepared() && producer.equals(known.producerToCome())) {
            throw new Refused(Errors.CONCURRENT_TRANSACTIONS);
        }
        if (known.producerId() != producer.producerId()) {
            throw unknown(transactionalId, producer);
        }
        if (known.producerEpoch() != producer.producerEpoch()) {
            throw fenced(known, producer);
        }
        if (known.state().isPrepared()) {
            throw new Refused(Errors.CONCURRENT_TRANSACTIONS);
        }
        return known;
    }

    static Refused unknown(String transactionalId, ProducerIdAndEpoch producer) {
        return new Refused(
                Errors.INVALID_PRODUCER_ID_MAPPING,
                "The producer id " + producer.producerId() + " is not that of " + transactionalId + ".");
    }

    static Refused fenced(Transaction known, ProducerIdAndEpoch producer) {
        return new Refused(
                Errors.PRODUCER_FENCED,
                "Producer " + producer.producerId() + " has the epoch " + producer.producerEpoch() + ", the latest is "
                        + known.producerEpoch() + ".");
    }
}
