package io.suiro.replica;

import io.suiro.base.Lane;
import io.suiro.base.Watchers;
import io.suiro.cluster.PartitionImage;
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
import io.suiro.log.VerificationGuard;
import io.suiro.log.clean.CleaningLimits;
import io.suiro.record.TransactionMarker;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * A replica of a partition, here: its leader, or a follower of it, as the metadata says from time to time. Changes run in its lane's
 * turn; offsets may be read from any thread and satisfy {@code logStartOffset <= highWatermark <= logEndOffset}. With one replica the
 * high watermark follows the log end at once, or where {@link Durability} or {@code flush.messages} ask for it once the log is forced.
 *
 * <p>Errors: once its log directory is offline everything is refused with KAFKA_STORAGE_ERROR; with NOT_LEADER_OR_FOLLOWER what its
 * leader alone serves, and everything once it is closed.
 */
public final class Partition {
    /** Up to here an append takes less time than handing it to another thread. */
    private static final int SHORT_APPEND_BYTES = 32 << 10;

    private final PartitionLog log;
    private final Surroundings surroundings;
    private final LogDirectory directory;
    private final Lane lane;
    private final Watchers watchers = new Watchers();
    private final Watchers appendWatchers = new Watchers();
    private final HighWatermark highWatermark;
    private final Following following;
    private final AdmittedAppends admitted;
    private volatile PartitionConfig config;
    private volatile PartitionImage image;
    private volatile Role role;

    /** Not used by anyone before this returns; its role is as the image says. */
    Partition(PartitionLog log, Surroundings surroundings, Lane lane, PartitionImage image, PartitionConfig config) {
        this.log = log;
        this.surroundings = surroundings;
        this.directory = surroundings.directory();
        this.lane = lane;
        this.config = config;
        this.image = image;
        boolean alone = image.replicas().size() == 1;
        this.highWatermark = new HighWatermark(
                log,
                surroundings,
                lane,
                alone ? log.logEndOffset() : log.checkpointedHighWatermark(),
                watchers::signal);
        this.following = new Following(this);
        this.admitted = new AdmittedAppends(this);
        this.role = take(image);
        log.remember(() -> this.image.replicas().size() == 1 ? -1 : highWatermark.offset());
    }

    private Role take(PartitionImage next) {
        if (next.leader() == surroundings.replication().brokerId()) {
            Leader leader = new Leader(log, surroundings, lane, next, new Leader.Listener() {
                @Override
                public void progressed() {
                    Partition.this.progressed();
                }

                @Override
                public int minInsyncReplicas() {
                    return config.minInsyncReplicas();
                }

                @Override
                public long highWatermark() {
                    return highWatermark.offset();
                }
            });
            highWatermark.lead(leader);
            return leader;
        }
        highWatermark.follow();
        return new Follower(next.leader(), next.leaderEpoch());
    }

    /** Takes the role that the metadata gives it, or takes note of other replicas in sync; in the order of the calls. Any thread. */
    public CompletionStage<PartitionImage> become(PartitionImage next) {
        return onLane(log -> {
            image = next;
            Role before = role;
            if (before.leaderEpoch() == next.leaderEpoch() && before instanceof Leader leader) {
                leader.update(next);
            } else if (before.leaderEpoch() < next.leaderEpoch() && !(before instanceof Closed)) {
                role = take(next);
                sendWaitingAway(before);
                highWatermark.advance();
                watchers.signal();
                appendWatchers.signal();
            }
            return next;
        });
    }

    /** On the lane: other replicas in sync, or further. */
    private void progressed() {
        if (role instanceof Leader leader) {
            if (!leader.hasEnoughInSync()) {
                highWatermark.failUnsafe();
            }
            highWatermark.advance();
        }
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
        return role.leaderEpoch();
    }

    /** Who holds it, as the metadata last said. */
    public PartitionImage image() {
        return image;
    }

    /** Whether other brokers have replicas too. */
    public boolean isReplicated() {
        return image.replicas().size() > 1;
    }

    /** Whether its log may be behind that of a later leader: nobody tells this broker who leads. Any thread. */
    public boolean mayBeDeposed() {
        return isReplicated() && !surroundings.replication().brokers().isControllerHeard();
    }

    /**
     * Whether another broker may lead what this one leads as far as it knows: what is written here may be lost, and is refused with
     * NOT_LEADER_OR_FOLLOWER, so that clients look for the leader. Any thread.
     */
    public boolean isCutOff() {
        return isReplicated()
                && role instanceof Leader leader
                && surroundings.replication().brokers().isCutOff(leader.isr());
    }

    /** Whoever waits for an acknowledgement, or for records, while this broker is cut off looks elsewhere. Any thread. */
    public void giveUpIfCutOff() {
        if (isCutOff()) {
            lane.execute(() -> {
                if (isCutOff()) {
                    sendWaitingAway(role);
                    watchers.signal();
                }
            });
        }
    }

    /** On the lane: whoever waits here for other replicas is told that another broker leads. */
    private void sendWaitingAway(Role from) {
        highWatermark.close(Errors.NOT_LEADER_OR_FOLLOWER);
        if (from instanceof Leader leader) {
            leader.lowWatermark().close(Errors.NOT_LEADER_OR_FOLLOWER);
        }
    }

    public boolean isLeader() {
        return role instanceof Leader;
    }

    /** How it is doing here, where it is led; null elsewhere. Any thread. */
    public @Nullable PartitionHealth health() {
        if (!(role instanceof Leader leader)) {
            return null;
        }
        PartitionImage now = image;
        List<Integer> isr = leader.isr();
        boolean underReplicated = now.replicas().stream()
                .anyMatch(id -> !isr.contains(id) && !now.adding().contains(id));
        return new PartitionHealth(underReplicated, !leader.hasEnoughInSync(), leader.lagRecords());
    }

    /** Committed in-sync replicas as their leader knows them; of others what the metadata says. */
    public List<Integer> isr() {
        return role instanceof Leader leader ? leader.isr() : image.isr();
    }

    Role role() {
        return role;
    }

    HighWatermark highWatermarkHere() {
        return highWatermark;
    }

    PartitionConfig config() {
        return config;
    }

    /** Exclusive; consumers read below it. */
    public long highWatermark() {
        return highWatermark.offset();
    }

    /** Exclusive; read_committed consumers read below it. Equal to the high watermark while no transaction is open. */
    public long lastStableOffset() {
        return log.lastStableOffset(highWatermark.offset());
    }

    /** Bytes of all segments, indexes not counted; also of a partition that is no longer served. */
    public long sizeInBytes() {
        return log.sizeInBytes();
    }

    /**
     * Refuses what cannot be had of it now, or any more, whatever its role.
     *
     * @throws Refused NOT_LEADER_OR_FOLLOWER once it is closed, KAFKA_STORAGE_ERROR once its directory is offline
     */
    public void checkServed() {
        if (role instanceof Closed) {
            throw new Refused(Errors.NOT_LEADER_OR_FOLLOWER);
        }
        if (!directory.isOnline()) {
            throw new Refused(Errors.KAFKA_STORAGE_ERROR);
        }
    }

    /**
     * Refuses what only the leader serves.
     *
     * @throws Refused as {@link #checkServed}, and NOT_LEADER_OR_FOLLOWER if another broker leads
     */
    public void checkLeads() {
        checkServed();
        var _ = leader();
    }

    private Leader leader() {
        if (role instanceof Leader leader) {
            return leader;
        }
        throw new Refused(Errors.NOT_LEADER_OR_FOLLOWER);
    }

    /**
     * Refuses to tell a new leader's high watermark before it has caught up with what its predecessors may have told (KIP-207).
     *
     * @throws Refused OFFSET_NOT_AVAILABLE
     */
    public void checkHighWatermarkIsKnown() {
        if (highWatermark.offset() < leader().epochStartOffset()) {
            throw new Refused(Errors.OFFSET_NOT_AVAILABLE);
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
        return epoch == leaderEpoch() && isLeader() ? new EpochEnd(epoch, log.logEndOffset()) : log.endOfEpoch(epoch);
    }

    /**
     * Appends whole batches, in the order of the calls. Any thread; the buffer must stay untouched until the first
     * stage is done.
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
            leader().checkEnoughInSync();
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

    private interface Write {
        Appended run(PartitionLog log, int leaderEpoch) throws IOException;
    }

    private Appended writeNow(Write write) {
        lane.assertCurrent();
        checkServed();
        Leader leader = leader();
        if (isCutOff()) {
            throw new Refused(Errors.NOT_LEADER_OR_FOLLOWER, "This broker is cut off: another may lead by now.");
        }
        long endBefore = log.logEndOffset();
        Appended appended = onDisk(log -> write.run(log, leader.leaderEpoch()));
        leader.appended(endBefore);
        highWatermark.appended(config);
        if (leader.isReplicated()) {
            appendWatchers.signal();
        }
        return appended;
    }

    /** A transaction may begin here, as {@link PartitionLog#verified} tells. Any thread; before what is appended afterwards. */
    public void verified(VerificationGuard guard) {
        if (lane.isCurrent()) {
            log.verified(guard);
        } else {
            lane.executeSoon(() -> log.verified(guard));
        }
    }

    /**
     * Ends a producer's transaction here; of no effect on one that has none open, but for the marker. For callers that are on the lane.
     *
     * @throws Refused INVALID_PRODUCER_EPOCH, TRANSACTION_COORDINATOR_FENCED; as {@link #appendNow}
     */
    public Appended endTransactionNow(TransactionMarker marker) {
        return writeNow((log, leaderEpoch) -> log.endTransaction(marker, leaderEpoch));
    }

    /**
     * Refuses what acks=all would refuse. Lane only.
     *
     * @throws Refused NOT_ENOUGH_REPLICAS; as {@link #checkLeads}
     */
    public void checkEnoughInSync() {
        checkServed();
        leader().checkEnoughInSync();
    }

    /** Completes on the lane once everything below the offset is acknowledged. Lane only. */
    public CompletionStage<Long> acknowledged(long endOffset) {
        CompletableFuture<Long> reached = new CompletableFuture<>();
        highWatermark.reaches(endOffset, false, reached, endOffset);
        return reached;
    }

    /**
     * Moves the start of the log up to {@code offset}, -1 for the high watermark, and answers with the low watermark once that is there
     * too: no live replica has the records any more, whichever of them leads next.
     *
     * @param timeoutMs what waits longer for other replicas is refused with REQUEST_TIMED_OUT; here the records are deleted, and the
     *     others follow
     */
    public CompletionStage<Long> deleteRecordsBefore(long offset, int timeoutMs) {
        CompletionStage<CompletionStage<Long>> deleted = onLane(log -> {
            if (!log.config().deletes()) {
                throw new Refused(
                        Errors.POLICY_VIOLATION,
                        "Records of " + topicPartition() + " are not deleted: its cleanup.policy has no delete.");
            }
            Leader leader = leader();
            long before = offset == -1 ? highWatermark.offset() : offset;
            if (before < 0 || before > highWatermark.offset()) {
                throw new Refused(Errors.OFFSET_OUT_OF_RANGE);
            }
            log.deleteRecordsBefore(before);
            appendWatchers.signal();
            return leader.lowWatermark().reaches(before, timeoutMs);
        });
        return deleted.thenCompose(everywhere -> everywhere);
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
            Role before = role;
            role = new Closed(before.leaderEpoch());
            highWatermark.follow();
            sendWaitingAway(before);
            watchers.signal();
            appendWatchers.signal();
            return log;
        });
    }

    /** Whether what is copied from this replica, or to it where another broker leads, is throttled (KIP-73). Any thread. */
    public boolean isThrottled() {
        PartitionConfig now = config;
        ThrottledReplicas throttled = isLeader() ? now.leaderThrottled() : now.followerThrottled();
        return throttled.contains(
                topicPartition().partition(), surroundings.replication().brokerId());
    }

    // ---- the leader's side of replication

    /**
     * A follower fetches: it has everything below the offset, from where its log begins. Any thread; what follows from it happens in the
     * lane's turn.
     *
     * @throws Refused NOT_LEADER_OR_FOLLOWER, UNKNOWN_LEADER_EPOCH, KAFKA_STORAGE_ERROR
     */
    public void fetchedBy(int brokerId, long brokerEpoch, long offset, long logStartOffset) {
        checkServed();
        Leader leader = leader();
        var _ = leader.checkedFollower(brokerId, brokerEpoch);
        lane.executeSoon(() -> {
            if (role == leader) {
                try {
                    leader.fetched(brokerId, brokerEpoch, offset, logStartOffset);
                } catch (Refused late) {
                    // Its next fetch will be told.
                    return;
                }
                if (isThrottled() && !leader.isr().contains(brokerId) && leader.waitsFor(brokerId)) {
                    appendWatchers.signal(); // this fetch may have been held back before that was known
                }
            }
        });
    }

    /** Whether it leads, and commits nothing before that follower has it. Any thread. */
    public boolean waitsFor(int brokerId) {
        return role instanceof Leader leader && leader.waitsFor(brokerId);
    }

    /**
     * Whether the broker may fetch as a follower.
     *
     * @throws Refused as {@link #fetchedBy}
     */
    public void checkFollower(int brokerId, long brokerEpoch) {
        var _ = leader().checkedFollower(brokerId, brokerEpoch);
    }

    /** Looks after followers that lag or have caught up; now and then, and when other brokers may be in sync. Any thread. */
    public void checkInSync() {
        if (role instanceof Leader leader && leader.isReplicated()) {
            lane.execute(() -> {
                if (role == leader) {
                    leader.checkInSync();
                    highWatermark.advance();
                }
            });
        }
    }

    /** Where a consumer in the rack had better read (KIP-392): an in-sync follower, empty if none is nearer than this broker. */
    public OptionalInt preferredReadReplica(String rack, long offset) {
        return role instanceof Leader leader
                        && !rack.isEmpty()
                        && !surroundings
                                .replication()
                                .brokers()
                                .rackOf(surroundings.replication().brokerId())
                                .equals(rack)
                ? leader.inRack(rack, offset)
                : OptionalInt.empty();
    }

    // ---- the follower's

    /** Whether it is in sync, as the metadata last said. */
    boolean isInSync() {
        return image.isr().contains(surroundings.replication().brokerId());
    }

    /** What its fetcher does with it. */
    Following following() {
        return following;
    }

    /** Runs the watcher, on the lane, whenever more can be read. It must be removed again. */
    public void watch(Runnable watcher) {
        watchers.add(watcher);
    }

    public void unwatch(Runnable watcher) {
        watchers.remove(watcher);
    }

    /** As {@link #watch}, whenever the log has grown, records were deleted, or its role is another. */
    public void watchAppends(Runnable watcher) {
        appendWatchers.add(watcher);
    }

    public void unwatchAppends(Runnable watcher) {
        appendWatchers.remove(watcher);
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
