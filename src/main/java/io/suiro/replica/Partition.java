package io.suiro.replica;

import io.suiro.base.Lane;
import io.suiro.base.Watchers;
import io.suiro.cluster.PartitionImage;
import io.suiro.error.Refused;
import io.suiro.log.EpochEnd;
import io.suiro.log.LogDirectory;
import io.suiro.log.PartitionLog;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * A replica of a partition, here: its leader, or a follower of it, as the metadata says from time to time. What is done with it is
 * {@link Appending}, {@link Leading}, {@link Following} and {@link Upkeep}. With one replica the high watermark follows the log end at
 * once, or where {@link Durability} or {@code flush.messages} ask for it once the log is forced.
 *
 * <p>Threads: there are no locks. Log, role, settings and marks change in the turn of the partition's lane only, here and in what is named
 * above; each is published by a volatile write, so that any thread may read it, and offsets satisfy
 * {@code logStartOffset <= highWatermark <= logEndOffset}. What is not said to be for the lane only may be called from any thread.
 *
 * <p>Errors: once its log directory is offline everything is refused with KAFKA_STORAGE_ERROR; with NOT_LEADER_OR_FOLLOWER what its
 * leader alone serves, and everything once it is closed.
 */
public final class Partition {
    private final PartitionLog log;
    private final Surroundings surroundings;
    private final LogDirectory directory;
    private final Lane lane;
    private final Watchers watchers = new Watchers();
    private final Watchers appendWatchers = new Watchers();
    private final HighWatermark highWatermark;
    private final Appending appending;
    private final Leading leading;
    private final Following following;
    private final Upkeep upkeep;
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
        this.appending = new Appending(this, log, highWatermark, lane);
        this.leading = new Leading(this, lane, surroundings.replication());
        this.following = new Following(this);
        this.upkeep = new Upkeep(this, log, highWatermark, lane);
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

    /** What records wait for that end at the offset and are not committed, in words. Lane only. */
    public String awaited(long endOffset) {
        String followers = role instanceof Leader leader ? leader.awaited(endOffset) : "";
        return followers.isEmpty() ? "the disk of this broker" : followers;
    }

    public boolean isLeader() {
        return role instanceof Leader;
    }

    /** How it is doing here, where it is led; null elsewhere. Any thread. */
    public @Nullable PartitionHealth health() {
        return role instanceof Leader leader ? leader.health(image) : null;
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

    /** @throws Refused NOT_LEADER_OR_FOLLOWER unless this broker leads */
    Leader leader() {
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

    /** Changed settings take effect from the next append. */
    public CompletionStage<PartitionConfig> configure(PartitionConfig changed) {
        return onLane(log -> {
            log.configure(changed.log());
            config = changed;
            return changed;
        });
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

    /** Whether it is in sync, as the metadata last said. */
    boolean isInSync() {
        return image.isr().contains(surroundings.replication().brokerId());
    }

    /** What is written to it while this broker leads. */
    public Appending appending() {
        return appending;
    }

    /** What its followers do with it. */
    public Leading leading() {
        return leading;
    }

    /** What makes its log smaller, or looks whether it is sound. */
    public Upkeep upkeep() {
        return upkeep;
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

    /** Followers have something to fetch, or to be told of. Lane only. */
    void tellFollowers() {
        appendWatchers.signal();
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

    /** As {@link #onDisk}, in the lane's turn. */
    <T> CompletionStage<T> onLane(DiskWork<T> work) {
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
