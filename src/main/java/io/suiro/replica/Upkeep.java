package io.suiro.replica;

import io.suiro.base.Lane;
import io.suiro.error.Refused;
import io.suiro.log.Cleaned;
import io.suiro.log.CorruptBatch;
import io.suiro.log.Dirt;
import io.suiro.log.PartitionLog;
import io.suiro.log.Scrubbed;
import io.suiro.log.clean.CleaningLimits;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.LongConsumer;
import org.apache.kafka.common.protocol.Errors;

/**
 * What makes a partition's log smaller, or looks whether it is sound: deletion of records, retention, compaction, scrubbing. Deletion and
 * retention happen in the turn of the partition's lane, whoever calls; compaction and scrubbing read on the caller's thread, which may
 * wait for the disk and is never a lane or an event loop.
 *
 * <p>Errors: as {@link Partition#onDisk}, and what each says.
 */
public final class Upkeep {
    private final Partition partition;
    private final HighWatermark highWatermark;
    private final PartitionLog log;
    private final Lane lane;

    Upkeep(Partition partition, PartitionLog log, HighWatermark highWatermark, Lane lane) {
        this.partition = partition;
        this.highWatermark = highWatermark;
        this.log = log;
        this.lane = lane;
    }

    /**
     * Moves the start of the log up to {@code offset}, -1 for the high watermark, and answers with the low watermark once that is there
     * too: no live replica has the records any more, whichever of them leads next.
     *
     * @param timeoutMs what waits longer for other replicas is refused with REQUEST_TIMED_OUT; here the records are deleted, and the
     *     others follow
     */
    public CompletionStage<Long> deleteRecordsBefore(long offset, int timeoutMs) {
        CompletionStage<CompletionStage<Long>> deleted = partition.onLane(log -> {
            if (!log.config().deletes()) {
                throw new Refused(
                        Errors.POLICY_VIOLATION,
                        "Records of " + log.topicPartition() + " are not deleted: its cleanup.policy has no delete.");
            }
            Leader leader = partition.leader();
            long before = offset == -1 ? highWatermark.offset() : offset;
            if (before < 0 || before > highWatermark.offset()) {
                throw new Refused(Errors.OFFSET_OUT_OF_RANGE);
            }
            log.deleteRecordsBefore(before);
            partition.tellFollowers();
            return leader.lowWatermark().reaches(before, timeoutMs);
        });
        return deleted.thenCompose(everywhere -> everywhere);
    }

    /** Applies retention; what is left, in bytes, is the answer. */
    public CompletionStage<Long> retain(long nowMs) {
        return partition.onLane(log -> {
            log.retain(nowMs, highWatermark.offset());
            return log.sizeInBytes();
        });
    }

    /** How much of its log is worth compacting now. Not while it is being compacted. */
    public Dirt dirt(long nowMs) {
        return partition.onDisk(log -> log.dirt(nowMs, partition.lastStableOffset()));
    }

    /**
     * Compacts the log. By one thread at a time, never a lane: it waits for the disk and for this partition's lane.
     *
     * @throws Refused CORRUPT_MESSAGE if a batch is not sound; other codes if the log is deleted or goes offline meanwhile
     * @throws java.util.concurrent.CancellationException if the limits say so
     */
    public Cleaned clean(Dirt dirt, CleaningLimits limits) {
        return partition.onDisk(log -> log.clean(dirt, limits, lane));
    }

    /** Reads a sealed segment again, as {@link PartitionLog#scrub} tells. */
    public Scrubbed scrub(long fromOffset, LongConsumer read) {
        return partition.onDisk(log -> log.scrub(fromOffset, read));
    }

    /** Damaged batches that are known of the log; also of a partition that is no longer served. Any thread. */
    public List<CorruptBatch> corruptBatches() {
        return log.corruptBatches();
    }
}
