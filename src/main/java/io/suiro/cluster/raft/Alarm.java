package io.suiro.cluster.raft;

import io.suiro.base.Scheduler;
import org.jspecify.annotations.Nullable;

/** One timer for what is due next, whatever that is; one that goes off too early does no harm. Goes off on the lane. Lane only. */
final class Alarm {
    private final RaftSeams seams;
    private final Standing standing;
    private final Runnable due;
    private Scheduler.@Nullable Timer timer;
    private long dueMs = Long.MAX_VALUE;

    Alarm(RaftSeams seams, Standing standing, Runnable due) {
        this.seams = seams;
        this.standing = standing;
        this.due = due;
    }

    /** Goes off at that time of {@link Standing#nowMs}, or before; {@link Long#MAX_VALUE} for never. */
    void set(long atMs) {
        if (timer != null && dueMs <= atMs) {
            return;
        }
        cancel();
        if (atMs < Long.MAX_VALUE) {
            dueMs = atMs;
            timer = seams.scheduler().schedule(Math.max(0, atMs - standing.nowMs()), () -> seams.lane()
                    .execute(this::goOff));
        }
    }

    private void goOff() {
        timer = null;
        dueMs = Long.MAX_VALUE;
        due.run();
    }

    void cancel() {
        if (timer != null) {
            timer.cancel();
            timer = null;
            dueMs = Long.MAX_VALUE;
        }
    }
}
