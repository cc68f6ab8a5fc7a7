package io.suiro.replica;

import io.suiro.base.Lane;
import io.suiro.error.Refused;
import io.suiro.log.AppendOrigin;
import io.suiro.log.Appended;
import io.suiro.log.PartitionLog;
import io.suiro.log.VerificationGuard;
import io.suiro.record.TransactionMarker;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.protocol.Errors;

/**
 * What a leader writes to its partition, in the order of the calls and in the turn of the partition's lane: batches of clients and of
 * coordinators, markers of transactions. Each is answered in two stages, <em>appended</em> and <em>acknowledged</em>.
 *
 * <p>Any thread may call {@link #append}, {@link #appendAdmitted} and {@link #verified}. All else is for callers that are on the lane: it
 * is done when it returns.
 *
 * <p>Errors: as {@link Partition#checkLeads}, and whatever the log refuses; NOT_LEADER_OR_FOLLOWER while this broker is cut off, since
 * what it wrote may be lost.
 */
public final class Appending {
    /** Up to here an append takes less time than handing it to another thread. */
    private static final int SHORT_APPEND_BYTES = 32 << 10;

    private final Partition partition;
    private final PartitionLog log;
    private final HighWatermark highWatermark;
    private final Lane lane;
    private final AdmittedAppends admitted;

    Appending(Partition partition, PartitionLog log, HighWatermark highWatermark, Lane lane) {
        this.partition = partition;
        this.log = log;
        this.highWatermark = highWatermark;
        this.lane = lane;
        this.admitted = new AdmittedAppends(this, lane);
    }

    /**
     * Appends whole batches. The buffer must stay untouched until the first stage is done.
     *
     * @param safely refuse with NOT_ENOUGH_REPLICAS while fewer than {@code min.insync.replicas} are in sync, as acks=all
     *     asks; all of them, where there are fewer replicas
     */
    public PendingAppend append(ByteBuffer batches, AppendOrigin origin, boolean safely) {
        PendingAppend pending = new PendingAppend();
        soonOnLane(batches.remaining(), () -> {
            try {
                append(batches, origin, safely, pending);
            } catch (RuntimeException | Error e) {
                // An Error too: whoever waits would wait for ever, and hold the request's memory.
                pending.appended().completeExceptionally(e);
                pending.acknowledged().completeExceptionally(e);
            }
        });
        return pending;
    }

    /**
     * As {@link #append}, of a client's transactional batch: before a transaction begins here its coordinator is asked.
     *
     * @param admission who asks; what it refuses, the append is refused with
     */
    public PendingAppend appendAdmitted(ByteBuffer batches, boolean safely, Admission admission) {
        return admitted.append(batches, safely, admission);
    }

    /** On the lane; completes the stages unless it throws, which leaves everything as it was. */
    void append(ByteBuffer batches, AppendOrigin origin, boolean safely, PendingAppend pending) {
        if (safely) {
            partition.leader().checkEnoughInSync();
        }
        Appended appended = appendNow(batches, origin);
        pending.appended().complete(appended);
        highWatermark.reaches(appended.lastOffset() + 1, safely, pending.acknowledged(), appended);
    }

    /** Runs what appends so many bytes on the lane, in the order of the calls. */
    void soonOnLane(int bytes, Runnable task) {
        if (bytes <= SHORT_APPEND_BYTES) {
            lane.executeSoon(task);
        } else {
            lane.execute(task);
        }
    }

    /** As {@link #append}, for callers that are on the lane already. */
    public Appended appendNow(ByteBuffer batches, AppendOrigin origin) {
        return writeNow((log, leaderEpoch) -> log.append(batches, origin, leaderEpoch));
    }

    /**
     * Ends a producer's transaction here; of no effect on one that has none open, but for the marker. For callers that are on the lane.
     *
     * @throws Refused INVALID_PRODUCER_EPOCH, TRANSACTION_COORDINATOR_FENCED; as {@link #appendNow}
     */
    public Appended endTransactionNow(TransactionMarker marker) {
        return writeNow((log, leaderEpoch) -> log.endTransaction(marker, leaderEpoch));
    }

    private interface Write {
        Appended run(PartitionLog log, int leaderEpoch) throws IOException;
    }

    private Appended writeNow(Write write) {
        lane.assertCurrent();
        partition.checkServed();
        Leader leader = partition.leader();
        if (partition.isCutOff()) {
            throw new Refused(Errors.NOT_LEADER_OR_FOLLOWER, "This broker is cut off: another may lead by now.");
        }
        long endBefore = log.logEndOffset();
        Appended appended = partition.onDisk(log -> write.run(log, leader.leaderEpoch()));
        leader.appended(endBefore);
        highWatermark.appended(partition.config());
        if (leader.isReplicated()) {
            partition.tellFollowers();
        }
        return appended;
    }

    /** A transaction may begin here, as {@link PartitionLog#verified} tells; before what is appended afterwards. */
    public void verified(VerificationGuard guard) {
        if (lane.isCurrent()) {
            log.verified(guard);
        } else {
            lane.executeSoon(() -> log.verified(guard));
        }
    }

    /**
     * Refuses what acks=all would refuse. Lane only.
     *
     * @throws Refused NOT_ENOUGH_REPLICAS; as {@link Partition#checkLeads}
     */
    public void checkEnoughInSync() {
        partition.checkServed();
        partition.leader().checkEnoughInSync();
    }

    /** Completes on the lane once everything below the offset is acknowledged. Lane only. */
    public CompletionStage<Long> acknowledged(long endOffset) {
        CompletableFuture<Long> reached = new CompletableFuture<>();
        highWatermark.reaches(endOffset, false, reached, endOffset);
        return reached;
    }
}
