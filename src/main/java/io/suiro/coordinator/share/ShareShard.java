package io.suiro.coordinator.share;

import io.suiro.base.Clock;
import io.suiro.base.Scheduler;
import io.suiro.coordinator.Command;
import io.suiro.coordinator.CoordinatorShard;
import io.suiro.coordinator.CoordinatorShard.Phase;
import io.suiro.coordinator.StateLog;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import org.apache.kafka.common.Uuid;

/**
 * The share partitions of one partition of {@code __share_group_state}, at work. Now and then it cuts the log below what a start would
 * have to read. Any thread may call.
 */
final class ShareShard {
    /** A snapshot this many records back, or more where there are many share partitions, is stored anew. */
    private static final long FAR_BACK = 10_000;

    private static final int RECORDS_PER_SHARE_PARTITION = 4;

    private final StateLog log;
    private final ShareMachine machine;
    private final CoordinatorShard<ShareRecord, Void> shard;
    private final ShareSettings settings;
    private final Scheduler scheduler;

    ShareShard(StateLog log, ShareSettings settings, Clock clock, Scheduler scheduler) {
        this.log = log;
        this.settings = settings;
        this.scheduler = scheduler;
        this.machine = new ShareMachine(now -> loaded());
        this.shard = new CoordinatorShard<>(
                log, machine, new ShareRecordCodec(), clock, scheduler, settings.writeTimeoutMs());
    }

    CompletionStage<Void> load() {
        return shard.load();
    }

    void resign() {
        shard.resign();
    }

    Phase phase() {
        return shard.phase();
    }

    /** Share partitions. */
    int size() {
        return machine.size();
    }

    <T> CompletionStage<T> submit(BiFunction<ShareMachine, CompletableFuture<T>, Command<ShareRecord, Void>> command) {
        return shard.submit(asker -> command.apply(machine, asker));
    }

    void forget(Uuid topicId) {
        // Not tried again: state of a topic that is gone harms nobody.
        shard.run(new ForgetTopic(machine, topicId), () -> {});
    }

    private void loaded() {
        pruneLater();
        Integer intervalMs = settings.coldIntervalMs();
        if (intervalMs != null) {
            renewLater(intervalMs, log.endOffset());
        }
    }

    /** @param sinceOffset where the log ended an interval ago */
    private void renewLater(int intervalMs, long sinceOffset) {
        scheduler.schedule(intervalMs, () -> log.lane().execute(() -> {
            if (shard.phase() == Phase.SERVING) {
                long endOffset = log.endOffset();
                shard.run(Renew.cold(machine, sinceOffset), () -> {});
                renewLater(intervalMs, endOffset);
            }
        }));
    }

    private void pruneLater() {
        scheduler.schedule(settings.pruneIntervalMs(), () -> log.lane().execute(() -> {
            if (shard.phase() == Phase.SERVING) {
                prune();
                pruneLater();
            }
        }));
    }

    /** What is stored anew counts at the next time, when it is committed. */
    private void prune() {
        long endOffset = log.endOffset();
        log.prune(machine.all().values().stream()
                .mapToLong(ShareMachine.Held::snapshotOffset)
                .min()
                .orElse(endOffset));
        long farBack = Math.max(FAR_BACK, (long) RECORDS_PER_SHARE_PARTITION * machine.size());
        shard.run(Renew.farBack(machine, endOffset - farBack), () -> {});
    }
}
