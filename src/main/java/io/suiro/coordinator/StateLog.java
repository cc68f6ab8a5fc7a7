package io.suiro.coordinator;

import io.suiro.base.Lane;
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
     * @throws io.suiro.error.Refused NOT_LEADER_OR_FOLLOWER if this broker no longer leads, NOT_ENOUGH_REPLICAS while fewer
     *     are in sync than acks=all asks for, KAFKA_STORAGE_ERROR, ...
     */
    long append(ByteBuffer batches);

    /** Completes on the lane once everything below the offset is committed (replicated as acks=all asks). */
    CompletionStage<Void> committed(long endOffset);

    /** Feeds every batch now in the log, oldest first, to the consumer; position and limit span whole batches. */
    void replay(Consumer<ByteBuffer> batches);
}
