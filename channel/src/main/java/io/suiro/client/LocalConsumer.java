package io.suiro.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.suiro.base.Clock;
import io.suiro.base.LaneThread;
import io.suiro.base.Scheduler;
import io.suiro.base.Stages;
import io.suiro.broker.Broker;
import io.suiro.error.Refused;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;

/**
 * Consumes topics of the broker in this process, or of its cluster, as a member of a group. Pushes records to its listener on a lane of its own, for as long as that
 * has room. Any thread may call it.
 *
 * <p>What it is assigned it reads from where its group has got; what it gives up it gives up once the listener has done with it.
 */
public final class LocalConsumer implements AutoCloseable {
    /** For the listener to be done, and then for the group to be told. */
    private static final int LEAVE_MS = 10_000;

    private final LaneThread lane;
    private final ConsumerOptions options;
    private final ConsumerListener listener;
    private final GroupRequests coordinator;
    private final PartitionReads logs;
    private final GroupMember member;
    private final GroupOffsets offsets;
    private final RecordFetcher fetcher;
    private final AtomicBoolean resuming = new AtomicBoolean();
    /** On the lane: all that is assigned, whether its position is known yet or not, and a mark for each time that it came. */
    private final Map<TopicPartition, Object> assigned = new HashMap<>();

    /** Published by the lane. */
    private volatile Set<TopicPartition> assignment = Set.of();

    private volatile long unread;
    private volatile CompletableFuture<Void> ready = new CompletableFuture<>();

    /** @param timer wakes it; outlives it */
    public LocalConsumer(Broker broker, ConsumerOptions options, Scheduler timer, ConsumerListener listener) {
        this.lane = new LaneThread("suiro-" + options.clientId(), Clock.SYSTEM);
        this.options = options;
        this.listener = listener;
        this.coordinator = new GroupRequests(broker, options.groupId(), options.clientId());
        this.logs = PartitionReads.of(broker, options.clientId());
        this.member =
                new GroupMember(coordinator, broker.topics(), memberId(broker), lane, timer, options, new Membership());
        this.offsets = new GroupOffsets(coordinator, logs, member, options, lane, timer);
        this.fetcher = new RecordFetcher(logs, lane, timer, options, new Reading());
    }

    /** Of the directory and the name: no other process has the directory meanwhile. */
    private String memberId(Broker broker) {
        String name = options.memberName();
        if (name == null) {
            return Uuid.randomUuid().toString();
        }
        UUID id = UUID.nameUUIDFromBytes(
                (broker.storage().directoryId() + "/" + options.groupId() + "/" + name).getBytes(UTF_8));
        return new Uuid(id.getMostSignificantBits(), id.getLeastSignificantBits()).toString();
    }

    /** Joins the group, or joins it again after {@link #leave}. */
    public void join() {
        lane.execute(member::join);
    }

    /** Completes once it has its first partitions, maybe none, and knows where it reads them from. */
    public CompletionStage<Void> ready() {
        return ready.minimalCompletionStage();
    }

    /** What is assigned to it now. */
    public Set<TopicPartition> assignment() {
        return assignment;
    }

    /** Records in the logs that have not been read yet, as of the last read of each partition. */
    public long unread() {
        return unread;
    }

    /** What it has subscribed to, and what is assigned to it besides. */
    public Set<String> topics() {
        Set<String> topics = new HashSet<>(options.topics());
        assignment.forEach(partition -> topics.add(partition.topic()));
        return topics;
    }

    public String groupId() {
        return options.groupId();
    }

    /** There is room again. */
    public void resume() {
        if (fetcher.waitsForRoom() && resuming.compareAndSet(false, true)) {
            lane.execute(() -> {
                resuming.set(false);
                fetcher.pump();
            });
        }
    }

    /** Runs in the turn of the lane, after what has been handed to the listener already. */
    public void execute(Runnable task) {
        lane.execute(task);
    }

    /**
     * Stores what the group is to read next of each partition. Completes on the lane; exceptionally with {@link Refused} if the group does not
     * take it.
     */
    public CompletionStage<Void> commit(Map<TopicPartition, Long> nextOffsets) {
        CompletableFuture<Void> committed = new CompletableFuture<>();
        lane.execute(() -> complete(committed, offsets.commit(nextOffsets)));
        return committed;
    }

    /** As {@link #commit(Map)}, but counts once the producer's transaction is committed. */
    CompletionStage<Void> commit(
            Map<TopicPartition, Long> nextOffsets, String transactionalId, long producerId, short producerEpoch) {
        CompletableFuture<Void> committed = new CompletableFuture<>();
        lane.execute(() -> complete(
                committed, offsets.commitInTransaction(nextOffsets, transactionalId, producerId, producerEpoch)));
        return committed;
    }

    private static void complete(CompletableFuture<Void> future, CompletionStage<Void> stage) {
        var _ = stage.whenComplete((done, failure) -> {
            if (failure == null) {
                future.complete(null);
            } else {
                future.completeExceptionally(Stages.cause(failure));
            }
        });
    }

    /** Reads everything that it has again from where its group has got; completes once the listener knows. */
    public CompletionStage<Void> rewind() {
        return CompletableFuture.runAsync(
                () -> {
                    Set<TopicPartition> again = Set.copyOf(assigned.keySet());
                    fetcher.remove(again);
                    listener.rewound(again);
                    if (!again.isEmpty()) {
                        new Membership().assigned(again);
                    }
                },
                lane);
    }

    /** Gives up everything at once, as somebody who cannot go on: what is being done with records may be done twice. */
    public void leave() {
        lane.execute(() -> {
            giveUp(assigned.keySet());
            var _ = member.leave();
        });
    }

    private void giveUp(Set<TopicPartition> partitions) {
        Set<TopicPartition> gone = Set.copyOf(partitions);
        fetcher.remove(gone);
        assigned.keySet().removeAll(gone);
        publish();
        listener.lost(gone);
    }

    private void publish() {
        assignment = Set.copyOf(assigned.keySet());
        unread = fetcher.unread();
    }

    /**
     * Gives everything up in good order, for at most so long, and leaves the group; {@link #join} goes on, and {@link #ready} is of that then.
     * Completes with whether it was in the group.
     */
    public CompletionStage<Boolean> pause(int graceMs) {
        CompletableFuture<Boolean> paused = new CompletableFuture<>();
        lane.execute(() -> {
            boolean joined = member.hasJoined();
            if (joined) {
                ready = new CompletableFuture<>();
            }
            giveBack(graceMs).whenComplete((left, failure) -> paused.complete(joined));
        });
        return paused;
    }

    /** Gives everything up in good order, for at most some seconds, and leaves the group. */
    @Override
    public void close() {
        CompletableFuture<Void> left = new CompletableFuture<>();
        lane.execute(() -> {
            fetcher.close();
            giveBack(LEAVE_MS).whenComplete((answer, failure) -> left.complete(null));
        });
        left.completeOnTimeout(null, 2 * LEAVE_MS, TimeUnit.MILLISECONDS).join();
        lane.close();
        logs.close();
        coordinator.close();
    }

    private CompletionStage<?> giveBack(int graceMs) {
        Set<TopicPartition> gone = Set.copyOf(assigned.keySet());
        fetcher.remove(gone);
        assigned.clear();
        publish();
        CompletableFuture<Object> done = new CompletableFuture<>();
        if (gone.isEmpty()) {
            done.complete(gone);
        } else {
            listener.revoked(gone).whenComplete((given, failure) -> done.complete(gone));
        }
        return done.thenApply(given -> true)
                .completeOnTimeout(false, graceMs, TimeUnit.MILLISECONDS)
                .thenCompose(isDone -> {
                    CompletableFuture<Object> left = new CompletableFuture<>();
                    lane.execute(() -> {
                        if (!isDone) {
                            listener.lost(gone);
                        }
                        member.leave().whenComplete((answer, refused) -> left.complete(gone));
                    });
                    return left;
                });
    }

    private void begin(Map<TopicPartition, Object> marks, Map<TopicPartition, Long> positions) {
        positions.forEach((partition, offset) -> {
            if (assigned.get(partition) == marks.get(partition)) {
                fetcher.add(partition, offset);
            }
        });
        fetcher.pump();
        ready.complete(null);
    }

    private void fail(Throwable failure) {
        giveUp(assigned.keySet());
        var _ = member.leave();
        ready.complete(null);
        listener.failed(Stages.cause(failure));
    }

    private final class Membership implements GroupMember.Owner {
        @Override
        public void joined() {
            if (assigned.isEmpty()) {
                ready.complete(null);
            }
        }

        @Override
        public void assigned(Set<TopicPartition> partitions) {
            Map<TopicPartition, Object> marks = new HashMap<>();
            partitions.forEach(partition -> marks.put(partition, new Object()));
            assigned.putAll(marks);
            publish();
            listener.assigned(partitions);
            try {
                var _ = offsets.positions(partitions)
                        .thenAccept(positions -> begin(marks, positions))
                        .exceptionally(failure -> {
                            if (partitions.stream().anyMatch(one -> assigned.get(one) == marks.get(one))) {
                                fail(failure);
                            }
                            return null;
                        });
            } catch (Refused e) {
                fail(e);
            }
        }

        @Override
        public CompletionStage<?> revoked(Set<TopicPartition> partitions) {
            fetcher.remove(partitions);
            assigned.keySet().removeAll(partitions);
            publish();
            return listener.revoked(partitions);
        }

        @Override
        public void lost(Set<TopicPartition> partitions) {
            giveUp(partitions);
        }

        @Override
        public void failed(Throwable reason) {
            fail(reason);
        }
    }

    private final class Reading implements RecordFetcher.Owner {
        @Override
        public boolean wantsMore() {
            return listener.wantsMore();
        }

        @Override
        public boolean wantsMore(TopicPartition partition) {
            return listener.wantsMore(partition);
        }

        @Override
        public void records(List<ConsumedRecord> records) {
            unread = fetcher.unread();
            listener.records(records);
        }

        @Override
        public void outOfRange(TopicPartition partition) {
            Object mark = assigned.get(partition);
            try {
                var _ = offsets.reset(partition)
                        .thenAccept(found -> begin(Map.of(partition, mark), Map.of(partition, found.getValue())))
                        .exceptionally(failure -> {
                            if (assigned.get(partition) == mark) {
                                fail(failure);
                            }
                            return null;
                        });
            } catch (Refused e) {
                fail(e);
            }
        }

        @Override
        public void failed(Throwable reason) {
            fail(reason);
        }
    }
}
