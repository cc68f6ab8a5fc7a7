package io.suiro.replica;

import io.suiro.base.Lane;
import io.suiro.error.Refused;
import io.suiro.log.AppendOrigin;
import io.suiro.log.EpochEnd;
import io.suiro.log.PartitionLog;
import io.suiro.record.Batch;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.protocol.Errors;

/**
 * What a follower does to its partition, on the partition's lane: takes in what its leader has sent, or takes back what the leader does
 * not have. Each is refused with FENCED_LEADER_EPOCH once the partition follows another leader epoch; the answer is where to go on.
 *
 * <p>Where records are to be forced, an answer waits for that: the next fetch tells the leader that they are safe here.
 * Source: KIP-101, KIP-279, KIP-595, Kafka's {@code AbstractFetcherThread}.
 */
final class Following {
    private static final Logger LOG = System.getLogger(Following.class.getName());
    private static final int SHORT_APPEND_BYTES = 32 << 10;
    /** As an append of that size: it waits for the disk. */
    private static final int LONG = Integer.MAX_VALUE;

    private final Partition partition;
    private final Lane lane;

    Following(Partition partition) {
        this.partition = partition;
        this.lane = partition.lane();
    }

    CompletionStage<FetchPosition> position(int leaderEpoch) {
        return onLane(leaderEpoch, 0, log -> {});
    }

    /**
     * Appends what the leader has sent; a partial batch at its end is left out.
     *
     * @param offset that was asked for
     * @param batches untouched until the stage is done
     * @param logStartOffset of the leader
     */
    CompletionStage<FetchPosition> replicate(
            int leaderEpoch, long offset, ByteBuffer batches, long highWatermark, long logStartOffset) {
        return onLane(leaderEpoch, batches.remaining(), log -> {
            if (log.logEndOffset() != offset) {
                throw new Refused(Errors.OUT_OF_ORDER_SEQUENCE_NUMBER, "the log has moved since it was asked for");
            }
            ByteBuffer whole = wholeBatches(batches);
            if (whole.hasRemaining()) {
                boolean within = beginsWithin(log, whole, logStartOffset);
                if (within) {
                    log.truncateFullyAndStartAt(Batch.baseOffset(whole, whole.position()));
                }
                var _ = log.append(whole, AppendOrigin.REPLICATION, leaderEpoch);
                if (within) {
                    log.startFrom(offset);
                }
                partition.highWatermarkHere().appended(partition.config());
            }
            partition.highWatermarkHere().leaderSays(highWatermark);
            if (logStartOffset > log.logStartOffset()) {
                log.startFrom(Math.min(logStartOffset, partition.highWatermark()));
            }
        });
    }

    /**
     * Whether the leader's first batch begins below our log's end, and nothing below that counts: deleting records puts a log's start
     * anywhere in a batch.
     */
    private static boolean beginsWithin(PartitionLog log, ByteBuffer batches, long leaderLogStartOffset) {
        int at = batches.position();
        return Math.max(log.logStartOffset(), leaderLogStartOffset) >= log.logEndOffset()
                && Batch.baseOffset(batches, at) < log.logEndOffset()
                && Batch.lastOffset(batches, at) >= log.logEndOffset();
    }

    private static ByteBuffer wholeBatches(ByteBuffer batches) {
        int end = batches.position();
        while (batches.limit() - end >= Batch.HEADER_BYTES) {
            int size = Batch.sizeInBytes(batches, end);
            if (size < Batch.HEADER_BYTES || size > batches.limit() - end) {
                break;
            }
            end += size;
        }
        return batches.duplicate().order(batches.order()).limit(end);
    }

    /**
     * The logs have parted.
     *
     * @param leaders where the largest epoch that the leader knows of those up to ours ends there
     * @param leaderLogStartOffset what lies below is deleted there, and where it differed is not known any more
     */
    CompletionStage<FetchPosition> truncate(int leaderEpoch, EpochEnd leaders, long leaderLogStartOffset) {
        return onLane(leaderEpoch, LONG, log -> {
            EpochEnd ours = log.endOfEpoch(leaders.leaderEpoch());
            long end = leaders.endOffset();
            if (ours.endOffset() >= 0) {
                // An epoch that the leader has and we do not: what comes before it is settled by asking once more.
                end = ours.leaderEpoch() == leaders.leaderEpoch()
                        ? Math.min(ours.endOffset(), leaders.endOffset())
                        : ours.endOffset();
            }
            long to = Math.min(end, log.logEndOffset());
            boolean below = to < partition.highWatermark();
            LOG.log(
                    below ? Level.WARNING : Level.INFO,
                    "{0} is truncated from {1} to {2}, its high watermark is {3}: in leader epoch {4} it parted from its leader",
                    log.topicPartition(),
                    Long.toString(log.logEndOffset()),
                    Long.toString(to),
                    Long.toString(partition.highWatermark()),
                    Integer.toString(leaders.leaderEpoch()));
            if (to <= leaderLogStartOffset) {
                startAt(log, leaderLogStartOffset);
                return;
            }
            partition.highWatermarkHere().truncateTo(to);
            long reached = log.truncateTo(to);
            partition.highWatermarkHere().truncateTo(reached);
        });
    }

    /** The leader has nothing as old as our log's end: everything here is deleted there. */
    CompletionStage<FetchPosition> restart(int leaderEpoch, long leaderLogStartOffset) {
        return onLane(leaderEpoch, LONG, log -> {
            if (leaderLogStartOffset <= log.logEndOffset()) {
                return;
            }
            LOG.log(
                    Level.WARNING,
                    "{0} begins anew at {1}, where its leader''s log starts: it ended at {2}",
                    log.topicPartition(),
                    Long.toString(leaderLogStartOffset),
                    Long.toString(log.logEndOffset()));
            startAt(log, leaderLogStartOffset);
        });
    }

    private void startAt(PartitionLog log, long leaderLogStartOffset) throws IOException {
        log.truncateFullyAndStartAt(leaderLogStartOffset);
        partition.highWatermarkHere().restartAt(leaderLogStartOffset);
    }

    private interface Step {
        void run(PartitionLog log) throws IOException;
    }

    private CompletionStage<FetchPosition> onLane(int leaderEpoch, int bytes, Step step) {
        CompletableFuture<FetchPosition> done = new CompletableFuture<>();
        Runnable task = () -> {
            try {
                FetchPosition next = partition.onDisk(log -> {
                    if (!(partition.role() instanceof Follower now) || now.leaderEpoch() != leaderEpoch) {
                        throw new Refused(Errors.FENCED_LEADER_EPOCH);
                    }
                    step.run(log);
                    return new FetchPosition(
                            log.logEndOffset(),
                            log.latestLeaderEpoch(),
                            log.logStartOffset(),
                            partition.highWatermark());
                });
                partition.highWatermarkHere().isSafe(done, next);
            } catch (RuntimeException | Error e) {
                done.completeExceptionally(e);
            }
        };
        if (lane.isCurrent()) {
            task.run();
        } else if (bytes <= SHORT_APPEND_BYTES) {
            lane.executeSoon(task);
        } else {
            lane.execute(task);
        }
        return done;
    }
}
