package io.suiro.process.cluster;

import org.apache.kafka.common.TopicPartition;

/**
 * What one producer knows of the records it sent to one partition, numbered from 0: four bytes for each. A record is in doubt
 * from when it is handed over until it is acknowledged; a failure leaves it there, as an earlier try may have been stored.
 */
final class History {
    /** In {@link #states}: handed over, and no good answer. Acknowledged at offset N is N + BASE. */
    private static final int IN_DOUBT = 1;

    private static final int ACKNOWLEDGED_SOMEWHERE = 2;
    private static final int BASE = 3;

    private final int producer;
    private final TopicPartition partition;
    private final boolean idempotent;
    private final GrowingInts states = new GrowingInts();

    /** @param idempotent whether each record may be stored once at most */
    History(int producer, TopicPartition partition, boolean idempotent) {
        this.producer = producer;
        this.partition = partition;
        this.idempotent = idempotent;
    }

    int producer() {
        return producer;
    }

    TopicPartition partition() {
        return partition;
    }

    boolean idempotent() {
        return idempotent;
    }

    /** Called before the record is handed to the client. */
    void sent(long number) {
        states.set(number, IN_DOUBT);
    }

    /** @param offset negative if the broker knew only that it has the record */
    void acknowledged(long number, long offset) {
        states.set(number, offset < 0 ? ACKNOWLEDGED_SOMEWHERE : Math.toIntExact(offset + BASE));
    }

    /** Number of the next record. */
    long end() {
        return states.end();
    }

    boolean wasSent(long number) {
        return number >= 0 && states.get(number) != 0;
    }

    boolean isAcknowledged(long number) {
        return states.get(number) > IN_DOUBT;
    }

    /** Where it was acknowledged to be; -1 if the answer did not say. */
    long offset(long number) {
        int state = states.get(number);
        return state < BASE ? -1 : state - BASE;
    }
}
