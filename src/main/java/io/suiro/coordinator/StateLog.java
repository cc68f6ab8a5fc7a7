package io.suiro.coordinator;

import io.suiro.base.Lane;
import io.suiro.log.VerificationGuard;
import io.suiro.record.TransactionMarker;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** The internal partition under a coordinator shard. The shard lives on the partition's lane. */
public interface StateLog {
    /** Number of the partition within the internal topic. */
    int partition();

    Lane lane();

    /** Whether another broker may lead it by now, which is not known here: nobody may be told anything. Any thread. */
    boolean isCutOff();

    /**
     * Appends whole batches. Lane only, and synchronous: the records are in the log when it returns.
     *
     * @return offset after the last record
     * @throws io.suiro.log.Unverified if they begin a transaction that its coordinator has not been asked about
     * @throws io.suiro.error.Refused NOT_LEADER_OR_FOLLOWER if this broker no longer leads, NOT_ENOUGH_REPLICAS while fewer
     *     are in sync than acks=all asks for, KAFKA_STORAGE_ERROR, ...
     */
    long append(ByteBuffer batches);

    /** A transaction may begin in it: its coordinator says so. Lane only. */
    void verified(VerificationGuard guard);

    /**
     * Ends a producer's transaction in it. Lane only, and synchronous.
     *
     * @return offset after the marker
     * @throws io.suiro.error.Refused INVALID_PRODUCER_EPOCH, TRANSACTION_COORDINATOR_FENCED, or as {@link #append}
     */
    long endTransaction(TransactionMarker marker);

    /** Completes on the lane once everything below the offset is committed (replicated as acks=all asks). */
    CompletionStage<Void> committed(long endOffset);

    /** Exclusive: the offset that the next record gets. Lane only. */
    long endOffset();

    /** Nobody needs what is below the offset any more: it goes, as far as it is committed. Only of a topic that is not compacted. */
    void prune(long beforeOffset);

    /** Feeds every batch now in the log, oldest first, to the consumer; position and limit span whole batches. */
    void replay(Consumer<ByteBuffer> batches);
}
