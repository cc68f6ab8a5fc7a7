package io.suiro.coordinator.group;

import io.suiro.base.Clock;
import io.suiro.base.Lane;
import io.suiro.base.Scheduler;
import io.suiro.coordinator.Moment;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Timers of one shard: one per group, at or before its next deadline, and one for offset retention. A timer that goes
 * off too early is set again, so that heartbeats need not touch it. One that goes off much too late is set again as well:
 * this process stood still, could hear nobody meanwhile, and now gives everybody the time to be heard. Lane only; what is due is told on the timer's thread.
 */
final class GroupTimers {
    private static final long LATE_MS = 1_000;
    private static final long HEARING_MS = 3_000;

    private final Clock clock;
    private final Scheduler scheduler;
    private final Lane lane;
    private final long retentionCheckMs;
    private final Consumer<String> groupDue;
    private final Runnable retentionDue;
    private final Map<String, Wake> wakes = new HashMap<>();
    private Scheduler.@Nullable Timer retention;
    private boolean stopped;

    private record Wake(long atMs, Scheduler.Timer timer) {}

    GroupTimers(
            Clock clock,
            Scheduler scheduler,
            Lane lane,
            long retentionCheckMs,
            Consumer<String> groupDue,
            Runnable retentionDue) {
        this.clock = clock;
        this.scheduler = scheduler;
        this.lane = lane;
        this.retentionCheckMs = retentionCheckMs;
        this.groupDue = groupDue;
        this.retentionDue = retentionDue;
    }

    void start() {
        scheduleRetention();
    }

    /** Makes sure that the group is looked at by then. */
    void dueAt(String groupId, long atMs, Moment now) {
        Wake set = wakes.get(groupId);
        if (stopped || (set != null && set.atMs() <= atMs)) {
            return;
        }
        if (set != null) {
            set.timer().cancel();
        }
        long delayMs = Math.max(atMs - now.uptimeMs(), 0);
        wakes.put(groupId, new Wake(atMs, scheduler.schedule(delayMs, () -> fire(groupId, atMs))));
    }

    void cancel(String groupId) {
        Wake wake = wakes.remove(groupId);
        if (wake != null) {
            wake.timer().cancel();
        }
    }

    void stop() {
        stopped = true;
        wakes.values().forEach(wake -> wake.timer().cancel());
        wakes.clear();
        if (retention != null) {
            retention.cancel();
        }
    }

    private void fire(String groupId, long atMs) {
        Moment now = Moment.of(clock);
        boolean isLate = now.uptimeMs() - atMs > LATE_MS;
        lane.execute(() -> {
            Wake wake = wakes.get(groupId);
            if (wake != null && wake.atMs() == atMs) {
                wakes.remove(groupId);
                if (isLate) {
                    dueAt(groupId, now.uptimeMs() + HEARING_MS, now);
                }
            }
        });
        if (!isLate) {
            groupDue.accept(groupId);
        }
    }

    private void scheduleRetention() {
        retention = scheduler.schedule(
                retentionCheckMs,
                () -> lane.execute(() -> {
                    if (!stopped) {
                        retentionDue.run();
                        scheduleRetention();
                    }
                }));
    }
}
