package io.suiro.broker;

import io.suiro.base.Scheduler;
import io.suiro.broker.FetchRecords.Fetched;
import io.suiro.broker.FetchSession.PartitionKey;
import io.suiro.broker.ReplicaFetches.Answer;
import io.suiro.broker.ReplicaFetches.Part;
import io.suiro.broker.ReplicaFetches.Request;
import io.suiro.broker.ReplicaFetches.Wanted;
import io.suiro.error.Outcome;
import io.suiro.error.Refused;
import io.suiro.replica.Partition;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * The partitions that one follower fetches again and again (KIP-227), served without looking at those that nothing has happened to:
 * partitions report themselves as due when they grow, change their role or move their high watermark.
 *
 * <pre>
 * request ──▶ due: what it names ──▶ looking ── enough, or the deadline ──▶ answered
 *                                       ▲  └── too little ──▶ parked
 *                                       └── a partition grows: due, on its lane
 * </pre>
 *
 * A partition that is throttled, and has to wait for room in the quota, is held: there is only a high watermark to be had of it. It is due
 * again once there may be room, and with each request before what that names, so that none starves.
 *
 * <p>Requests come one after the other. Whoever makes a partition due looks, unless another is looking already, who then looks once more:
 * nobody waits.
 */
final class ReplicaSession {
    private static final long UNKNOWN = -1;

    private final ReplicaFetches fetches;
    private final int id;
    private final int replicaId;
    private final long brokerEpoch;
    private final Map<PartitionKey, Watched> watched = new ConcurrentHashMap<>();
    private final Queue<Watched> due = new ConcurrentLinkedQueue<>();
    private final Queue<Watched> held = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean awaitingRoom = new AtomicBoolean();
    private final AtomicInteger looking = new AtomicInteger();
    private volatile @Nullable Parked parked;
    private int epoch;
    private volatile boolean closed;

    ReplicaSession(ReplicaFetches fetches, int id, int replicaId, long brokerEpoch) {
        this.fetches = fetches;
        this.id = id;
        this.replicaId = replicaId;
        this.brokerEpoch = brokerEpoch;
    }

    int id() {
        return id;
    }

    /** A partition in the session: where the follower is, and what it was last told. */
    private final class Watched implements Runnable {
        /** Null if there was none: then the follower is refused, and asks again. */
        private final @Nullable Partition partition;

        private volatile Wanted wanted;
        private final AtomicBoolean isDue = new AtomicBoolean();
        private final AtomicBoolean isHeld = new AtomicBoolean();
        /** What the quota was charged of what has been found. */
        private int charged;

        private final Runnable committed;
        /** Until the partition knows of it: whoever does not lead it yet does not take note. */
        private boolean asked = true;

        private long toldHighWatermark = UNKNOWN;
        private long toldLogStartOffset = UNKNOWN;

        private Watched(Wanted wanted) {
            this.wanted = wanted;
            this.partition = wanted.topic() instanceof Outcome.Ok<String>(String name)
                    ? fetches.find(new TopicPartition(name, wanted.key().partition()))
                    : null;
            this.committed = () -> committed(this);
            if (partition != null) {
                partition.watchAppends(this);
                partition.watch(committed);
            }
        }

        /** It has grown, or its role is another. */
        @Override
        public void run() {
            wake(this);
        }

        private void unwatch() {
            if (partition != null) {
                partition.unwatchAppends(this);
                partition.unwatch(committed);
            }
        }

        /** Whether records are deleted that the follower may still have. */
        private boolean hasDeletedMore(Fetched.Records records) {
            return toldLogStartOffset != UNKNOWN && records.logStartOffset() > toldLogStartOffset;
        }

        /** Whether the follower has not heard it; from now on it has. */
        private boolean isNews(Fetched fetched) {
            return switch (fetched) {
                case Fetched.Records records -> {
                    boolean news = records.slice().sizeInBytes() > 0
                            || records.highWatermark() != toldHighWatermark
                            || records.logStartOffset() != toldLogStartOffset;
                    toldHighWatermark = records.highWatermark();
                    toldLogStartOffset = records.logStartOffset();
                    yield news;
                }
                case Fetched.Elsewhere elsewhere -> true;
                case Fetched.Diverged diverged -> true;
                case Fetched.Behind behind -> true;
                case Fetched.Failed failed -> true;
            };
        }
    }

    /** A request that waits. Of whoever looks. */
    private static final class Parked {
        private final Request request;
        private final CompletableFuture<Answer> answer = new CompletableFuture<>();
        private final Map<Watched, Fetched> found = new LinkedHashMap<>();
        private Scheduler.@Nullable Timer deadline;
        private int bytes;
        private boolean urgent;
        private volatile boolean expired;

        private Parked(Request request) {
            this.request = request;
        }

        private boolean suffices() {
            return urgent || expired || bytes >= Math.min(request.minBytes(), request.maxBytes());
        }
    }

    CompletionStage<Answer> fetch(Request request) {
        if (request.sessionEpoch() > 0 && request.sessionEpoch() != epoch) {
            throw new Refused(Errors.INVALID_FETCH_SESSION_EPOCH);
        }
        if (parked != null) {
            throw new Refused(Errors.INVALID_FETCH_SESSION_EPOCH, "the session has a fetch under way");
        }
        epoch = epoch == Integer.MAX_VALUE ? 1 : epoch + 1;
        request.forgotten().forEach(this::forget);
        releaseHeld();
        for (Wanted wanted : request.wanted()) {
            update(wanted);
        }
        if (closed) {
            unwatchAll(); // what has been added since
        }
        Parked waiting = new Parked(request);
        int waitMs = fetches.waitMs(request.maxWaitMs());
        if (waitMs > 0) {
            waiting.deadline =
                    fetches.scheduler().schedule(waitMs, () -> fetches.reads().execute(() -> expire(waiting)));
        } else {
            waiting.expired = true;
        }
        parked = waiting;
        look();
        return waiting.answer;
    }

    private void update(Wanted wanted) {
        Watched entry = watched.get(wanted.key());
        if (entry == null || entry.partition == null || isReplaced(entry)) {
            forget(wanted.key());
            entry = new Watched(wanted);
            watched.put(wanted.key(), entry);
        } else {
            entry.wanted = wanted;
            // What it was last told may not have been taken in.
            entry.toldHighWatermark = UNKNOWN;
            entry.asked = true;
        }
        makeDue(entry);
    }

    private boolean isReplaced(Watched entry) {
        Partition partition = entry.partition;
        return partition != null && fetches.find(partition.topicPartition()) != partition;
    }

    private void forget(PartitionKey key) {
        Watched gone = watched.remove(key);
        if (gone != null) {
            gone.unwatch();
        }
    }

    private void makeDue(Watched entry) {
        if (entry.isDue.compareAndSet(false, true)) {
            due.add(entry);
        }
    }

    private void wake(Watched entry) {
        makeDue(entry);
        if (parked != null) {
            look();
        }
    }

    /** It is told with the next records at the latest, or at the deadline. */
    private void committed(Watched entry) {
        makeDue(entry);
        if (fetches.promptly() && parked != null) {
            look();
        }
    }

    private void hold(Watched entry, long roomInMs) {
        if (entry.isHeld.compareAndSet(false, true)) {
            held.add(entry);
        }
        if (awaitingRoom.compareAndSet(false, true)) {
            var _ = fetches.scheduler().schedule(roomInMs, () -> fetches.reads().execute(this::lookForRoom));
        }
    }

    private void lookForRoom() {
        awaitingRoom.set(false);
        releaseHeld();
        if (parked != null) {
            look();
        }
    }

    private void releaseHeld() {
        Watched entry;
        while ((entry = held.poll()) != null) {
            entry.isHeld.set(false);
            makeDue(entry);
        }
    }

    private void charge(Watched entry, int bytes) {
        fetches.copied(bytes - entry.charged);
        entry.charged = bytes;
    }

    private void expire(Parked waiting) {
        waiting.expired = true;
        look();
    }

    /** Whatever waits has waited long enough. */
    void hurry() {
        Parked waiting = parked;
        if (waiting != null) {
            expire(waiting);
        }
    }

    private void look() {
        if (looking.getAndIncrement() > 0) {
            return;
        }
        int seen;
        do {
            seen = looking.get();
            Parked waiting = parked;
            if (waiting != null) {
                try {
                    lookOnce(waiting);
                } catch (RuntimeException | Error e) {
                    parked = null;
                    release(waiting);
                    waiting.answer.completeExceptionally(e);
                }
            }
        } while (looking.addAndGet(-seen) > 0);
    }

    private void lookOnce(Parked waiting) {
        List<Watched> cutShort = new ArrayList<>();
        Watched entry;
        while ((entry = due.poll()) != null) {
            // Before it is read: what comes later makes it due again.
            entry.isDue.set(false);
            if (watched.get(entry.wanted.key()) == entry && !take(waiting, entry)) {
                cutShort.add(entry);
            }
        }
        if (closed) {
            waiting.urgent = true;
        }
        if (waiting.suffices()) {
            cutShort.forEach(this::makeDue);
            answer(waiting);
        } else {
            cutShort.forEach(this::makeDue);
        }
    }

    /** Whether all that there is has been taken. */
    private boolean take(Parked waiting, Watched entry) {
        int budget = waiting.request.maxBytes() - waiting.bytes;
        Fetched before = waiting.found.remove(entry);
        if (before instanceof Fetched.Records records) {
            waiting.bytes -= records.slice().sizeInBytes();
            records.slice().close();
            charge(entry, 0);
        }
        long roomInMs = fetches.throttledMs(entry.partition, replicaId);
        boolean hold = roomInMs > 0;
        Fetched fetched = fetches.read(
                entry.partition,
                entry.wanted,
                entry.asked,
                replicaId,
                brokerEpoch,
                hold ? 0 : budget,
                !hold && waiting.bytes == 0);
        entry.asked &= !(fetched instanceof Fetched.Records);
        waiting.urgent |= fetched instanceof Fetched.Records records && entry.hasDeletedMore(records);
        boolean news = entry.isNews(fetched) || before != null;
        if (news) {
            waiting.found.put(entry, fetched);
        }
        if (!(fetched instanceof Fetched.Records records)) {
            waiting.urgent = true;
            return true;
        }
        int bytes = records.slice().sizeInBytes();
        waiting.bytes += bytes;
        waiting.urgent |= news && fetches.promptly();
        if (!news) {
            records.slice().close();
        }
        Partition partition = entry.partition;
        if (partition == null || partition.log().logEndOffset() <= entry.wanted.offset()) {
            return true;
        }
        if (hold) {
            hold(entry, roomInMs);
            return true;
        }
        if (bytes > 0 && partition.isThrottled()) {
            charge(entry, bytes);
        }
        return bytes > 0;
    }

    private void answer(Parked waiting) {
        parked = null;
        Scheduler.Timer deadline = waiting.deadline;
        if (deadline != null) {
            deadline.cancel();
        }
        List<Part> parts = new ArrayList<>(waiting.found.size());
        waiting.found.forEach((entry, fetched) -> {
            entry.charged = 0;
            parts.add(new Part(entry.wanted.key(), fetched));
        });
        long bytes = waiting.bytes;
        if (waiting.answer.complete(new Answer(id, parts))) {
            fetches.sent().accept(bytes);
        } else {
            release(waiting);
        }
    }

    private static void release(Parked waiting) {
        for (Fetched fetched : waiting.found.values()) {
            if (fetched instanceof Fetched.Records records) {
                records.slice().close();
            }
        }
    }

    /** The follower has opened another. */
    void close() {
        closed = true;
        unwatchAll();
        look();
    }

    private void unwatchAll() {
        watched.values().forEach(Watched::unwatch);
        watched.clear();
    }
}
