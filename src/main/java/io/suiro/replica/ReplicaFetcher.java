package io.suiro.replica;

import io.suiro.base.Lane;
import io.suiro.base.Scheduler;
import io.suiro.error.Refused;
import io.suiro.log.EpochEnd;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.FetchResponseData.FetchableTopicResponse;
import org.apache.kafka.common.message.FetchResponseData.PartitionData;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.jspecify.annotations.Nullable;

/**
 * Fetches from one leader what this broker follows of it: one request under way at any time, the next as soon as every partition has
 * taken in its part of the answer.
 *
 * <pre>
 * idle ── a partition has a position ──▶ asking ── answer ──▶ taking in, on the partitions' lanes ──▶ asking ...
 *   ▲                                       └── connection lost ──▶ waiting, longer each time ──▶ asking, all anew
 *   └── nothing to ask for
 * </pre>
 *
 * A partition that fails is left out, and asked for again after a while; the others go on. So is one that is throttled and behind (KIP-73)
 * while there is no room in the quota; those that were given something go behind the others. Lane only.
 */
final class ReplicaFetcher {
    private static final Logger LOG = System.getLogger(ReplicaFetcher.class.getName());
    private static final long FIRST_DELAY_MS = 50;
    private static final long LONGEST_DELAY_MS = 1_000;

    private final int leaderId;
    private final Leaders leaders;
    private final Lane lane;
    private final Scheduler scheduler;
    private final LongSupplier brokerEpoch;
    private final FetcherLimits limits;
    private final ReplicationQuota quota;
    private final LongConsumer received;
    private final FetchSessionState session;
    private final Map<FetchKey, FetchedPartition> partitions = new LinkedHashMap<>();
    private @Nullable LeaderEndpoint endpoint;
    private boolean busy;
    private boolean stopped;
    /** Whether there are partitions that are held. */
    private boolean holding;
    /** Whether a timer will ask once there is room for them. */
    private boolean awaitingRoom;

    private long delayMs = FIRST_DELAY_MS;

    /** @param brokerEpoch of this broker's registration, -1 while it has none */
    ReplicaFetcher(
            int brokerId,
            int leaderId,
            Leaders leaders,
            Lane lane,
            Scheduler scheduler,
            LongSupplier brokerEpoch,
            FetcherLimits limits,
            ReplicationQuota quota,
            LongConsumer received) {
        this.leaderId = leaderId;
        this.leaders = leaders;
        this.lane = lane;
        this.scheduler = scheduler;
        this.brokerEpoch = brokerEpoch;
        this.limits = limits;
        this.quota = quota;
        this.received = received;
        this.session = new FetchSessionState(brokerId, limits);
    }

    void add(Partition partition, int leaderEpoch) {
        lane.assertCurrent();
        FetchedPartition added = new FetchedPartition(partition, leaderEpoch);
        session.left(added.key);
        partitions.put(added.key, added);
        locate(added);
    }

    void remove(Partition partition) {
        lane.assertCurrent();
        FetchedPartition removed = partitions.remove(
                new FetchKey(partition.topicId(), partition.topicPartition().partition()));
        if (removed != null) {
            session.left(removed.key);
        }
    }

    boolean isEmpty() {
        return partitions.isEmpty();
    }

    void stop() {
        stopped = true;
        disconnect();
    }

    /** Finds out where its log ends. */
    private void locate(FetchedPartition one) {
        one.partition
                .following()
                .position(one.leaderEpoch)
                .whenComplete((position, failure) -> onLane(() -> {
                    if (isFetched(one)) {
                        if (failure == null) {
                            goOn(one, position);
                            ask();
                        } else {
                            leaveOut(one, failure);
                        }
                    }
                }));
    }

    private boolean isFetched(FetchedPartition one) {
        return !stopped && partitions.get(one.key) == one;
    }

    private void goOn(FetchedPartition one, FetchPosition next) {
        FetchPosition before = one.position;
        one.position = next;
        if (before == null
                || before.offset() != next.offset()
                || before.lastFetchedEpoch() != next.lastFetchedEpoch()
                || before.logStartOffset() != next.logStartOffset()) {
            session.changed(one);
        }
    }

    /** Until a while has passed, or its partition follows another leader. */
    private void leaveOut(FetchedPartition one, Object why) {
        LOG.log(Level.DEBUG, "{0} is not fetched from broker {1} for now: {2}", one.key, leaderId, why);
        one.position = null;
        session.left(one.key);
        var _ = scheduler.schedule(
                one.nextDelayMs(),
                () -> lane.execute(() -> {
                    if (isFetched(one)) {
                        locate(one);
                    }
                }));
    }

    /** Sends the next request, unless there is nothing to ask for or one is under way. */
    private void ask() {
        if (busy || stopped) {
            return;
        }
        long roomInMs = throttle();
        if (session.isEmpty()) {
            awaitRoom(roomInMs);
            return;
        }
        busy = true;
        long registered = brokerEpoch.getAsLong();
        if (registered < 0) {
            retryLater();
            return;
        }
        LeaderEndpoint to = endpoint;
        if (to == null) {
            to = leaders.connect(leaderId);
            endpoint = to;
        }
        int waitMs = holding ? (int) Math.min(limits.waitMaxMs(), roomInMs) : limits.waitMaxMs();
        to.fetch(session.next(registered, waitMs, partitions.values()))
                .whenComplete((answer, failure) -> onLane(() -> {
                    if (failure != null) {
                        lost(failure);
                    } else {
                        take(answer);
                    }
                }));
    }

    /** Leaves out what is to wait for room, and takes up again what is not; the answer is when there will be room. */
    private long throttle() {
        long roomInMs = quota.waitMs();
        if (roomInMs == 0 && !holding) {
            return 0;
        }
        holding = false;
        for (FetchedPartition one : partitions.values()) {
            boolean hold = roomInMs > 0 && one.isBehind() && one.partition.isThrottled();
            if (hold) {
                session.left(one.key);
                holding = true;
            } else if (one.held) {
                session.changed(one);
            }
            one.held = hold;
        }
        return roomInMs;
    }

    private void awaitRoom(long roomInMs) {
        if (holding && !awaitingRoom) {
            awaitingRoom = true;
            var _ = scheduler.schedule(
                    roomInMs,
                    () -> lane.execute(() -> {
                        awaitingRoom = false;
                        ask();
                    }));
        }
    }

    private void lost(Throwable failure) {
        LOG.log(Level.DEBUG, "the connection to broker {0} is lost: {1}", leaderId, failure);
        disconnect();
        retryLater();
    }

    private void disconnect() {
        LeaderEndpoint lost = endpoint;
        endpoint = null;
        beginAnew();
        if (lost != null) {
            lost.close();
        }
    }

    private void beginAnew() {
        session.reset();
        partitions.values().stream().filter(one -> one.position != null).forEach(session::changed);
    }

    private void retryLater() {
        var _ = scheduler.schedule(delayMs, () -> lane.execute(this::askNext));
        delayMs = Math.min(LONGEST_DELAY_MS, delayMs * 2);
    }

    private void askNext() {
        busy = false;
        ask();
    }

    /** One partition's part of an answer, being taken in. */
    private static final class Part {
        private final FetchedPartition of;
        private final CompletionStage<FetchPosition> next;

        private Part(FetchedPartition of, CompletionStage<FetchPosition> next) {
            this.of = of;
            this.next = next;
        }
    }

    private void take(ReplicaFetch answer) {
        FetchResponseData data = answer.data();
        Errors code = Errors.forCode(data.errorCode());
        if (code != Errors.NONE || stopped) {
            answer.close();
            LOG.log(Level.DEBUG, "broker {0} refuses a fetch as a whole: {1}", leaderId, code);
            beginAnew();
            retryLater();
            return;
        }
        session.answered(data);
        delayMs = FIRST_DELAY_MS;
        List<Part> parts = new ArrayList<>();
        long throttledBytes = 0;
        for (FetchableTopicResponse topic : data.responses()) {
            for (PartitionData partition : topic.partitions()) {
                FetchedPartition one = partitions.get(new FetchKey(topic.topicId(), partition.partitionIndex()));
                FetchPosition position = one == null ? null : one.position;
                if (one != null && position != null && one.asked) {
                    throttledBytes += throttledBytes(one, partition);
                    parts.add(new Part(one, take(one, position, partition)));
                }
            }
        }
        quota.copied(throttledBytes);
        // One more than there are, so that nobody is the last before all have begun.
        AtomicInteger left = new AtomicInteger(parts.size() + 1);
        Runnable done = () -> {
            if (left.decrementAndGet() == 0) {
                onLane(() -> taken(answer, parts));
            }
        };
        parts.forEach(part -> part.next.whenComplete((position, failure) -> done.run()));
        done.run();
    }

    /** What counts of it; the others of a leader come first from then on. */
    private int throttledBytes(FetchedPartition one, PartitionData data) {
        if (!one.partition.isThrottled()
                || data.records() == null
                || data.records().sizeInBytes() == 0) {
            return 0;
        }
        partitions.remove(one.key);
        partitions.put(one.key, one);
        return data.records().sizeInBytes();
    }

    private CompletionStage<FetchPosition> take(FetchedPartition one, FetchPosition position, PartitionData data) {
        Errors code = Errors.forCode(data.errorCode());
        Following following = one.partition.following();
        if (code == Errors.OFFSET_OUT_OF_RANGE && data.logStartOffset() > position.offset()) {
            return following.restart(one.leaderEpoch, data.logStartOffset());
        } else if (code != Errors.NONE) {
            return CompletableFuture.failedFuture(new Refused(code));
        } else if (data.divergingEpoch().endOffset() >= 0) {
            return following.truncate(
                    one.leaderEpoch,
                    new EpochEnd(
                            data.divergingEpoch().epoch(), data.divergingEpoch().endOffset()),
                    data.logStartOffset());
        }
        ByteBuffer batches = data.records() instanceof MemoryRecords records
                ? records.buffer().duplicate()
                : ByteBuffer.allocate(0);
        one.leaderHighWatermark = data.highWatermark();
        received.accept(batches.remaining());
        return following.replicate(
                one.leaderEpoch, position.offset(), batches, data.highWatermark(), data.logStartOffset());
    }

    private void taken(ReplicaFetch answer, List<Part> parts) {
        answer.close();
        for (Part part : parts) {
            if (isFetched(part.of) && part.of.position != null) {
                try {
                    goOn(part.of, part.next.toCompletableFuture().join());
                    part.of.succeeded();
                } catch (CompletionException e) {
                    leaveOut(part.of, String.valueOf(e.getCause()));
                }
            }
        }
        askNext();
    }

    private void onLane(Runnable task) {
        if (lane.isCurrent()) {
            task.run();
        } else {
            lane.executeSoon(task);
        }
    }
}
