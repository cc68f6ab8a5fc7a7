package io.suiro.broker;

import io.suiro.base.Scheduler;
import io.suiro.broker.FetchRecords.Fetched;
import io.suiro.broker.FetchSession.PartitionKey;
import io.suiro.error.Outcome;
import io.suiro.error.Refused;
import io.suiro.log.EpochEnd;
import io.suiro.log.LogSlice;
import io.suiro.replica.Partition;
import io.suiro.replica.Partitions;
import io.suiro.replica.ReplicationQuota;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.IntConsumer;
import java.util.function.LongConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * The fetch use case of followers: records up to the log end, incrementally, and what a fetch tells of the follower's progress. Each
 * follower has one {@link ReplicaSession}. Any thread.
 */
public final class ReplicaFetches {
    private static final int FINAL_EPOCH = -1;
    private static final int INITIAL_EPOCH = 0;
    private static final int HURRY_MS = 2_000;
    private static final int HURRIED_WAIT_MS = 10;

    private final Function<TopicPartition, @Nullable Partition> find;
    private final Scheduler scheduler;
    private final Executor reads;
    private final boolean promptly;
    private final ReplicationQuota quota;
    private final IntConsumer heard;
    private final LongConsumer sent;
    private final Map<Integer, ReplicaSession> sessions = new ConcurrentHashMap<>();
    private final AtomicInteger lastId = new AtomicInteger();
    private final AtomicInteger hurries = new AtomicInteger();

    /**
     * Serves nobody yet.
     *
     * @param reads runs what a deadline wakes
     * @param promptly whether followers are told of a new high watermark at once instead of with the next records, because consumers
     *     read there; it costs another request for nearly every append of a partition that is not busy
     * @param quota of what is sent of throttled partitions
     * @param heard told of each follower that asks
     * @param sent told of the bytes of each answer
     */
    ReplicaFetches(
            Partitions partitions,
            Scheduler scheduler,
            Executor reads,
            boolean promptly,
            ReplicationQuota quota,
            IntConsumer heard,
            LongConsumer sent) {
        this(partitions::find, scheduler, reads, promptly, quota, heard, sent);
    }

    public ReplicaFetches(
            Function<TopicPartition, @Nullable Partition> find,
            Scheduler scheduler,
            Executor reads,
            boolean promptly,
            ReplicationQuota quota,
            IntConsumer heard,
            LongConsumer sent) {
        this.quota = quota;
        this.heard = heard;
        this.sent = sent;
        this.find = find;
        this.scheduler = scheduler;
        this.reads = reads;
        this.promptly = promptly;
    }

    /**
     * What a follower asks of one partition.
     *
     * @param topic the name that goes with the key, or why there is none
     * @param offset its log end: it has everything below
     * @param logStartOffset where its log begins
     * @param lastFetchedEpoch of the record before that, -1 if it has none
     */
    public record Wanted(
            PartitionKey key,
            Outcome<String> topic,
            long offset,
            long logStartOffset,
            int maxBytes,
            int currentLeaderEpoch,
            int lastFetchedEpoch) {}

    /** Who asks, and how: as {@link FetchRecords.Limits}. */
    public record Request(
            int replicaId,
            long brokerEpoch,
            int sessionId,
            int sessionEpoch,
            int maxWaitMs,
            int minBytes,
            int maxBytes,
            List<Wanted> wanted,
            List<PartitionKey> forgotten) {}

    /** One partition's part of an answer. */
    public record Part(PartitionKey key, Fetched fetched) {}

    /** Partitions without news are left out. */
    public record Answer(int sessionId, List<Part> parts) {}

    /**
     * Answers once there is enough, or the time is over.
     *
     * @throws Refused FETCH_SESSION_ID_NOT_FOUND, INVALID_FETCH_SESSION_EPOCH
     */
    public CompletionStage<Answer> fetch(Request request) {
        heard.accept(request.replicaId);
        ReplicaSession session;
        if (request.sessionEpoch == INITIAL_EPOCH || request.sessionEpoch == FINAL_EPOCH) {
            session = new ReplicaSession(this, lastId.incrementAndGet(), request.replicaId, request.brokerEpoch);
            ReplicaSession before = sessions.put(request.replicaId, session);
            if (before != null) {
                before.close();
            }
        } else {
            session = sessions.get(request.replicaId);
            if (session == null || session.id() != request.sessionId) {
                throw new Refused(Errors.FETCH_SESSION_ID_NOT_FOUND);
            }
        }
        return session.fetch(request);
    }

    /**
     * This broker leads more than before, and its followers are about to ask for that, as soon as what they have asked for is
     * answered: for a while nothing of theirs waits long. Any thread.
     */
    public void hurry() {
        hurries.incrementAndGet();
        var _ = scheduler.schedule(HURRY_MS, hurries::decrementAndGet);
        sessions.values().forEach(session -> reads.execute(session::hurry));
    }

    /** How long to wait where a follower would wait so long. */
    int waitMs(int maxWaitMs) {
        return hurries.get() > 0 ? Math.min(maxWaitMs, HURRIED_WAIT_MS) : maxWaitMs;
    }

    @Nullable
    Partition find(TopicPartition topicPartition) {
        return find.apply(topicPartition);
    }

    Scheduler scheduler() {
        return scheduler;
    }

    LongConsumer sent() {
        return sent;
    }

    Executor reads() {
        return reads;
    }

    boolean promptly() {
        return promptly;
    }

    /** How long the follower has to wait for records of the partition because it is throttled (KIP-73) and behind; mostly 0. */
    long throttledMs(@Nullable Partition partition, int replicaId) {
        return partition == null
                        || !partition.isThrottled()
                        || partition.leading().waitsFor(replicaId)
                ? 0
                : quota.waitMs();
    }

    /** So many bytes of a throttled partition are sent; fewer than 0 if they are not after all. */
    void copied(long bytes) {
        quota.copied(bytes);
    }

    /**
     * What there is for a follower now; the partition learns that the follower has everything below the offset, unless it is refused.
     *
     * @param partition null if this broker did not have it when it was asked for, even if it has by now: nobody watches it
     * @param asked whether the follower has just asked for it, and it is not read for the same request once more
     */
    Fetched read(
            @Nullable Partition partition,
            Wanted wanted,
            boolean asked,
            int replicaId,
            long brokerEpoch,
            int budget,
            boolean atLeastOne) {
        try {
            if (partition == null) {
                var _ = wanted.topic.orThrow();
                throw new Refused(Errors.UNKNOWN_TOPIC_OR_PARTITION);
            }
            return partition.onDisk(log -> {
                partition.checkLeads();
                LeaderEpochCheck.check(wanted.currentLeaderEpoch, partition.leaderEpoch());
                partition.leading().checkFollower(replicaId, brokerEpoch);
                long logStartOffset = log.logStartOffset();
                long logEndOffset = log.logEndOffset();
                if (wanted.offset < logStartOffset) {
                    return new Fetched.Behind(partition.highWatermark(), logStartOffset);
                }
                EpochEnd end = wanted.lastFetchedEpoch < 0
                        ? new EpochEnd(log.latestLeaderEpoch(), logEndOffset)
                        : partition.endOfEpoch(wanted.lastFetchedEpoch);
                if (end.endOffset() < 0 || end.leaderEpoch() < 0) {
                    throw new Refused(Errors.OFFSET_OUT_OF_RANGE);
                }
                if (end.endOffset() < wanted.offset || end.leaderEpoch() < wanted.lastFetchedEpoch) {
                    return new Fetched.Diverged(partition.highWatermark(), logStartOffset, end);
                }
                if (asked) {
                    partition.leading().fetchedBy(replicaId, brokerEpoch, wanted.offset, wanted.logStartOffset);
                }
                long highWatermark = partition.highWatermark();
                int maxBytes = Math.max(0, Math.min(wanted.maxBytes, budget));
                LogSlice slice = log.read(wanted.offset, maxBytes, logEndOffset, atLeastOne);
                return new Fetched.Records(
                        highWatermark, log.lastStableOffset(highWatermark), logStartOffset, slice, null);
            });
        } catch (Refused e) {
            return new Fetched.Failed(e.code());
        }
    }
}
