package io.suiro.replica;

import io.suiro.base.Lane;
import io.suiro.base.Watchers;
import io.suiro.error.Refused;
import io.suiro.log.AppendOrigin;
import io.suiro.log.Appended;
import io.suiro.log.Cleaned;
import io.suiro.log.CorruptBatch;
import io.suiro.log.Dirt;
import io.suiro.log.EpochEnd;
import io.suiro.log.LogDirectory;
import io.suiro.log.PartitionLog;
import io.suiro.log.Scrubbed;
import io.suiro.log.clean.CleaningLimits;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.protocol.Errors;

/**
 * A partition that this broker leads. Appends run in its lane's turn; offsets may be read from any thread and satisfy {@code
 * logStartOffset <= highWatermark <= logEndOffset}. With one replica the high watermark follows the log end at once, or
 * where {@link Durability} or {@code flush.messages} ask for it once the log is forced.
 *
 * <p>Errors: once its log directory is offline, or the partition is closed, everything is refused with
 * KAFKA_STORAGE_ERROR or NOT_LEADER_OR_FOLLOWER.
 */
public final class Partition {
    /** Up to here an append takes less time than handing it to another thread. */
    private static final int SHORT_APPEND_BYTES = 32 << 10;

    private final PartitionLog log;
    private final LogDirectory directory;
    private final Lane lane;
    private final Watchers watchers = new Watchers();
    private final HighWatermark highWatermark;
    private final int leaderEpoch;
    private final int insyncReplicas;
    private PartitionConfig config;
    private volatile boolean leading = true;

    Partition(
            PartitionLog log,
            Surroundings surroundings,
            Lane lane,
            int leaderEpoch,
            int insyncReplicas,
            PartitionConfig config) {
        this.log = log;
        this.directory = surroundings.directory();
        this.lane = lane;
        this.highWatermark = new HighWatermark(log, surroundings, lane, watchers::signal);
        this.leaderEpoch = leaderEpoch;
        this.insyncReplicas = insyncReplicas;
        this.config = config;
    }

    public TopicPartition topicPartition() {
        return log.topicPartition();
    }

    public Uuid topicId() {
        return log.topicId();
    }

    public Lane lane() {
        return lane;
    }

    public int leaderEpoch() {
        return leaderEpoch;
    }

    /** Exclusive; consumers read below it. */
    public long highWatermark() {
        return highWatermark.offset();
    }

    /** Exclusive; read_committed consumers read below it. Equal to the high watermark while no transaction is open. */
    public long lastStableOffset() {
        return highWatermark.offset();
    }

    /** Bytes of all segments, indexes not counted; also of a partition that is no longer served. */
    public long sizeInBytes() {
        return log.sizeInBytes();
    }

    /**
     * Refuses what cannot be had of it now, or any more.
     *
     * @throws Refused NOT_LEADER_OR_FOLLOWER once it is closed, KAFKA_STORAGE_ERROR once its directory is offline
     */
    public void checkServed() {
        if (!leading) {
            throw new Refused(Errors.NOT_LEADER_OR_FOLLOWER);
        }
        if (!directory.isOnline()) {
            throw new Refused(Errors.KAFKA_STORAGE_ERROR);
        }
    }

    /** For reads and offsets, while it is served. */
    public PartitionLog log() {
        checkServed();
        return log;
    }

    /**
     * Where a leader epoch ends; -1, -1 if that is not known. The current one ends with the log, be it without a record
     * of that epoch yet: otherwise consumers of an empty partition would be told that the log was truncated.
     */
    public EpochEnd endOfEpoch(int epoch) {
        PartitionLog log = log();
        return epoch == leaderEpoch ? new EpochEnd(epoch, log.logEndOffset()) : log.endOfEpoch(epoch);
    }

    /**
     * Appends whole batches, in the order of the calls. Any thread; the buffer must stay untouched until the first
     * stage is done.
     *
     * @param safely refuse with NOT_ENOUGH_REPLICAS while fewer than {@code min.insync.replicas} are in sync, as acks=all
     *     asks
     */
    public PendingAppend append(ByteBuffer batches, AppendOrigin origin, boolean safely) {
        PendingAppend pending = new PendingAppend();
        Runnable task = () -> {
            try {
                if (safely && insyncReplicas < config.minInsyncReplicas()) {
                    throw new Refused(Errors.NOT_ENOUGH_REPLICAS);
                }
                Appended appended = appendNow(batches, origin);
                pending.appended().complete(appended);
                highWatermark.reaches(appended.lastOffset() + 1, pending.acknowledged(), appended);
            } catch (RuntimeException | Error e) {
                // An Error too: whoever waits would wait for ever, and hold the request's memory.
                pending.appended().completeExceptionally(e);
                pending.acknowledged().completeExceptionally(e);
            }
        };
        if (batches.remaining() <= SHORT_APPEND_BYTES) {
            lane.executeSoon(task);
        } else {
            lane.execute(task);
        }
        return pending;
    }

    /** As {@link #append}, for callers that are on the lane already. */
    public Appended appendNow(ByteBuffer batches, AppendOrigin origin) {
        lane.assertCurrent();
        Appended appended = onDisk(log -> log.append(batches, origin, leaderEpoch));
        highWatermark.appended(config);
        return appended;
    }

    /** Completes on the lane once everything below the offset is acknowledged. Lane only. */
    public CompletionStage<Long> acknowledged(long endOffset) {
        CompletableFuture<Long> reached = new CompletableFuture<>();
        highWatermark.reaches(endOffset, reached, endOffset);
        return reached;
    }

    /** Moves the start of the log up to {@code offset}, -1 for the high watermark; the new start is the answer. */
    public CompletionStage<Long> deleteRecordsBefore(long offset) {
        return onLane(log -> {
            if (!log.config().deletes()) {
                throw new Refused(
                        Errors.POLICY_VIOLATION,
                        "Records of " + topicPartition() + " are not deleted: its cleanup.policy has no delete.");
            }
            long before = offset == -1 ? highWatermark.offset() : offset;
            if (before < 0 || before > highWatermark.offset()) {
                throw new Refused(Errors.OFFSET_OUT_OF_RANGE);
            }
            log.deleteRecordsBefore(before);
            return log.logStartOffset();
        });
    }

    /** Changed settings take effect from the next append. */
    public CompletionStage<PartitionConfig> configure(PartitionConfig changed) {
        return onLane(log -> {
            log.configure(changed.log());
            config = changed;
            return changed;
        });
    }

    /** Applies retention; what is left, in bytes, is the answer. */
    public CompletionStage<Long> retain(long nowMs) {
        return onLane(log -> {
            log.retain(nowMs, highWatermark.offset());
            return log.sizeInBytes();
        });
    }

    /** How much of its log is worth compacting now. Not for event loops, nor while it is being compacted. */
    public Dirt dirt(long nowMs) {
        return onDisk(log -> log.dirt(nowMs, lastStableOffset()));
    }

    /**
     * Compacts the log. By one thread at a time, never a lane: it waits for the disk and for this partition's lane.
     *
     * @throws Refused CORRUPT_MESSAGE if a batch is not sound; other codes if the log is deleted or goes offline meanwhile
     * @throws java.util.concurrent.CancellationException if the limits say so
     */
    public Cleaned clean(Dirt dirt, CleaningLimits limits) {
        return onDisk(log -> log.clean(dirt, limits, lane));
    }

    /** Reads a sealed segment again, as {@link PartitionLog#scrub} tells. Not for lanes and event loops. */
    public Scrubbed scrub(long fromOffset, LongConsumer read) {
        return onDisk(log -> log.scrub(fromOffset, read));
    }

    /** Damaged batches that are known of the log; also of a partition that is no longer served. */
    public List<CorruptBatch> corruptBatches() {
        return log.corruptBatches();
    }

    /** Stops serving, in the order of the appends; what follows is refused. */
    public CompletionStage<PartitionLog> close() {
        return onLane(log -> {
            leading = false;
            highWatermark.close(Errors.NOT_LEADER_OR_FOLLOWER);
            watchers.signal();
            return log;
        });
    }

    /** Runs the watcher, on the lane, whenever more can be read. It must be removed again. */
    public void watch(Runnable watcher) {
        watchers.add(watcher);
    }

    public void unwatch(Runnable watcher) {
        watchers.remove(watcher);
    }

    /**
     * Runs work on the log on the calling thread; an IOException takes the directory offline.
     *
     * @throws Refused KAFKA_STORAGE_ERROR or NOT_LEADER_OR_FOLLOWER, and whatever the work refuses
     */
    public <T> T onDisk(DiskWork<T> work) {
        try {
            return work.run(log());
        } catch (IOException e) {
            directory.fail(e);
            throw new Refused(Errors.KAFKA_STORAGE_ERROR);
        }
    }

    private <T> CompletionStage<T> onLane(DiskWork<T> work) {
        CompletableFuture<T> done = new CompletableFuture<>();
        lane.execute(() -> {
            try {
                done.complete(onDisk(work));
            } catch (RuntimeException | Error e) {
                done.completeExceptionally(e);
            }
        });
        return done;
    }

    /** Work on the log that may meet a failing disk. */
    @FunctionalInterface
    public interface DiskWork<T> {
        T run(PartitionLog log) throws IOException;
    }
}
