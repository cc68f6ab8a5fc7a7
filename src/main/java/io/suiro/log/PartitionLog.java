package io.suiro.log;

import io.suiro.base.DiskFullException;
import io.suiro.error.Refused;
import io.suiro.log.clean.AbortedTransaction;
import io.suiro.log.clean.CleaningLimits;
import io.suiro.record.TransactionMarker;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.protocol.Errors;

/**
 * One partition on disk. Mutators run on the partition's lane; reads run on any thread, on a snapshot that each
 * mutation publishes with one volatile write. An {@link IOException} is fail-stop for the log directory; where there is no room
 * for a write it is undone and refused with KAFKA_STORAGE_ERROR, and may be tried again.
 */
public final class PartitionLog {
    private final Uuid topicId;
    private final LogState state;
    private final LogForce force;
    private final DirectoryCheckpoints checkpoints;
    private final LogAppend append;
    private final LogRead read;
    private final StableRead stable;
    private final TimeLookup times;
    private final RetiredSegments retired;
    private final LogRetention retention;
    private final LogDirt dirt;
    private final LogScrub scrub;
    private final LogTruncation truncation;
    /** Answers -1 while there is nothing to be remembered. */
    private volatile LongSupplier highWatermark = () -> -1;

    PartitionLog(
            Uuid topicId, LogState state, LogForce force, PendingDeletes pending, DirectoryCheckpoints checkpoints) {
        this.topicId = topicId;
        this.state = state;
        this.force = force;
        this.checkpoints = checkpoints;
        this.append = new LogAppend(state);
        this.read = new LogRead(state);
        this.stable = new StableRead(state, read);
        this.times = new TimeLookup(state);
        this.retired = new RetiredSegments(state, pending);
        this.retention = new LogRetention(state, retired);
        this.dirt = new LogDirt(state);
        this.scrub = new LogScrub(state);
        this.truncation = new LogTruncation(state, force, retired, checkpoints);
    }

    public TopicPartition topicPartition() {
        return state.topicPartition;
    }

    public Uuid topicId() {
        return topicId;
    }

    public LogConfig config() {
        return state.config;
    }

    /** Inclusive; any thread. */
    public long logStartOffset() {
        return state.view.logStartOffset;
    }

    /** Exclusive: the offset that the next record gets; any thread. */
    public long logEndOffset() {
        return state.view.logEndOffset;
    }

    /** Bytes of all segments, indexes not counted; any thread, O(1). */
    public long sizeInBytes() {
        return state.view.sizeInBytes;
    }

    /** Latest leader epoch with a record, -1 if there is none; any thread. */
    public int latestLeaderEpoch() {
        return state.epochs.latest();
    }

    /**
     * Appends one or more batches, stamped in place; the buffer's position and limit stay. Lane only. Nothing is written
     * unless all of it is accepted.
     *
     * @throws io.suiro.error.Refused with Kafka's code (CORRUPT_MESSAGE, MESSAGE_TOO_LARGE, RECORD_LIST_TOO_LARGE,
     *     INVALID_RECORD, INVALID_TIMESTAMP, UNSUPPORTED_COMPRESSION_TYPE, UNSUPPORTED_FOR_MESSAGE_FORMAT,
     *     OUT_OF_ORDER_SEQUENCE_NUMBER, INVALID_PRODUCER_EPOCH, UNKNOWN_PRODUCER_ID ...)
     * @throws Unverified if a transaction would begin that its coordinator has not been asked about
     */
    public Appended append(ByteBuffer batches, AppendOrigin origin, int leaderEpoch) throws IOException {
        return onDisk(() -> append.append(batches, origin, leaderEpoch));
    }

    /**
     * Ends a producer's transaction with a marker; where it has none open, the marker is written all the same, but not twice. Lane only.
     *
     * @throws io.suiro.error.Refused INVALID_PRODUCER_EPOCH, TRANSACTION_COORDINATOR_FENCED, KAFKA_STORAGE_ERROR
     */
    public Appended endTransaction(TransactionMarker marker, int leaderEpoch) throws IOException {
        return onDisk(() -> append.endTransaction(marker, leaderEpoch));
    }

    /** A transaction may begin here: its coordinator says so. A guard that is no longer the producer's opens nothing. Lane only. */
    public void verified(VerificationGuard guard) {
        state.producers.verified(guard);
    }

    /**
     * Batches from the one that holds {@code offset} on, all below {@code endOffset}, at most {@code maxBytes} (but at
     * least one batch if {@code atLeastOne}); empty at the end of the log, or if the first batch is larger than that. Any
     * thread.
     *
     * <p>Of one segment. Where {@code maxBytes} cuts, it cuts by bytes, so that the last batch but never the first may be
     * partial: clients expect that of a fetch, and finding the boundary would cost a read for each batch.
     * {@link LogSlice#read} leaves a partial batch out.
     *
     * @param endOffset exclusive, on a batch boundary: high watermark, last stable offset or log end
     * @throws io.suiro.error.Refused OFFSET_OUT_OF_RANGE below the start or above the log end; CORRUPT_MESSAGE if the way to
     *     the offset leads over a batch that is not sound, or a {@link #scrub} has found that it is not
     */
    public LogSlice read(long offset, int maxBytes, long endOffset, boolean atLeastOne) throws IOException {
        return onDisk(() -> read.read(offset, maxBytes, endOffset, atLeastOne));
    }

    /**
     * As {@link #read}, with the aborted transactions that have records there. Any thread.
     *
     * @param lastStableOffset as {@link #lastStableOffset} said before the call
     */
    public StableSlice readStable(long offset, int maxBytes, long lastStableOffset, boolean atLeastOne)
            throws IOException {
        return onDisk(() -> stable.read(offset, maxBytes, lastStableOffset, atLeastOne));
    }

    /**
     * Aborted transactions that may have records from the first offset on, below the end, in order of their markers: all that have,
     * and none that ends below the first offset. Any thread; of {@code endOffset}s up to the last stable offset.
     *
     * @throws io.suiro.error.Refused OFFSET_OUT_OF_RANGE below the log's start
     */
    public List<AbortedTransaction> abortedTransactions(long fromOffset, long endOffset) throws IOException {
        return onDisk(() -> stable.aborted(fromOffset, endOffset));
    }

    /**
     * Exclusive: all transactions with a record below have ended, and their markers are committed. Any thread, O(1); never above the
     * high watermark, nor below the log's start.
     *
     * @param highWatermark as it was before the call
     */
    public long lastStableOffset(long highWatermark) {
        long unstable = state.producers.firstUnstableOffset();
        return unstable < 0 ? highWatermark : Math.min(highWatermark, Math.max(unstable, logStartOffset()));
    }

    /** Everything below the offset is committed, so that markers below it are final. Lane only. */
    public void committed(long highWatermark) {
        state.producers.committed(highWatermark);
    }

    /**
     * Finds transactions that have ended with markers that are not known to be committed, as after a start it is not known of those
     * below the last snapshot. Once, before anything is appended; not needed where all records are committed.
     */
    public void findUncommittedEnds() throws IOException {
        onDisk(() -> {
            new UncommittedEnds(state).find(checkpointedHighWatermark());
            return state;
        });
    }

    /** The first record with a timestamp of at least this, below {@code endOffset}. Not for event loops. */
    public Optional<FoundOffset> offsetForTimestamp(long timestampMs, long endOffset) throws IOException {
        return onDisk(() -> times.atOrAfter(timestampMs, endOffset));
    }

    /** The (earliest) record with the largest timestamp of those below {@code endOffset}. Not for event loops. */
    public Optional<FoundOffset> offsetOfMaxTimestamp(long endOffset) throws IOException {
        return onDisk(() -> times.largest(endOffset));
    }

    /** The first record at or after this offset, below {@code endOffset}. Not for event loops. */
    public Optional<FoundOffset> recordFrom(long offset, long endOffset) throws IOException {
        return onDisk(() -> times.from(offset, endOffset));
    }

    /** Any thread. */
    public EpochEnd endOfEpoch(int leaderEpoch) {
        return state.epochs.endOf(leaderEpoch, state.view.logEndOffset);
    }

    /** Any thread. */
    public List<ActiveProducer> activeProducers() {
        return state.producers.active();
    }

    /**
     * Moves the start of the log forward (DeleteRecords), durably; whole segments below are deleted. An offset at or below
     * the start changes nothing. Lane only.
     *
     * @throws io.suiro.error.Refused OFFSET_OUT_OF_RANGE above the log end; POLICY_VIOLATION unless cleanup.policy has
     *     "delete"
     */
    public void deleteRecordsBefore(long offset) throws IOException {
        onDisk(() -> {
            LogView view = state.view;
            if (offset > view.logEndOffset) {
                throw new Refused(
                        Errors.OFFSET_OUT_OF_RANGE, "offset " + offset + " is above the log end " + view.logEndOffset);
            }
            if (!state.config.deletes()) {
                throw new Refused(
                        Errors.POLICY_VIOLATION,
                        "the cleanup.policy of " + state.topicPartition + " does not delete records");
            }
            if (offset > view.logStartOffset) {
                checkpoints.logStartMoved(state.topicPartition, offset);
                state.view = view.startingAt(offset);
                retention.startEpochsAt(offset);
                retention.deleteBelowStart(state.clock.nowMs());
            }
            return view;
        });
    }

    /**
     * As {@link #deleteRecordsBefore}, for a follower whose leader's log starts there: whatever the policy, and not forced, since the
     * leader says so again. An offset at or below the start, or above the end, changes nothing. Lane only.
     */
    public void startFrom(long offset) throws IOException {
        onDisk(() -> {
            LogView view = state.view;
            if (offset > view.logStartOffset && offset <= view.logEndOffset) {
                state.view = view.startingAt(offset);
                // Epochs stay: a start may find the log beginning earlier again, and must know who wrote that.
                retention.deleteBelowStart(state.clock.nowMs());
            }
            return view;
        });
    }

    /**
     * Keeps the batches that lie wholly below the offset, and the epochs that began below it; at or above the log end only epochs
     * can go. When it returns, nothing of the rest comes back. Lane only; it waits for the disk.
     *
     * @return the log's end, which is below the offset where that lay within a batch
     */
    public long truncateTo(long offset) throws IOException {
        return onDisk(() -> force.truncate(() -> truncation.truncateTo(offset)));
    }

    /** Drops all records; the next one gets this offset, which may lie anywhere. Lane only; it waits for the disk. */
    public void truncateFullyAndStartAt(long offset) throws IOException {
        onDisk(() -> force.truncate(() -> truncation.startAt(offset)));
    }

    /**
     * A leader's epoch begins at the log end, with or without a record. Lane only.
     *
     * @param leaderEpoch above all that the log knows
     */
    public void beginEpoch(int leaderEpoch) {
        state.epochs.assign(leaderEpoch, state.view.logEndOffset);
    }

    /** Whom the checkpoints ask how far the records are committed; -1 is not written down. */
    public void remember(LongSupplier highWatermark) {
        this.highWatermark = highWatermark;
    }

    long highWatermark() {
        return highWatermark.getAsLong();
    }

    /** Up to where records were known to be committed when a checkpoint was last written; never beyond the log's end. */
    public long checkpointedHighWatermark() {
        LogView view = state.view;
        return Math.clamp(checkpoints.highWatermark(state.topicPartition), view.logStartOffset, view.logEndOffset);
    }

    /** Changed topic settings take effect from the next append. Lane only. */
    public void configure(LogConfig config) {
        state.config = config;
        append.configure(config);
    }

    /**
     * Deletes segments by size and time if the policy has delete, and those below the log's start in any case; expires
     * idle producers; lets go of files and indexes that nobody has used since the last call. The active segment is rolled
     * only if all that it holds is to be deleted; {@code segment.ms} rolls it at the next append, as in Kafka. Under a
     * policy of compact alone nothing above the log's start goes. Lane only.
     *
     * @param endOffset no segment with an offset at or above it (the high watermark) is deleted
     */
    public void retain(long nowMs, long endOffset) throws IOException {
        onDisk(() -> {
            state.producers.expire(nowMs, state.config.producerIdExpirationMs());
            retention.retain(nowMs, endOffset);
            return state;
        });
    }

    /**
     * How much of it is worth compacting now. Not for event loops, nor while it is being compacted.
     *
     * @param endOffset nothing at or above it (the last stable offset) is compacted
     */
    public Dirt dirt(long nowMs, long endOffset) throws IOException {
        return onDisk(() -> dirt.look(checkpoints.cleanedTo(state.topicPartition), nowMs, endOffset));
    }

    /**
     * Compacts it: of the records with the same key the latest stays. Offsets stay as they are. By one thread at a time, which
     * waits for the disk and the lane.
     *
     * @param lane of this log
     * @throws io.suiro.error.Refused CORRUPT_MESSAGE if a batch is not sound, which leaves the log as it was; other codes if the
     *     log or a part of it is deleted meanwhile
     * @throws java.util.concurrent.CancellationException if the limits say so
     */
    public Cleaned clean(Dirt dirty, CleaningLimits limits, Executor lane) throws IOException {
        return unlessDeleted(() -> new LogCleaning(state, force, retired, lane, limits, checkpoints).run(dirty));
    }

    /**
     * Reads the first sealed segment that begins at the offset or after it again, from end to end. A damaged batch is logged, and
     * from then on never served. Any thread that may wait for the disk, one at a time.
     *
     * @param read told how many bytes have been read, again and again; it may wait, and ends it by an exception
     */
    public Scrubbed scrub(long fromOffset, LongConsumer read) throws IOException {
        return unlessDeleted(() -> scrub.scrub(fromOffset, read));
    }

    /** Damaged batches that are known of the log as it is now. Any thread, without waiting. */
    public List<CorruptBatch> corruptBatches() {
        return scrub.corrupt();
    }

    /**
     * Returns once everything appended before the call is durable. Callers share the forces of others. The active segment's
     * indexes and the producers' states stay in memory: a start after a crash reads them from the batches. Any thread.
     */
    public void force() throws IOException {
        onDisk(() -> {
            force.force();
            return state;
        });
    }

    /** Makes all segments but the active one durable, with their indexes and snapshots. */
    void forceSealed() throws IOException {
        force.forceSealed();
    }

    /** Everything below it is durable; exclusive. */
    long recoveryPoint() {
        return force.recoveryPoint();
    }

    /** Forces and writes everything, so that the next start need not read the log. Once nobody appends any more. */
    void closeCleanly() throws IOException {
        force.closeCleanly();
    }

    /** Refuses what comes from now on; readers who hold slices go on. Any number of times. */
    void close() {
        force.close();
    }

    private interface DiskWork<T> {
        T run() throws IOException;
    }

    /** As {@link #onDisk}, beside the lane: the files of a log that is being deleted are pulled away under whoever reads them. */
    private <T> T unlessDeleted(DiskWork<T> work) throws IOException {
        return onDisk(() -> {
            try {
                return work.run();
            } catch (DiskFullException e) {
                throw e;
            } catch (IOException e) {
                state.checkUsable();
                throw e;
            }
        });
    }

    private <T> T onDisk(DiskWork<T> work) throws IOException {
        state.checkUsable();
        try {
            return work.run();
        } catch (DiskFullException e) {
            throw state.health.full(e);
        } catch (IOException e) {
            state.health.fail(e);
            throw e;
        }
    }
}
