package io.suiro.coordinator.group;

import io.suiro.base.Clock;
import io.suiro.base.Scheduler;
import io.suiro.cluster.MetadataImage;
import io.suiro.coordinator.Command;
import io.suiro.coordinator.CoordinatorShard;
import io.suiro.coordinator.Moment;
import io.suiro.coordinator.StateLog;
import io.suiro.coordinator.group.consumer.ConsumerGroup;
import io.suiro.coordinator.group.consumer.ConsumerGroupSettings;
import io.suiro.coordinator.group.share.ShareGroup;
import io.suiro.record.TransactionMarker;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.common.protocol.Errors;

/** The groups of one partition, at work. Any thread may call. */
final class GroupShard {
    /** How long a timer's decision waits if the log would not take it. */
    private static final long RETRY_MS = 500;

    private final CoordinatorShard<GroupRecord, GroupChange> shard;
    private final GroupMachine machine;
    private final GroupTimers timers;
    private final Clock clock;

    GroupShard(
            StateLog log,
            GroupSettings settings,
            Function<String, ConsumerGroupSettings> consumerSettings,
            Supplier<MetadataImage> image,
            Rebalances rebalances,
            Clock clock,
            Scheduler scheduler) {
        this.clock = clock;
        this.timers = new GroupTimers(
                clock,
                scheduler,
                log.lane(),
                settings.offsetsRetentionCheckIntervalMs(),
                this::expireDeadlines,
                this::expireOffsets);
        this.machine = new GroupMachine(settings, consumerSettings, timers, image, rebalances);
        this.shard = new CoordinatorShard<>(
                log, machine, new GroupRecordCodec(), clock, scheduler, settings.offsetsCommitTimeoutMs());
    }

    CompletionStage<Void> load() {
        return shard.load();
    }

    void resign() {
        shard.resign();
    }

    int partition() {
        return shard.partition();
    }

    CoordinatorShard.Phase phase() {
        return shard.phase();
    }

    GroupCounts counts() {
        return machine.counts();
    }

    /** Decides a request against this shard's groups. */
    <T> CompletionStage<T> submit(
            BiFunction<GroupState, CompletableFuture<T>, Command<GroupRecord, GroupChange>> command) {
        return shard.submit(asker -> command.apply(machine, asker));
    }

    /** As {@link #submit(BiFunction)}, for a command whose records belong to a transaction. */
    <T> CompletionStage<T> submit(
            BiFunction<GroupState, CompletableFuture<T>, Command<GroupRecord, GroupChange>> command,
            Supplier<CompletionStage<Errors>> admission) {
        return shard.submit(asker -> command.apply(machine, asker), admission);
    }

    CompletionStage<Void> endTransaction(TransactionMarker marker) {
        return shard.endTransaction(marker);
    }

    void forget(String topic) {
        // Not tried again: offsets of a topic that is gone harm nobody, and expire.
        shard.run(new ForgetTopic(machine, topic), () -> {});
    }

    /** Its session is shortened, which nobody needs to be told of. */
    void memberLost(String groupId, String memberId, long intervalMs) {
        shard.run(new MemberLost(machine, groupId, memberId, intervalMs), () -> {});
    }

    private void expireDeadlines(String groupId) {
        shard.run(now -> deadlines(groupId).decide(now), () -> {
            Moment refusedAt = Moment.of(clock);
            timers.dueAt(groupId, refusedAt.uptimeMs() + RETRY_MS, refusedAt);
        });
    }

    /** The next check comes anyway, so that nothing is tried again. */
    private void expireOffsets() {
        for (String groupId : List.copyOf(machine.groupIds())) {
            shard.run(offsets(groupId), () -> {});
        }
    }

    /** Lane only: what kind of group it is may have changed since its timer was set. */
    private Command<GroupRecord, GroupChange> deadlines(String groupId) {
        ConsumerGroup group = machine.consumers(groupId);
        ShareGroup shares = machine.shares(groupId);
        if (shares != null) {
            return new ExpireShareMembers(machine, shares);
        }
        return group == null ? new ExpireDeadlines(machine, groupId) : new ExpireConsumers(machine, group);
    }

    private Command<GroupRecord, GroupChange> offsets(String groupId) {
        ConsumerGroup group = machine.consumers(groupId);
        return group == null ? new ExpireOffsets(machine, groupId) : new ExpireConsumerOffsets(machine, group);
    }
}
