package io.suiro.coordinator.group;

import static org.assertj.core.api.Assertions.assertThat;

import io.suiro.base.QueuedLane;
import io.suiro.base.SimulatedTime;
import io.suiro.cluster.MetadataImage;
import io.suiro.coordinator.Command;
import io.suiro.coordinator.Decision;
import io.suiro.coordinator.MemoryStateLog;
import io.suiro.record.TransactionMarker;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.message.JoinGroupResponseData;
import org.apache.kafka.common.message.OffsetCommitResponseData;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/** The coordinator of a simulated group, and what must hold of it whatever happens. */
final class GroupWorld {
    final SimulatedTime time = new SimulatedTime();
    final QueuedLane lane = new QueuedLane();
    MemoryStateLog log = new MemoryStateLog(0, lane);
    /** Groups are not cleaned away meanwhile, or generations would begin anew. */
    private static final GroupSettings SETTINGS =
            new GroupSettings(6_000, 300_000, 3_000, 5, 4_096, 3_600_000, 36_000_000, 1);

    private GroupShard shard;
    private final List<Asked> open = new ArrayList<>();
    private final Map<String, String> leaders = new HashMap<>();
    private final Map<String, String> holders = new HashMap<>();
    private final List<Accepted> accepted = new ArrayList<>();
    private final Map<Integer, Long> acknowledged = new HashMap<>();
    private final Set<Long> aborted = new HashSet<>();
    private int ids;
    private long offsets;
    private int reign;

    /** A request that waits, and what was in the log when it was made. */
    private record Asked(CompletableFuture<?> reply, MemoryStateLog log, long endOffset) {}

    /** A commit that was acknowledged: the generation it named, and the group's when it was decided. */
    private record Accepted(int named, int current) {}

    /** What a reload must bring back. */
    record Durable(
            @Nullable StoredGroup group, Map<TopicPartition, CommittedOffset> offsets, Set<TopicPartition> unstable) {}

    GroupWorld() {
        shard = start(log);
    }

    private GroupShard start(MemoryStateLog on) {
        GroupShard started = new GroupShard(
                on, SETTINGS, groupId -> SETTINGS.consumer(), () -> MetadataImage.EMPTY, new Rebalances(), time, time);
        CompletableFuture<Void> loaded = started.load().toCompletableFuture();
        lane.runAll();
        loaded.join();
        return started;
    }

    String nextId() {
        return "id" + ids++;
    }

    long nextOffset() {
        return ++offsets;
    }

    <T> CompletableFuture<T> ask(
            BiFunction<GroupState, CompletableFuture<T>, Command<GroupRecord, GroupChange>> command) {
        return asked(shard.submit(command));
    }

    /** As {@link #ask(BiFunction)}, in a transaction whose coordinator says this if it is asked. */
    <T> CompletableFuture<T> ask(
            BiFunction<GroupState, CompletableFuture<T>, Command<GroupRecord, GroupChange>> command, Errors admission) {
        return asked(shard.submit(command, () -> CompletableFuture.completedStage(admission)));
    }

    CompletableFuture<Void> endTransaction(TransactionMarker marker) {
        return asked(shard.endTransaction(marker));
    }

    private <T> CompletableFuture<T> asked(CompletionStage<T> stage) {
        CompletableFuture<T> reply = stage.toCompletableFuture();
        lane.runAll();
        open.add(new Asked(reply, log, log.endOffset()));
        return reply;
    }

    <T> T answer(CompletableFuture<T> reply, Function<Errors, T> refused) {
        return reply.handle((value, failure) -> failure == null ? value : refused.apply(FakeMember.code(failure)))
                .join();
    }

    /** After each step: what is answered was committed before, and commits were of the current generation. */
    void check() {
        assertThat(accepted).allMatch(commit -> commit.named() == commit.current());
        accepted.clear();
        open.removeIf(asked -> {
            boolean isDone = asked.reply().isDone();
            if (isDone && !asked.reply().isCompletedExceptionally()) {
                assertThat(asked.log().committedOffset()).isGreaterThanOrEqualTo(asked.endOffset());
            }
            return isDone;
        });
    }

    /** Coordinators so far; what one has answered is not what the next one answers. */
    int reign() {
        return reign;
    }

    void onGeneration(int reign, JoinGroupResponseData answer) {
        String generation = reign + "/" + answer.generationId();
        String leader = answer.leader();
        if (!answer.skipAssignment() && !answer.members().isEmpty()) {
            assertThat(answer.memberId()).isEqualTo(leader);
            assertThat(leaders.putIfAbsent(generation, leader))
                    .as("leader of generation " + generation)
                    .isIn(null, leader);
        }
    }

    void onAssignment(int reign, int generationId, byte[] assignment, String process) {
        if (assignment.length > 0) {
            String part = new String(assignment, StandardCharsets.UTF_8);
            String holder = holders.putIfAbsent(reign + "/" + generationId + "/" + part, process);
            assertThat(holder).as("who holds " + part).isIn(null, process);
        }
    }

    void onCommit(CompletableFuture<OffsetCommitResponseData> reply, int generationId, int partition, long offset) {
        ClassicGroup group = probe(shard, state -> state.group(GroupBench.GROUP));
        int current = group == null ? -1 : group.generationId();
        CompletableFuture<Void> unused = reply.thenAccept(answer -> {
            accepted.add(new Accepted(generationId, current));
            acknowledged.merge(partition, offset, Math::max);
        });
    }

    /** A transaction will be aborted: these offsets are never seen. */
    void onAbort(List<FakeProducer.Sent> sent) {
        sent.forEach(each -> aborted.add(each.offset()));
    }

    /** A transaction has committed. */
    void onCommit(List<FakeProducer.Sent> sent) {
        sent.forEach(each -> acknowledged.merge(each.partition(), each.offset(), Math::max));
    }

    /** A new coordinator takes over with what is committed; everybody who waited is told. */
    void failOver() {
        MemoryStateLog next = log.committedCopy(lane);
        shard.resign();
        lane.runAll();
        assertThat(open).allMatch(asked -> asked.reply().isDone());
        open.clear();
        log = next;
        reign++;
        shard = start(next);
        acknowledged.forEach(
                (partition, offset) -> assertThat(durable(shard).offsets().get(new TopicPartition("t", partition)))
                        .satisfies(stored -> assertThat(stored.offset()).isGreaterThanOrEqualTo(offset)));
    }

    /** What a fresh shard replays is what this one has. */
    void checkReload() {
        GroupShard fresh = start(log.copy(lane));
        Durable expected = durable(shard);
        assertThat(durable(fresh)).isEqualTo(expected);
        assertThat(new NaiveOffsets(expected.offsets(), expected.unstable())).isEqualTo(NaiveOffsets.of(log.appends()));
        assertThat(expected.offsets().values()).noneMatch(offset -> aborted.contains(offset.offset()));
        fresh.resign();
        lane.runAll();
    }

    /** Once everything is committed and time has passed, nobody waits. */
    void checkAllAnswered() {
        log.releaseCommits();
        time.advance(1_000_000, lane::runAll);
        check();
        assertThat(open).isEmpty();
    }

    private Durable durable(GroupShard of) {
        return Objects.requireNonNull(probe(
                of,
                state -> new Durable(
                        state.stored(GroupBench.GROUP),
                        Map.copyOf(state.offsets(GroupBench.GROUP)),
                        Set.copyOf(state.unstable(GroupBench.GROUP)))));
    }

    private <T> @Nullable T probe(GroupShard of, Function<GroupState, @Nullable T> look) {
        AtomicReference<@Nullable T> seen = new AtomicReference<>();
        CompletableFuture<Void> unused = of.<Void>submit((state, asker) -> now -> {
                    seen.set(look.apply(state));
                    return new Decision<>(List.of(), List.of(), List.of());
                })
                .toCompletableFuture();
        lane.runAll();
        return seen.get();
    }
}
