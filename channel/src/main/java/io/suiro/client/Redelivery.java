package io.suiro.client;

import java.util.function.Predicate;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.protocol.Errors;

/**
 * When a batch that was refused is sent again, as Kafka's producer does it. Any thread.
 *
 * @param exists whether there is such a partition, as far as is known here
 * @param isAlone whether there is one broker; its batches have no numbers, and are repeated only if they were not stored
 */
record Redelivery(Predicate<TopicPartition> exists, boolean isAlone) {
    private static final int FIRST_MS = 20;
    private static final int LAST_MS = 1_000;
    private static final int MARKERS = 3;

    /** Whether it may be taken later, or by another leader. A topic that is gone here is not waited for. */
    boolean isPassing(Errors code, TopicPartition partition) {
        return switch (code) {
            case UNKNOWN_TOPIC_OR_PARTITION -> exists.test(partition);
            case NOT_LEADER_OR_FOLLOWER, CONCURRENT_TRANSACTIONS -> true;
            default -> !isAlone && code.exception() instanceof RetriableException;
        };
    }

    /**
     * Whether the log lacks batches before this one: with acks=1 a leader may have been lost with them. Then this one is not in the log either.
     */
    static boolean isGap(Errors code) {
        return code == Errors.OUT_OF_ORDER_SEQUENCE_NUMBER || code == Errors.UNKNOWN_PRODUCER_ID;
    }

    /**
     * Whether the first batch of a transaction may have come to its leader before the marker of the transaction before, which then took away what its coordinator had said. If it is
     * refused again its transaction is over.
     */
    static boolean isOvertaken(Errors code, int refusals) {
        return code == Errors.INVALID_TXN_STATE && refusals < MARKERS;
    }

    /** Whether the batch may be in the log in spite of that answer, or may come there. */
    static boolean mayBeStored(Errors code) {
        return switch (code) {
            case NETWORK_EXCEPTION,
                    REQUEST_TIMED_OUT,
                    NOT_LEADER_OR_FOLLOWER,
                    NOT_ENOUGH_REPLICAS_AFTER_APPEND,
                    KAFKA_STORAGE_ERROR,
                    UNKNOWN_SERVER_ERROR -> true;
            default -> false;
        };
    }

    /** @param refusals before this one */
    int delayMs(int refusals) {
        return refusals > 5 ? LAST_MS : FIRST_MS << refusals;
    }
}
