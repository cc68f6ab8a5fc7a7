package io.suiro.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;

/**
 * One partition on disk. Mutators run on the partition's lane; reads run on any thread, on a snapshot that each
 * mutation publishes with one volatile write. An {@link IOException} is fail-stop for the log directory.
 */
public final class PartitionLog {
    PartitionLog() {}

    public TopicPartition topicPartition() {
        throw new UnsupportedOperationException();
    }

    public Uuid topicId() {
        throw new UnsupportedOperationException();
    }

    public LogConfig config() {
        throw new UnsupportedOperationException();
    }

    /** Inclusive; any thread. */
    public long logStartOffset() {
        throw new UnsupportedOperationException();
    }

    /** Exclusive: the offset that the next record gets; any thread. */
    public long logEndOffset() {
        throw new UnsupportedOperationException();
    }

    /** Bytes of all segments, indexes not counted; any thread, O(1). */
    public long sizeInBytes() {
        throw new UnsupportedOperationException();
    }

    /** Latest leader epoch with a record, -1 if there is none; any thread. */
    public int latestLeaderEpoch() {
        throw new UnsupportedOperationException();
    }

    /**
     * Appends one or more batches, stamped in place. Lane only. Nothing is written unless all of it is accepted.
     *
     * @throws io.suiro.error.Refused with Kafka's code (CORRUPT_MESSAGE, MESSAGE_TOO_LARGE, RECORD_LIST_TOO_LARGE,
     *     INVALID_RECORD, INVALID_TIMESTAMP, UNSUPPORTED_COMPRESSION_TYPE, UNSUPPORTED_FOR_MESSAGE_FORMAT,
     *     OUT_OF_ORDER_SEQUENCE_NUMBER, INVALID_PRODUCER_EPOCH, UNKNOWN_PRODUCER_ID ...)
     */
    public Appended append(ByteBuffer batches, AppendOrigin origin, int leaderEpoch) throws IOException {
        throw new UnsupportedOperationException();
    }

    /**
     * Whole batches from the one that holds {@code offset} on, all below {@code endOffset}, at most {@code maxBytes}
     * (but at least one batch if {@code atLeastOne}); empty at the end of the log. Any thread.
     *
     * @param endOffset exclusive, on a batch boundary: high watermark, last stable offset or log end
     * @throws io.suiro.error.Refused OFFSET_OUT_OF_RANGE below the start or above the log end
     */
    public LogSlice read(long offset, int maxBytes, long endOffset, boolean atLeastOne) throws IOException {
        throw new UnsupportedOperationException();
    }

    /** The first record with a timestamp of at least this, below {@code endOffset}. Not for event loops. */
    public Optional<FoundOffset> offsetForTimestamp(long timestampMs, long endOffset) throws IOException {
        throw new UnsupportedOperationException();
    }

    /** The (earliest) record with the largest timestamp. Not for event loops. */
    public Optional<FoundOffset> offsetOfMaxTimestamp() throws IOException {
        throw new UnsupportedOperationException();
    }

    /** Any thread. */
    public EpochEnd endOfEpoch(int leaderEpoch) {
        throw new UnsupportedOperationException();
    }

    /** Any thread. */
    public List<ActiveProducer> activeProducers() {
        throw new UnsupportedOperationException();
    }

    /** Moves the start of the log forward (DeleteRecords), durably; whole segments below are deleted. Lane only. */
    public void deleteRecordsBefore(long offset) throws IOException {
        throw new UnsupportedOperationException();
    }

    /** Changed topic settings take effect from the next append. Lane only. */
    public void configure(LogConfig config) {
        throw new UnsupportedOperationException();
    }

    /**
     * Rolls by time, deletes segments by size and time if the policy has delete, expires idle producers. Lane only.
     *
     * @param endOffset no segment with an offset at or above it (the high watermark) is deleted
     */
    public void retain(long nowMs, long endOffset) throws IOException {
        throw new UnsupportedOperationException();
    }

    /** Returns once everything appended before the call is durable, indexes and snapshots included. Any thread. */
    public void force() throws IOException {
        throw new UnsupportedOperationException();
    }
}
