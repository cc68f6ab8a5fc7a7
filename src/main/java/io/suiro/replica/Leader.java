package io.suiro.replica;

import io.suiro.base.Lane;
import io.suiro.cluster.PartitionImage;
import io.suiro.error.Refused;
import io.suiro.log.PartitionLog;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.apache.kafka.common.protocol.Errors;

/**
 * This broker leads the partition, for one leader epoch: it knows how far the followers are, and which of them are in sync. A record is
 * committed once the maximal in-sync set holds it, and followers that are about to join it; while fewer than {@code min.insync.replicas}
 * are in sync nothing is (KIP-966). Lane only, but for what says otherwise.
 */
final class Leader implements Role {
    private final PartitionLog log;
    private final Replication replication;
    private final int leaderEpoch;
    private final long epochStartOffset;
    private final Listener listener;
    private final InSyncReplicas inSync;
    private final LowWatermark lowWatermark;
    private final InSyncReplicas.Later later;
    /** Whether those that were not warm yet are going to be looked at again. */
    private boolean willLookAgain;
    /** By broker id, without this broker; replaced as a whole. */
    private volatile Map<Integer, FollowerProgress> followers = Map.of();

    /** Told on the lane. */
    interface Listener {
        /** In-sync replicas are others, or followers have come further: more may be committed. */
        void progressed();

        int minInsyncReplicas();

        long highWatermark();
    }

    /** Begins the epoch at the log end. */
    Leader(PartitionLog log, Surroundings surroundings, Lane lane, PartitionImage image, Listener listener) {
        this.log = log;
        this.replication = surroundings.replication();
        this.leaderEpoch = image.leaderEpoch();
        this.epochStartOffset = log.logEndOffset();
        this.listener = listener;
        log.beginEpoch(leaderEpoch);
        lowWatermark = new LowWatermark(
                log,
                () -> followers.values(),
                id -> replication.brokers().mayBeInSync(id)
                        ? replication.brokers().epochOf(id)
                        : -1,
                lane,
                surroundings.scheduler());
        later = (delayMs, task) -> {
            if (delayMs == 0) {
                lane.execute(task);
            } else {
                surroundings.scheduler().schedule(delayMs, () -> lane.execute(task));
            }
        };
        inSync = new InSyncReplicas(
                new InSyncReplicas.PartitionId(
                        log.topicId(), log.topicPartition().partition()),
                image,
                replication,
                later,
                new InSyncReplicas.Listener() {
                    @Override
                    public void committed() {
                        listener.progressed();
                        expand();
                    }

                    @Override
                    public void withdrawn() {
                        listener.progressed();
                    }

                    @Override
                    public void lookAgain() {
                        checkInSync();
                    }
                });
        assign(image);
    }

    @Override
    public int leaderEpoch() {
        return leaderEpoch;
    }

    /** Up to where records are deleted for good. */
    LowWatermark lowWatermark() {
        return lowWatermark;
    }

    /** The log's end when this broker became leader: what lies below may be committed or not. Any thread. */
    long epochStartOffset() {
        return epochStartOffset;
    }

    /** Committed; any thread. */
    List<Integer> isr() {
        return inSync.committed();
    }

    /** Whether there are other replicas; any thread. */
    boolean isReplicated() {
        return !followers.isEmpty();
    }

    /** Any thread. */
    boolean hasFollower(int brokerId) {
        return followers.containsKey(brokerId);
    }

    /** What the metadata says now, of this leader epoch. */
    void update(PartitionImage image) {
        assign(image);
        inSync.commit(image);
        lowWatermark.advance();
    }

    private void assign(PartitionImage image) {
        Map<Integer, FollowerProgress> next = new LinkedHashMap<>();
        long nowMs = replication.clock().nowMs();
        for (int id : image.replicas()) {
            if (id != replication.brokerId()) {
                FollowerProgress known = followers.get(id);
                next.put(
                        id,
                        known != null
                                ? known
                                : new FollowerProgress(id, image.isr().contains(id) ? nowMs : 0));
            }
        }
        followers = Collections.unmodifiableMap(next);
    }

    /** As acks=all asks. */
    void checkEnoughInSync() {
        if (!hasEnoughInSync()) {
            throw new Refused(Errors.NOT_ENOUGH_REPLICAS);
        }
    }

    /** More than there are replicas cannot be asked for (KIP-966). Any thread. */
    boolean hasEnoughInSync() {
        return areInSync(listener.minInsyncReplicas());
    }

    /** Whether as many replicas are in sync, or all that there are. */
    private boolean areInSync(int count) {
        return isr().size() >= Math.min(count, followers.size() + 1);
    }

    /**
     * How the partition is doing; any thread.
     *
     * @param image as the metadata last said
     */
    PartitionHealth health(PartitionImage image) {
        List<Integer> isr = isr();
        boolean underReplicated = image.replicas().stream()
                .anyMatch(id -> !isr.contains(id) && !image.adding().contains(id));
        return new PartitionHealth(underReplicated, !hasEnoughInSync(), lagRecords());
    }

    /** Of the follower that is furthest behind. */
    private long lagRecords() {
        long end = log.logEndOffset();
        long start = log.logStartOffset();
        long lag = 0;
        for (FollowerProgress follower : followers.values()) {
            lag = Math.max(lag, end - Math.max(start, follower.logEndOffset()));
        }
        return lag;
    }

    /** The log has grown from this end to its present one. */
    void appended(long endBefore) {
        Map<Integer, FollowerProgress> now = followers;
        if (!now.isEmpty()) {
            long nowMs = replication.clock().nowMs();
            now.values().forEach(follower -> follower.leaderAppended(endBefore, nowMs));
        }
    }

    /**
     * Up to where records are committed, as far as the other replicas go.
     *
     * @param localEnd up to where this one holds them safely
     * @param highWatermark which it is not below
     */
    long committedEnd(long localEnd, long highWatermark) {
        Map<Integer, FollowerProgress> now = followers;
        if (now.isEmpty()) {
            return localEnd;
        }
        if (!hasEnoughInSync()) {
            return highWatermark;
        }
        long end = localEnd;
        for (FollowerProgress follower : now.values()) {
            if (follower.logEndOffset() < end && mustHold(follower)) {
                end = follower.logEndOffset();
            }
        }
        return Math.max(end, highWatermark);
    }

    /** Those whom what ends at the offset waits for, and how far they are, in words; empty if all have it. Lane only. */
    String awaited(long end) {
        if (!hasEnoughInSync()) {
            return "more replicas than " + isr() + " to be in sync";
        }
        long nowMs = replication.clock().nowMs();
        return followers.values().stream()
                .filter(follower -> follower.logEndOffset() < end && mustHold(follower))
                .map(follower -> follower.standing(nowMs))
                .collect(Collectors.joining("; "));
    }

    /** Whether nothing is committed before the follower has it: it is in sync, or about to be. Any thread. */
    boolean waitsFor(int brokerId) {
        FollowerProgress follower = followers.get(brokerId);
        return follower != null && mustHold(follower);
    }

    /** One that is close behind is waited for, or it would never meet a high watermark that runs ahead of it. */
    private boolean mustHold(FollowerProgress follower) {
        return inSync.maximalHas(follower.brokerId())
                || (follower.isCaughtUp(log.logEndOffset(), replication.clock().nowMs(), replication.lagTimeMaxMs())
                        && isEligible(follower)
                        && warmUpMs(follower) == 0);
    }

    /** For how long it is to copy before anything waits for it: not at all if without it too few have each record. */
    private long warmUpMs(FollowerProgress follower) {
        return areInSync(Math.max(2, listener.minInsyncReplicas()))
                ? replication
                        .warmUp()
                        .leftMs(follower.brokerId(), replication.clock().nowMs())
                : 0;
    }

    /** A registration later than the one it fetched with may have lost what this one had. */
    private boolean isEligible(FollowerProgress follower) {
        return replication.brokers().mayBeInSync(follower.brokerId())
                && follower.brokerEpoch() >= 0
                && replication.brokers().epochOf(follower.brokerId()) == follower.brokerEpoch();
    }

    /**
     * A follower has everything below the offset, from where its log begins.
     *
     * @throws Refused UNKNOWN_LEADER_EPOCH if it is no replica as far as this broker knows, NOT_LEADER_OR_FOLLOWER if it is of an
     *     earlier registration than is known
     */
    void fetched(int brokerId, long brokerEpoch, long offset, long logStartOffset) {
        FollowerProgress follower = checkedFollower(brokerId, brokerEpoch);
        long nowMs = replication.clock().nowMs();
        replication.warmUp().fetched(brokerId, brokerEpoch, nowMs);
        follower.fetched(offset, logStartOffset, brokerEpoch, log.logEndOffset(), nowMs);
        maybeExpand(follower);
        listener.progressed();
        lowWatermark.advance();
    }

    /**
     * Whether it may fetch; any thread.
     *
     * @throws Refused as {@link #fetched}
     */
    FollowerProgress checkedFollower(int brokerId, long brokerEpoch) {
        FollowerProgress follower = followers.get(brokerId);
        if (follower == null) {
            throw new Refused(Errors.UNKNOWN_LEADER_EPOCH);
        }
        if (brokerEpoch < replication.brokers().epochOf(brokerId)) {
            throw new Refused(Errors.NOT_LEADER_OR_FOLLOWER);
        }
        return follower;
    }

    /** Those that caught up while a change was in flight, and may not fetch again before something is appended. */
    private void expand() {
        followers.values().forEach(this::maybeExpand);
    }

    private void maybeExpand(FollowerProgress follower) {
        if (inSync.isChanging()
                || isr().contains(follower.brokerId())
                || follower.logEndOffset() < listener.highWatermark()
                || follower.logEndOffset() < epochStartOffset
                || !isEligible(follower)) {
            return;
        }
        long warmUpMs = warmUpMs(follower);
        if (warmUpMs > 0) {
            lookAgainIn(warmUpMs);
            return;
        }
        List<Integer> isr = new ArrayList<>(isr());
        isr.add(follower.brokerId());
        propose(isr);
    }

    /** Once for all fetches meanwhile. */
    private void lookAgainIn(long delayMs) {
        if (!willLookAgain) {
            willLookAgain = true;
            later.run(delayMs, () -> {
                willLookAgain = false;
                checkInSync();
            });
        }
    }

    /** Takes those out that lag, or lets one in that has caught up: what no fetch brings about. */
    void checkInSync() {
        List<Integer> kept = new ArrayList<>();
        for (int id : isr()) {
            FollowerProgress follower = followers.get(id);
            if (follower == null
                    || follower.isCaughtUp(
                            log.logEndOffset(), replication.clock().nowMs(), replication.lagTimeMaxMs())) {
                kept.add(id);
            }
        }
        if (kept.size() < isr().size()) {
            propose(kept);
        } else {
            expand();
        }
        lowWatermark.advance();
    }

    private void propose(List<Integer> isr) {
        List<Long> epochs = new ArrayList<>(isr.size());
        for (int id : isr) {
            FollowerProgress follower = followers.get(id);
            epochs.add(follower == null ? replication.brokers().epochOf(id) : follower.brokerEpoch());
        }
        inSync.propose(List.copyOf(isr), List.copyOf(epochs));
    }

    /** The in-sync follower in the rack that has come furthest and holds the offset; empty if there is none. Any thread. */
    OptionalInt inRack(String rack, long offset) {
        OptionalInt best = OptionalInt.empty();
        long bestEnd = offset - 1;
        for (int id : isr()) {
            FollowerProgress follower = followers.get(id);
            if (follower != null
                    && follower.logEndOffset() > bestEnd
                    && replication.brokers().mayBeInSync(id)
                    && replication.brokers().rackOf(id).equals(rack)) {
                best = OptionalInt.of(id);
                bestEnd = follower.logEndOffset();
            }
        }
        return best;
    }
}
